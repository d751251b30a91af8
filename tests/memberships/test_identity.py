"""Who a person is, once a town hall has accepted it."""

from datetime import date, timedelta

import pytest
from django.http import Http404

from civic.accounts.actions.account import IdentityIsAccepted, change_profile
from civic.accounts.actions.erasure import erase_person
from civic.accounts.models import Person
from civic.core.clock import now
from civic.core.refusals import NotAllowed, Refusal
from civic.journal.models import Entry
from civic.memberships.actions import identity
from civic.memberships.actions.answering import accept_membership, reopen_membership
from civic.memberships.actions.joining import leave_commune, request_membership
from civic.memberships.actions.residents import complete_identities
from civic.memberships.models import IdentityAnswer, IdentityChange, Membership
from civic.memberships.queries.identity import answers_awaited
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.town_halls.models import TownHall
from tests.accounts.factories import PersonFactory
from tests.accounts.mails import subjects_to
from tests.communes.factories import CommuneFactory, MembershipFactory, OfficeFactory, TownHallFactory
from tests.html import on_one_line
from tests.memberships.names import MARRIED, name_of

pytestmark = pytest.mark.django_db
PROFILE = {"mobile": "", "presentation": ""}


def test_nobody_takes_another_name_once_accepted(commune, mayor, marie, viewer_of):
    viewer = viewer_of(marie, commune)
    for changed in ({"last_name": mayor.last_name}, {"civility": "m"}, {"birth_date": date(1990, 1, 1)}):
        same = {
            "first_name": "Marie",
            "last_name": "Dupond",
            "civility": "mme",
            "birth_date": marie.birth_date,
        }
        with pytest.raises(IdentityIsAccepted):
            change_profile(viewer=viewer, fields=PROFILE | same | changed)
    assert name_of(marie) == "Marie Dupond"
    change_profile(viewer=viewer, fields=PROFILE | {"presentation": "Potière"})
    assert Person.objects.get(pk=marie.pk).presentation == "Potière"


def test_a_name_that_no_town_hall_accepted_is_one_s_own(applicant, commune, viewer_of):
    change_profile(viewer=viewer_of(applicant, commune), fields=PROFILE | MARRIED)
    assert name_of(applicant) == "Marie Martin"


def test_nobody_changes_names_between_the_reading_and_the_answer(commune, mayor, applicant, viewer_of, clock):
    request, agent = applicant.memberships.get(), viewer_of(mayor, commune)
    read_at = now()
    clock.at((now() + timedelta(seconds=5)).isoformat())
    change_profile(viewer=viewer_of(applicant, commune), fields=PROFILE | MARRIED)
    with pytest.raises(Refusal, match="Relisez"):
        accept_membership(viewer=agent, membership_id=request.pk, proof="known", read_at=read_at)
    clock.at((now() + timedelta(seconds=5)).isoformat())
    accept_membership(viewer=agent, membership_id=request.pk, proof="known", read_at=now())


def test_the_list_says_when_it_was_read(commune, mayor, applicant, viewer_of, client_of, clock):
    browser, root = client_of(mayor), f"/{commune.slug}/mairie/administres"
    request = applicant.memberships.get()
    page = browser.get(f"{root}/?liste=attente").content.decode()
    read_at = page.split('name="read_at" value="')[1].split('"')[0]
    clock.at((now() + timedelta(seconds=5)).isoformat())
    change_profile(viewer=viewer_of(applicant, commune), fields=PROFILE | MARRIED)
    for posted in ({"read_at": read_at}, {}):
        answer = browser.post(f"{root}/{request.pk}/accepter/", {"proof": "known"} | posted)
        assert answer.status_code == 422
    answer = browser.post(
        f"{root}/repondre/", {"demande": request.pk, "proof": "known", "read_at": read_at}, follow=True
    )
    assert "Relisez sa demande" in answer.content.decode()
    assert Membership.objects.get(pk=request.pk).status == "pending"


def test_a_hand_that_slipped_gives_the_name_back(commune, mayor, marie, viewer_of):
    reopen_membership(viewer=viewer_of(mayor, commune), membership_id=marie.memberships.get().pk)
    assert Person.objects.get(pk=marie.pk).identity_accepted_at is None


def test_a_commune_that_was_left_has_accepted_the_name_all_the_same(
    commune, other_commune, mayor, other_mayor, viewer_of, clock
):
    person = PersonFactory()
    for place, agent in ((commune, mayor), (other_commune, other_mayor)):
        asked = MembershipFactory(commune=place, person=person, status="pending")
        accept_membership(viewer=viewer_of(agent, place), membership_id=asked.pk, proof="known")
        clock.forward(minutes=5)
    leave_commune(viewer=viewer_of(person, other_commune))
    here = person.memberships.get(commune=commune)
    reopen_membership(viewer=viewer_of(mayor, commune), membership_id=here.pk)
    assert Person.objects.get(pk=person.pk).identity_accepted_at
    with pytest.raises(IdentityIsAccepted):
        change_profile(viewer=viewer_of(person, commune), fields=PROFILE | MARRIED)


def test_two_hands_that_slipped_give_the_name_back(
    commune, other_commune, mayor, other_mayor, viewer_of, clock
):
    person, asked = PersonFactory(), []
    for place, agent in ((commune, mayor), (other_commune, other_mayor)):
        asked.append(MembershipFactory(commune=place, person=person, status="pending"))
        accept_membership(viewer=viewer_of(agent, place), membership_id=asked[-1].pk, proof="known")
        clock.forward(minutes=5)
    reopen_membership(viewer=viewer_of(other_mayor, other_commune), membership_id=asked[1].pk)
    assert Person.objects.get(pk=person.pk).identity_accepted_at
    reopen_membership(viewer=viewer_of(mayor, commune), membership_id=asked[0].pk)
    assert Person.objects.get(pk=person.pk).identity_accepted_at is None


def test_the_old_name_stands_until_both_town_halls_have_accepted(
    commune, other_commune, mayor, other_mayor, in_both, asks, answered, run_jobs
):
    change = asks(in_both)
    answered(change, commune, mayor)
    assert name_of(in_both) == "Marie Dupond"
    answered(change, other_commune, other_mayor)
    assert name_of(in_both) == "Marie Martin"
    run_jobs()
    assert {one.last_first for one in in_both.memberships.all()} == {"martin marie"}
    change.refresh_from_db()
    assert (change.state, change.former_name) == ("accepted", "Marie Dupond")


def test_one_refusal_ends_it_and_is_said(
    commune, other_commune, mayor, other_mayor, in_both, asks, answered, client_of
):
    change = asks(in_both)
    answered(change, commune, mayor)
    answered(change, other_commune, other_mayor, words="Apportez l’acte de mariage.")
    assert name_of(in_both) == "Marie Dupond"
    change.refresh_from_db()
    assert change.state == "refused"
    page = on_one_line(client_of(in_both).get("/mon-compte/identite/").content.decode())
    assert "Apportez l’acte de mariage." in page
    assert "Votre identité reste Marie Dupond" in page
    asks(in_both)  # again, with other words


def test_a_refusal_leaves_nothing_waiting_elsewhere(
    commune, other_commune, mayor, other_mayor, in_both, asks, answered, viewer_of
):
    change = asks(in_both)
    answered(change, commune, mayor, words="Non")
    with pytest.raises(identity.NoLongerAwaited):
        answered(change, other_commune, other_mayor)
    assert not answers_awaited(viewer_of(other_mayor, other_commune)).exists()


def test_only_those_who_answer_requests_of_that_town_hall_answer(
    commune, other_commune, other_mayor, marie, resident, asks, answered, viewer_of, delegate_with
):
    change = asks(marie)
    row = change.answers.get()
    for person in (marie, resident, delegate_with()):
        with pytest.raises(NotAllowed):
            identity.accept_identity_change(viewer=viewer_of(person, commune), answer_id=row.pk)
    with pytest.raises(Http404):
        identity.accept_identity_change(viewer=viewer_of(other_mayor, other_commune), answer_id=row.pk)
    answered(change, commune, delegate_with(MANAGE_RESIDENTS))
    assert name_of(marie) == "Marie Martin"


def test_nobody_answers_for_themselves(commune, asks, answered, delegate_with, viewer_of):
    agent = delegate_with(MANAGE_RESIDENTS)
    Person.objects.filter(pk=agent.pk).update(identity_accepted_at=now())
    change = asks(agent)
    with pytest.raises(NotAllowed):
        answered(change, commune, agent)
    assert not answers_awaited(viewer_of(agent, commune)).exists()


def test_a_mayor_is_not_answered_by_their_own_town_hall(
    commune, other_commune, mayor, other_mayor, asks, answered
):
    Person.objects.filter(pk=mayor.pk).update(identity_accepted_at=now())
    assert asks(mayor).state == "accepted"
    assert name_of(mayor) == "Marie Martin"
    MembershipFactory(commune=other_commune, person=mayor)
    change = asks(mayor, last_name="Durand")
    assert [answer.commune for answer in change.answers.all()] == [other_commune]
    answered(change, other_commune, other_mayor)
    assert name_of(mayor) == "Marie Durand"


def test_a_town_hall_that_accepts_meanwhile_is_asked_too(
    commune, other_commune, mayor, other_mayor, marie, asks, answered, viewer_of
):
    change = asks(marie)
    asked = request_membership(person=marie, commune=other_commune)
    accept_membership(viewer=viewer_of(other_mayor, other_commune), membership_id=asked.pk, proof="known")
    answered(change, commune, mayor)
    assert name_of(marie) == "Marie Dupond"
    answered(change, other_commune, other_mayor)
    assert name_of(marie) == "Marie Martin"


def test_a_town_hall_that_was_left_is_not_waited_for(
    commune, other_commune, other_mayor, in_both, asks, answered, viewer_of
):
    change = asks(in_both)
    answered(change, other_commune, other_mayor)
    leave_commune(viewer=viewer_of(in_both, commune))
    assert name_of(in_both) == "Marie Martin"


def test_leaving_everywhere_does_not_set_the_name_free(commune, mayor, marie, asks, answered, viewer_of):
    change = asks(marie)
    leave_commune(viewer=viewer_of(marie, commune))
    assert name_of(marie) == "Marie Dupond"
    identity.withdraw_identity_change(viewer=viewer_of(marie, commune))
    with pytest.raises(identity.NoLongerAwaited):
        answered(change, commune, mayor)
    again = asks(marie, last_name="Petit")
    answered(again, commune, mayor)
    assert name_of(marie) == "Marie Petit"


def test_one_request_at_a_time_and_three_a_day(marie, asks, commune, viewer_of):
    with pytest.raises(identity.NothingChanged):
        asks(marie, last_name="Dupond")
    for _ in range(3):
        asks(marie)
        with pytest.raises(identity.AlreadyAsked):
            asks(marie, last_name="Petit")
        identity.withdraw_identity_change(viewer=viewer_of(marie, commune))
    with pytest.raises(identity.TooManyChanges):
        asks(marie)


def test_the_birth_date_alone_can_be_put_right(commune, mayor, marie, asks, answered):
    change = asks(marie, last_name="Dupond", birth_date=date(1961, 5, 17), reason="mistake")
    answered(change, commune, mayor)
    assert Person.objects.get(pk=marie.pk).birth_date == date(1961, 5, 17)


def test_the_history_stands_on_the_card_and_in_the_journal_and_goes_with_the_account(
    commune, mayor, marie, asks, answered, client_of
):
    answered(asks(marie), commune, mayor)
    browser = client_of(mayor)
    card = f"/{commune.slug}/mairie/administres/{marie.memberships.get().pk}/"
    said = "Marie Dupond, désormais Marie Martin"
    assert said in on_one_line(browser.get(card).content.decode())
    journal = on_one_line(browser.get(f"/{commune.slug}/mairie/delegations/journal/").content.decode())
    assert "a accepté un changement d’identité" in journal
    assert said in journal
    assert not any("Martin" in str(entry.data) for entry in Entry.objects.all())
    erase_person(person_id=marie.pk)
    assert not IdentityChange.objects.exists()
    assert said not in on_one_line(
        browser.get(f"/{commune.slug}/mairie/delegations/journal/").content.decode()
    )


def test_the_page_shows_a_new_name_close_to_the_mayor_s(commune, mayor, marie, asks, client_of):
    change = asks(marie, first_name="Camile", last_name="Exemple", civility="m", reason="mistake")
    page = client_of(mayor).get(f"/{commune.slug}/mairie/administres/identite/{change.answers.get().pk}/")
    words = on_one_line(page.content.decode())
    assert "Nom proche de celui de Camille Exemple, maire" in words
    assert "Monsieur Camile Exemple" in words


@pytest.fixture
def answer_page(commune):
    return lambda answer, way="": f"/{commune.slug}/mairie/administres/identite/{answer.pk}/{way}"


@pytest.mark.parametrize(
    ("last_name", "said"),
    [
        ("Éxemple", "portera exactement le nom de Camille Exemple, maire"),
        ("Exempel", "portera un nom proche de celui de Camille Exemple, maire"),
    ],
)
def test_one_tap_does_not_give_the_name_of_the_mayor(
    commune, mayor, marie, asks, client_of, answer_page, last_name, said
):
    answer = asks(marie, first_name="CAMILLE", last_name=last_name, reason="mistake").answers.get()
    browser = client_of(mayor)
    asked = browser.post(answer_page(answer), {"accept": "1"})
    assert (asked.url, name_of(marie)) == (answer_page(answer, "accepter/"), "Marie Dupond")
    assert said in on_one_line(browser.get(asked.url).content.decode())
    assert browser.post(asked.url).url == answer_page(answer)
    assert name_of(marie) == f"CAMILLE {last_name}"


def test_the_name_of_the_mayor_is_for_the_mayor_alone_to_accept(
    commune, mayor, marie, asks, delegate_with, client_of, viewer_of, answer_page
):
    agent = delegate_with(MANAGE_RESIDENTS)
    answer = asks(marie, first_name="Camille", last_name="Exemple", reason="mistake").answers.get()
    page = on_one_line(client_of(agent).get(answer_page(answer)).content.decode())
    assert 'name="accept"' not in page
    assert "Seul votre maire peut accepter ce nom" in page
    assert client_of(agent).post(answer_page(answer, "accepter/")).url == answer_page(answer)
    with pytest.raises(identity.NameOfTheMayor):
        identity.accept_identity_change(
            viewer=viewer_of(agent, commune), answer_id=answer.pk, has_read_close_name=True
        )
    assert name_of(marie) == "Marie Dupond"
    identity.refuse_identity_change(viewer=viewer_of(agent, commune), answer_id=answer.pk, words="Non")


def test_who_is_called_like_the_mayor_already_changes_a_date_without_a_warning(
    commune, mayor, marie, asks, answered
):
    Person.objects.filter(pk=marie.pk).update(first_name="Camille", last_name="Exemple")
    change = asks(marie, first_name="Camille", last_name="Exemple", birth_date=date(1961, 1, 1))
    answered(change, commune, mayor)
    assert Person.objects.get(pk=marie.pk).birth_date == date(1961, 1, 1)


def test_an_acceptance_is_taken_back_while_another_town_hall_is_waited_for(
    commune, mayor, in_both, asks, client_of, answer_page, clock, viewer_of
):
    answer = asks(in_both).answers.get(commune=commune)
    browser = client_of(mayor)
    done = browser.post(answer_page(answer), {"accept": "1"}, follow=True).content.decode()
    assert f'formaction="{answer_page(answer, "rouvrir/")}"' in done
    assert "Reprendre mon accord" in done
    said = browser.post(answer_page(answer, "rouvrir/"), follow=True).content.decode()
    assert "l’identité reste Marie Dupond" in said
    answer.refresh_from_db()
    assert (answer.waits, answer.is_accepted, answer.change.state) == (True, None, "waiting")
    browser.post(answer_page(answer), {"accept": "1"})
    clock.forward(days=1, minutes=1)
    with pytest.raises(identity.AgreedForGood):
        identity.take_back_acceptance(viewer=viewer_of(mayor, commune), answer_id=answer.pk)


def test_once_the_name_has_changed_it_is_not_taken_back_any_more(
    commune, other_commune, mayor, other_mayor, in_both, asks, answered, client_of, answer_page, run_jobs
):
    change = asks(in_both)
    answer = change.answers.get(commune=commune)
    browser = client_of(mayor)
    browser.post(answer_page(answer), {"accept": "1"}, follow=True)
    answered(change, other_commune, other_mayor)
    run_jobs()
    page = on_one_line(browser.get(answer_page(answer)).content.decode())
    assert "rouvrir/" not in page
    assert "la personne fait une nouvelle demande" in page
    late = on_one_line(browser.post(answer_page(answer, "rouvrir/"), follow=True).content.decode())
    assert "L’identité a déjà changé" in late
    run_jobs()
    change.refresh_from_db()
    assert (name_of(in_both), change.state) == ("Marie Martin", "accepted")
    assert subjects_to(in_both.email).count("Votre changement d’identité est accepté") == 1


def test_nor_is_undo_offered_where_one_town_hall_answers_alone(mayor, marie, asks, client_of, answer_page):
    answer = asks(marie).answers.get()
    done = client_of(mayor).post(answer_page(answer), {"accept": "1"}, follow=True).content.decode()
    assert "C’est fait" in done
    assert "rouvrir/" not in done


def test_a_town_hall_that_takes_its_acceptance_of_somebody_back_is_not_asked_about_their_name(
    commune, other_commune, other_mayor, marie, asks, viewer_of
):
    change = asks(marie)
    asked = request_membership(person=marie, commune=other_commune)
    agent = viewer_of(other_mayor, other_commune)
    accept_membership(viewer=agent, membership_id=asked.pk, proof="known")
    assert change.answers.get(commune=other_commune).waits
    reopen_membership(viewer=agent, membership_id=asked.pk)
    assert not change.answers.get(commune=other_commune).waits
    assert change.answers.get(commune=commune).waits


def test_an_answer_that_another_window_gave_is_said_there_and_not_as_a_fault_of_the_words(
    mayor, marie, asks, client_of, answer_page
):
    answer = asks(marie).answers.get()
    browser = client_of(mayor)
    browser.post(answer_page(answer), {"accept": "1"})
    for posted in ({"refuse": "1", "words": ""}, {"accept": "1"}):
        late = browser.post(answer_page(answer), posted, follow=True)
        page = on_one_line(late.content.decode())
        assert late.redirect_chain == [(answer_page(answer), 302)]
        assert "Cette demande n’attend plus de réponse de votre mairie" in page
        assert 'id="erreurs"' not in page
        assert "Rien ne change avant votre réponse" not in page
    assert name_of(marie) == "Marie Martin"


def test_the_identity_that_still_holds_is_called_so(
    commune, mayor, marie, asks, answered, client_of, answer_page
):
    change = asks(marie)
    for browser, path in (
        (client_of(marie), "/mon-compte/identite/"),
        (client_of(mayor), answer_page(change.answers.get())),
    ):
        page = browser.get(path).content.decode()
        assert "Identité actuelle" in page
        assert "Identité d’avant" not in page
    profile = on_one_line(client_of(marie).get("/mon-compte/").content.decode())
    assert "une autre identité, Madame Marie Martin" in profile
    assert "Demander un changement" not in profile
    answered(change, commune, mayor)
    assert "Identité d’avant" in client_of(marie).get("/mon-compte/identite/").content.decode()
    assert "Demander un changement" in client_of(marie).get("/mon-compte/").content.decode()


def test_from_the_profile_to_the_answer_by_the_pages(commune, mayor, marie, client_of):
    own, agent = client_of(marie), client_of(mayor)
    profile = own.get("/mon-compte/").content.decode()
    assert 'name="last_name"' not in profile
    assert "/mon-compte/identite/" in profile
    late = {"first_name": "Camille", "last_name": "Exemple", "civility": "", "birth_date": "17/05/1960"}
    answer = own.post("/mon-compte/", late | {"mobile": "", "presentation": ""})
    assert (answer.status_code, name_of(marie)) == (422, "Marie Dupond")
    sent = {"civility": "mme", "first_name": "marie", "last_name": "MARTIN", "birth_date": "17/05/1960"}
    assert own.post("/mon-compte/identite/", sent).status_code == 422  # without a reason
    answer = own.post("/mon-compte/identite/", sent | {"reason": "marriage"}, follow=True)
    assert "En attente de sa réponse" in answer.content.decode()
    row = IdentityAnswer.objects.get()
    assert (
        "Marie Dupond demande à changer d’identité" in agent.get(f"/{commune.slug}/mairie/").content.decode()
    )
    page = f"/{commune.slug}/mairie/administres/identite/{row.pk}/"
    assert agent.post(page, {"refuse": "1", "words": " "}).status_code == 422
    answer = agent.post(page, {"accept": "1"}, follow=True)
    assert "Marie Dupond, désormais Marie Martin" in on_one_line(answer.content.decode())
    assert name_of(marie) == "Marie Martin"


def test_who_is_not_accepted_yet_changes_it_in_the_profile(applicant, client_of):
    assert client_of(applicant).get("/mon-compte/identite/").url == "/mon-compte/"


def test_merged_communes_answer_once(commune, other_commune, in_both, asks, merged):
    change = asks(in_both)
    merged(other_commune, into=commune)
    assert [answer.commune_id for answer in change.answers.all()] == [commune.pk]


@pytest.fixture
def merged():
    from civic.memberships.actions.mergers import follow_merged_communes

    def merge(commune, *, into):
        commune.is_current, commune.merged_into = False, into
        commune.save()
        follow_merged_communes()

    return merge


def test_who_was_accepted_by_the_release_before_is_held_after_the_night(resident, commune, viewer_of):
    assert resident.identity_accepted_at is None  # as the factory, and that release, leave it
    complete_identities()
    with pytest.raises(IdentityIsAccepted):
        change_profile(viewer=viewer_of(resident, commune), fields=PROFILE | MARRIED)


def test_automatic_acceptance_holds_the_name_too(db):
    place = CommuneFactory()
    TownHallFactory(commune=place)
    OfficeFactory(commune=place, person=PersonFactory())
    TownHall.objects.filter(commune=place).update(accepts_automatically=True)
    person = PersonFactory(first_name="Zoé", last_name="Petit")
    request_membership(person=person, commune=place)
    assert Person.objects.get(pk=person.pk).identity_accepted_at
