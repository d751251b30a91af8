"""Several requests answered at once; and two agents who answer the same one at the very same moment."""

import re
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from civic.accounts.actions.erasure import erase_person
from civic.accounts.models import Person
from civic.core.clock import now
from civic.core.refusals import Refusal
from civic.journal.models import Entry
from civic.memberships.actions import answering
from civic.memberships.actions.answering import accept_bulk, accept_membership, refuse_membership
from civic.memberships.actions.identity import NameOfTheMayor
from civic.memberships.actions.joining import leave_commune
from civic.memberships.actions.proofs import ask_for_proof, send_proof
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership
from civic.posts.enums import PUBLISH
from civic.town_halls.models import TownHall
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory
from tests.memberships.proofs import file
from tests.together import together

NAMES = ["Anne Roux", "Bruno Roux", "Carla Roux"]


def text(answer: Any) -> str:
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def waiting(commune) -> list[Membership]:
    made = []
    for name in NAMES:
        first, last = name.split()
        person = PersonFactory(first_name=first, last_name=last)
        made.append(MembershipFactory(commune=commune, person=person, status=MembershipStatus.PENDING))
    return made


@pytest.fixture
def answer(client_of, commune, mayor):
    def post(*memberships: Membership, by=mayor, follow: bool = True, **fields: str) -> Any:
        chosen = [str(membership.pk) for membership in memberships]
        address = f"/{commune.slug}/mairie/administres/repondre/"
        return client_of(by).post(address, {"demande": chosen, **fields}, follow=follow)

    return post


def chosen_of(page: str) -> list[str]:
    return sorted(re.findall(r'type="hidden" name="demande" value="([^"]+)"', page))


def ids_of(memberships: list[Membership]) -> list[str]:
    return sorted(str(membership.pk) for membership in memberships)


def statuses(memberships: list[Membership]) -> list[str]:
    found = Membership.objects.in_bulk([membership.pk for membership in memberships])
    return [found[membership.pk].status for membership in memberships]


def test_several_are_accepted_with_one_proof_and_it_can_be_undone(
    client_of, commune, mayor, waiting, answer
) -> None:
    before = TownHall.objects.get(commune=commune).residents
    page = answer(*waiting, action="accept", proof="electoral_roll")
    assert "3 demandes sont acceptées : Anne Roux, Bruno Roux et Carla Roux." in text(page)
    assert statuses(waiting) == ["accepted"] * 3
    assert {one.proof_seen for one in Membership.objects.filter(person__last_name="Roux")} == {
        "electoral_roll"
    }
    assert TownHall.objects.get(commune=commune).residents == before + 3
    assert Entry.objects.filter(kind="memberships.MembershipAccepted").count() == 3
    undo = f"/{commune.slug}/mairie/administres/annuler/"
    (stamp,) = {line.split("/")[0] for line in text(page).split(undo)[1:]}
    done = client_of(mayor).post(f"{undo}{stamp}/", follow=True)
    assert "3 demandes sont de nouveau en attente." in text(done)
    assert statuses(waiting) == ["pending"] * 3
    assert TownHall.objects.get(commune=commune).residents == before
    assert client_of(mayor).post(f"{undo}{stamp}/").status_code == 404, "there is nothing more to undo"


@pytest.mark.parametrize("action", ["accept", "refuse"])
def test_what_one_answers_by_is_shown_with_each(action, commune, mayor, waiting, answer, viewer_of) -> None:
    Membership.objects.filter(pk=waiting[0].pk).update(street="4 rue du Four", town="Sandemo")
    for asked in waiting[1:]:
        ask_for_proof(viewer=viewer_of(mayor, commune), membership_id=asked.pk, words="Où donc ?")
    send_proof(viewer=viewer_of(waiting[2].person, commune), words="Là.", files=[file()])
    page = text(answer(*waiting, action=action))
    shown = ("4 rue du Four, Sandemo", "Justificatif demandé", "Réponse reçue", "« Là. »", "Voir 1 document")
    assert [page.count(words) for words in shown] == [1] * 5
    assert f'administres/{waiting[2].pk}/#justificatif"' in page


def test_whom_one_accepts_is_shown_first_and_no_proof_is_chosen_beforehand(waiting, answer) -> None:
    page = answer(*waiting, action="accept")
    assert "Accepter 3 demandes ?" in text(page)
    assert [text(page).count(f">{name}<") for name in NAMES] == [1, 1, 1]
    assert "selected" not in text(page)
    assert text(page).count('name="proof"') == 3, "what is seen of a main home"
    assert statuses(waiting) == ["pending"] * 3
    sent = dict(re.findall(r'type="hidden" name="(action|read_at)" value="([^"]+)"', text(page)))
    done = answer(*waiting, **sent, proof="known")
    assert "3 demandes sont acceptées" in text(done)


def test_who_is_called_like_somebody_of_the_town_hall_is_refused_with_the_others_not_accepted(
    client_of, commune, mayor, waiting, answer
) -> None:
    false = [
        MembershipFactory(
            commune=commune,
            person=PersonFactory(first_name=first, last_name=last),
            status=MembershipStatus.PENDING,
        )
        for first, last in (("Camile", "Exemple"), ("Camille", "Exempel"))
    ]
    page = text(client_of(mayor).get(f"/{commune.slug}/mairie/administres/"))
    boxes = re.findall(r'name="demande"\s+value="([^"]+)"', page)
    assert sorted(boxes) == sorted(str(one.pk) for one in [*waiting, *false])
    assert page.count("data-alone") == len(false)  # the button does not count them
    apart = "Camile Exemple et Camille Exempel : à accepter à part, car leur nom se lit comme celui"
    first = text(answer(*waiting, *false, action="accept"))
    assert apart in first
    assert chosen_of(first) == ids_of(waiting)
    for only in (false, false[:1]):
        assert "à accepter à part" in text(answer(*only, action="accept"))
    said = text(answer(*waiting, *false, action="accept", proof="known"))
    assert apart in said
    assert said.count("à accepter à part") == 1
    assert statuses([*waiting, *false]) == ["accepted"] * 3 + ["pending"] * 2
    assert chosen_of(text(answer(*false, action="refuse"))) == ids_of(false)
    answer(*false, action="refuse", words="Ce nom n’est pas le vôtre.")
    assert statuses(false) == ["refused"] * 2


def test_one_s_own_request_offers_nothing_that_would_be_refused(client_of, commune, mayor, waiting) -> None:
    own = MembershipFactory(commune=commune, person=mayor, status=MembershipStatus.PENDING)
    page = text(client_of(mayor).get(f"/{commune.slug}/mairie/administres/"))
    assert f'value="{own.pk}"' not in page
    assert f"/{own.pk}/accepter/" not in page
    assert "C’est votre propre demande" in page


def test_several_are_refused_with_one_message(waiting, answer) -> None:
    asked = answer(*waiting, action="refuse", proof="unstated")
    assert "Refuser 3 demandes ?" in text(asked)
    assert all(name in text(asked) for name in NAMES)
    assert statuses(waiting) == ["pending"] * 3
    empty = answer(*waiting, action="refuse", words=" ")
    assert (empty.status_code, "Dites en quelques mots pourquoi." in text(empty)) == (422, True)
    page = answer(*waiting[:2], action="refuse", words="Il manque <b>votre rue</b>.")
    assert "2 demandes sont refusées : Anne Roux et Bruno Roux." in text(page)
    assert statuses(waiting) == ["refused", "refused", "pending"]
    assert Membership.objects.get(pk=waiting[0].pk).decision_words == "Il manque <b>votre rue</b>."


def test_what_a_colleague_decided_meanwhile_is_named(commune, delegate, waiting, answer, viewer_of) -> None:
    viewer = viewer_of(delegate, commune)
    refuse_membership(viewer=viewer, membership_id=waiting[1].pk, words="Non")
    leave_commune(viewer=viewer_of(waiting[2].person, commune))
    page = text(answer(*waiting, action="accept", proof="known"))
    assert "La demande d’Anne Roux est acceptée." in page
    assert "Bruno Roux : cette demande a déjà été refusée par Denise Adjointe." in page
    assert "Carla Roux : la demande de Carla Roux a été retirée." in page
    assert statuses(waiting) == ["accepted", "refused", "left"]


def test_what_was_decided_before_the_first_look_is_left_out_of_it(
    commune, delegate, mayor, waiting, answer, viewer_of
) -> None:
    viewer = viewer_of(delegate, commune)
    for one in waiting[:2]:
        refuse_membership(viewer=viewer, membership_id=one.pk, words="Non")
    own = MembershipFactory(commune=commune, person=mayor, status=MembershipStatus.PENDING)
    left = "Anne Roux et Bruno Roux : ces demandes ont déjà été refusées par Denise Adjointe."
    for action in ("accept", "refuse"):
        page = text(answer(*waiting, own, action=action))
        assert chosen_of(page) == ids_of(waiting[2:])
        assert "1 demande ?" in page
        assert left in page
        assert "votre propre demande se décide sans vous." in page
    leave_commune(viewer=viewer_of(waiting[2].person, commune))
    page = answer(*waiting, action="accept")
    assert [address for address, _ in page.redirect_chain] == [f"/{commune.slug}/mairie/administres/"]
    assert left in text(page)
    assert "la demande de Carla Roux a été retirée." in text(page)


def test_a_sentence_about_several_is_one_about_several(commune, mayor, delegate, waiting, answer) -> None:
    people = Person.objects.filter(pk__in=[one.person_id for one in waiting])
    people.update(first_name=mayor.first_name, last_name=mayor.last_name)
    page = text(answer(*waiting, by=delegate, action="accept", proof="known"))
    assert "seul votre maire peut les accepter" in page
    assert "l’accepter" not in page
    people.update(first_name="Anne", last_name="Roux", identity_changed_at=now())
    page = text(answer(*waiting, action="accept", proof="known"))
    assert "ces personnes ont changé de nom" in page
    assert "cette personne" not in page.lower()


def test_a_double_click_accepts_once(waiting, answer) -> None:
    answer(*waiting, action="accept", proof="known")
    again = text(answer(*waiting, action="accept", proof="known"))
    assert (
        "Anne Roux, Bruno Roux et Carla Roux : ces demandes ont déjà été acceptées par Camille Exemple."
        in again
    )
    assert Entry.objects.filter(kind="memberships.MembershipAccepted").count() == 3


def test_one_s_own_request_waits_for_a_colleague(commune, mayor, waiting, answer) -> None:
    own = MembershipFactory(commune=commune, person=mayor, status=MembershipStatus.PENDING)
    page = text(answer(own, waiting[0], action="accept", proof="known"))
    assert "Camille Exemple : votre propre demande se décide sans vous." in page
    assert statuses([own, waiting[0]]) == ["pending", "accepted"]


def test_with_a_request_of_another_commune_nothing_is_decided(other_commune, waiting, answer) -> None:
    elsewhere = MembershipFactory(
        commune=other_commune, person=PersonFactory(), status=MembershipStatus.PENDING
    )
    for action in ({"action": "accept", "proof": "known"}, {"action": "refuse", "words": "Non"}):
        assert answer(*waiting, elsewhere, **action).status_code == 404
    assert statuses([*waiting, elsewhere]) == ["pending"] * 4


def test_who_erased_their_account_since_stops_nobody_else(waiting, answer, run_jobs) -> None:
    erase_person(person_id=waiting[1].person_id)
    run_jobs()
    assert "1 demande n’existe plus." in text(answer(*waiting, action="accept"))
    said = text(answer(*waiting, action="accept", proof="known"))
    assert "2 demandes sont acceptées : Anne Roux et Carla Roux." in said
    assert "1 demande n’existe plus" in said
    assert statuses([waiting[0], waiting[2]]) == ["accepted"] * 2


def test_nor_does_who_goes_while_the_others_are_answered(waiting, answer, monkeypatch) -> None:
    accept = answering.accept_membership

    def slow(**given: Any) -> Membership:
        Membership.objects.filter(pk=waiting[2].pk).delete()
        return accept(**given)

    monkeypatch.setattr(answering, "accept_membership", slow)
    said = text(answer(*waiting, action="accept", proof="known"))
    assert "2 demandes sont acceptées" in said
    assert "1 demande n’existe plus" in said


@pytest.mark.parametrize("forged", ["x", "", "1' OR '1'='1"])
def test_a_forged_choice_is_none(client_of, commune, mayor, forged) -> None:
    address = f"/{commune.slug}/mairie/administres/repondre/"
    assert client_of(mayor).post(address, {"demande": [forged], "proof": "known"}).status_code == 404


def test_nobody_chosen_or_too_many_is_said(client_of, commune, mayor, waiting, answer) -> None:
    assert "Cochez au moins une demande" in text(answer(action="accept", proof="known"))
    address = f"/{commune.slug}/mairie/administres/repondre/"
    many = [str(waiting[0].pk), *(str(uuid4()) for _ in range(50))]
    page = client_of(mayor).post(address, {"demande": many, "proof": "known"}, follow=True)
    assert "Vous avez choisi plus de 50 demandes." in text(page)
    assert statuses(waiting) == ["pending"] * 3


def test_who_bears_the_name_of_somebody_of_the_town_hall_is_answered_alone(
    commune, mayor, delegate, waiting, viewer_of
) -> None:
    """The mayor's own name is accepted by the mayor."""
    for one, last in zip(waiting, (mayor.last_name, f"{mayor.last_name}s"), strict=False):
        Person.objects.filter(pk=one.person_id).update(first_name=mayor.first_name, last_name=last)
    agent, ids = viewer_of(delegate, commune), [one.pk for one in waiting]
    answers = accept_bulk(viewer=agent, membership_ids=ids, proof="known")
    own, close = (refusal.message for _, refusal in sorted(answers.left, key=lambda one: one[0]))
    assert "Seul votre maire peut l’accepter" in own
    assert "À accepter à part" in close
    assert sorted(statuses(waiting)) == ["accepted", "pending", "pending"]
    with pytest.raises(NameOfTheMayor):
        accept_membership(viewer=agent, membership_id=ids[0], proof="known")
    accept_membership(viewer=agent, membership_id=ids[1], proof="known")
    accept_membership(viewer=viewer_of(mayor, commune), membership_id=ids[0], proof="known")
    assert statuses(waiting) == ["accepted"] * 3


def test_no_proof_no_acceptance(waiting, answer) -> None:
    for proof in ("", "automatic", "passport"):
        answer(*waiting, action="accept", proof=proof)
    assert statuses(waiting) == ["pending"] * 3


def test_nobody_undoes_what_a_colleague_answered(
    client_of, commune, mayor, delegate, waiting, viewer_of
) -> None:
    answers = accept_bulk(
        viewer=viewer_of(mayor, commune), membership_ids=[one.pk for one in waiting], proof="known"
    )
    address = f"/{commune.slug}/mairie/administres/annuler/{answers.stamp}/"
    assert client_of(delegate).post(address).status_code == 404
    assert client_of(mayor).post(address.replace(str(answers.stamp), "9" * 30)).status_code == 404
    assert statuses(waiting) == ["accepted"] * 3


@pytest.mark.parametrize("delegate", [PUBLISH], indirect=True)
def test_without_the_right_nothing_is_answered(delegate, waiting, answer) -> None:
    assert answer(*waiting, by=delegate, action="accept", proof="known").status_code == 403


def test_the_boxes_belong_to_the_form_without_script(client_of, commune, mayor, waiting) -> None:
    page = text(client_of(mayor).get(f"/{commune.slug}/mairie/administres/"))
    assert page.count('name="demande"') == page.count('form="plusieurs"') - 1 == 3
    assert 'id="plusieurs"' in page


# --- At the very same moment ----------------------------------------------------------------------------------------


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_agents_at_the_same_moment_the_second_sees_who_decided(
    commune, mayor, delegate, applicant, viewer_of
) -> None:
    """Two transactions that really overlap: both have read before either has written."""
    request = applicant.memberships.get()
    agents = [viewer_of(mayor, commune), viewer_of(delegate, commune)]
    answers = together(
        partial(accept_membership, viewer=agents[0], membership_id=request.pk, proof="known"),
        partial(refuse_membership, viewer=agents[1], membership_id=request.pk, words="Non"),
        expected=Refusal,
    )
    (refusal,) = [answer for answer in answers if isinstance(answer, Refusal)]
    (first,) = [agent.name for agent, answer in zip(agents, answers, strict=True) if answer is not refusal]
    assert refusal.message.endswith(f"par {first}.")
    request.refresh_from_db()
    assert request.decided_by.full_name == first
    assert TownHall.objects.get(commune=commune).residents == (request.status == "accepted")
    assert (
        Entry.objects.filter(
            kind__in=["memberships.MembershipAccepted", "memberships.MembershipRefused"]
        ).count()
        == 1
    )
