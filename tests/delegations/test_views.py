"""« Mes procurations » and the invitation, as they are on the screen."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from civic.accounts.models import Person
from civic.alerts.enums import SEND_ALERTS
from civic.core import registry
from civic.core.clock import now
from civic.core.throttles import MAILING
from civic.delegations.enums import DelegationState
from civic.delegations.models import Delegation
from civic.delegations.views import delegations
from civic.journal.models import Entry
from civic.notifications.models import Notification
from civic.posts.enums import PUBLISH
from civic.threads.enums import MODERATE_COMMENTS
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.ui.fragments import fragment_cache
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.accounts.mails import mails_to, path_in, subjects_to
from tests.communes.factories import CommuneFactory, DelegationFactory, OfficeFactory, TownHallFactory
from tests.html import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(commune):
    return f"/{commune.slug}/mairie/delegations/"


@pytest.fixture
def filled():
    return {
        "email": "secretaire@villeneuve.test", "first_name": "Lou", "last_name": "Secrétaire",
        "title": "Secrétaire de mairie", "rights": ["publish", "residents"], "starts_on": "", "ends_on": "",
        "key": "une-clef",
    }  # fmt: skip


@pytest.fixture
def mayor_s(client_of, mayor):
    return client_of(mayor)


def spoken(response) -> str:
    html = on_one_line(response.content.decode())
    return " ".join(html.replace("\u00a0", " ").replace("\u202f", " ").split())


def test_an_empty_list_says_what_to_do(mayor_s, address):
    page = spoken(mayor_s.get(address))
    assert "Aucune procuration" in page
    assert f'href="{address}inviter/"' in page


def test_the_form_names_every_right_with_a_sentence(mayor_s, address):
    page = spoken(mayor_s.get(f"{address}inviter/"))
    for right in registry.rights():
        assert page.count(f'value="{right}"') == 1
        assert right.label in page
    before, _, after = page.partition("Rubriques à venir")
    assert 'value="publish"' in before
    assert 'value="sms"' in after


def test_from_the_invitation_to_the_first_publication(
    mayor_s, address, filled, client, commune, mayor, run_jobs
):
    """Someone without an account: link, password, sign-in, invitation, acceptance, and their own name below."""
    sent = mayor_s.post(f"{address}inviter/", filled, follow=True)
    assert "L’invitation est envoyée à Lou Secrétaire" in spoken(sent)
    assert "secretaire@villeneuve.test" in spoken(sent)
    run_jobs()
    (email,) = mails_to("secretaire@villeneuve.test")
    path = path_in(email, "/mot-de-passe/")
    form = client.get(path, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "terms": "on"}, follow=True)
    arrived = client.post(
        "/connexion/", {"login": "secretaire@villeneuve.test", "password": PASSWORD}, follow=True
    )
    delegation = Delegation.objects.get()
    own = reverse("delegation_detail", args=[commune.slug, delegation.pk])
    assert arrived.redirect_chain[-1][0] == own
    assert "Secrétaire de mairie" in spoken(arrived)
    assert mayor.full_name in spoken(arrived)
    assert "Vous écrivez au nom de la mairie" not in spoken(arrived)
    assert f"{mayor.full_name} vous propose d’agir pour la mairie" in spoken(client.get("/notifications/"))
    # Nothing works yet.
    assert client.get(f"/{commune.slug}/mairie/administres/").status_code == 404
    accepted = client.post(f"{own}accepter/", follow=True)
    assert "Vous agissez pour la mairie" in spoken(accepted)
    assert "Vous écrivez au nom de la mairie" in spoken(accepted)
    assert client.get(f"/{commune.slug}/mairie/administres/").status_code == 200
    run_jobs()
    assert "Lou Secrétaire a accepté votre procuration" in subjects_to(mayor.email)
    client.post(
        reverse("post_new", args=[commune.slug]),
        {
            "title": "Fête du village",
            "body": "Samedi",
            "audience": "members",
            "key": "k",
            "action": "publish",
        },
        follow=True,
    )
    feed = spoken(client.get(f"/{commune.slug}/"))
    assert "Lou Secrétaire, pour la mairie" in strip_tags(feed)
    assert f"{mayor.full_name}, pour la mairie" not in strip_tags(feed)


def test_the_answer_is_the_same_with_an_account_and_without(mayor_s, address, filled, second_resident):
    answers = []
    for email in ("inconnue@villeneuve.test", second_resident.email):
        sent = mayor_s.post(f"{address}inviter/", filled | {"email": email, "key": email}, follow=True)
        page = spoken(sent).replace(email, "ADRESSE")
        answers.append(
            (sent.redirect_chain, page.partition("<main")[2].count("Lou Secrétaire"), sent.status_code)
        )
        line = page[page.index("ADRESSE") - 400 : page.index("ADRESSE")]
        assert "Bruno" not in page
        answers[-1] += ("Lou Secrétaire" in line,)
        Delegation.objects.all().delete()
    assert answers[0] == answers[1]


def test_an_existing_account_is_notified_by_mail_and_on_the_site(
    mayor_s, address, filled, second_resident, client_of, commune, mayor, run_jobs
):
    mayor_s.post(f"{address}inviter/", filled | {"email": second_resident.email})
    run_jobs()
    assert subjects_to(second_resident.email) == [
        f"La mairie {commune.of_name} vous propose d’agir en son nom"
    ]
    page = spoken(client_of(second_resident).get("/notifications/"))
    assert f"{mayor.full_name} vous propose d’agir pour la mairie {commune.of_name}" in page


def test_an_invitation_is_nobody_else_s(commune, mayor, resident, second_resident, client_of, other_commune):
    delegation = DelegationFactory(
        commune=commune, person=second_resident, given_by=mayor, rights=["publish"], accepted_at=None
    )
    own = reverse("delegation_detail", args=[commune.slug, delegation.pk])
    for person in (resident, mayor):
        assert client_of(person).get(own).status_code == 404
        assert client_of(person).post(f"{own}accepter/").status_code == 404
    elsewhere = own.replace(commune.slug, other_commune.slug)
    assert client_of(second_resident).get(elsewhere).status_code == 404
    assert client_of(second_resident).get(own).status_code == 200


def test_declining(commune, mayor, second_resident, client_of, run_jobs):
    delegation = DelegationFactory(
        commune=commune, person=second_resident, given_by=mayor, rights=["publish"], accepted_at=None
    )
    own = reverse("delegation_detail", args=[commune.slug, delegation.pk])
    page = client_of(second_resident).post(f"{own}refuser/", follow=True)
    assert "Vous avez refusé cette invitation" in spoken(page)
    assert "J’accepte" not in spoken(page)
    mayors = spoken(client_of(mayor).get(f"/{commune.slug}/mairie/delegations/"))
    assert "Refusée" in mayors


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"email": "MAIRE@villeneuve.test "}, "votre propre adresse"),
        ({"email": "pas-une-adresse"}, "Écrivez une adresse comme"),
        ({"rights": []}, "Cochez au moins un droit"),
        ({"rights": ["publish", "tout"]}, "Choisissez les droits dans la liste"),
        ({"title": ""}, "Écrivez la fonction"),
        ({"title": "Le Maire"}, "Ce titre est celui du maire"),
        ({"title": "Maire de Villeneuve"}, "Ce titre est celui du maire"),
        ({"title": "x" * 81}, "80"),
        ({"first_name": "<b>"}, "lettres"),
        ({"starts_on": "2001-01-01"}, "Cette date est passée"),
        ({"ends_on": "2001-01-01"}, "Cette date est passée"),
        ({"ends_on": "9999-12-31"}, "Vérifiez l’année"),
        ({"starts_on": "2090-06-02", "ends_on": "2090-06-01"}, "Le dernier jour vient après le premier"),
        ({"ends_on": "demain"}, "Écrivez le jour"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(mayor_s, address, filled, changed, said):
    answer = mayor_s.post(f"{address}inviter/", filled | changed)
    assert answer.status_code == 422
    page = spoken(answer)
    assert said in page
    kept = (filled | changed)["last_name"]
    assert f'value="{kept}"' in page
    assert not Delegation.objects.exists()


def test_twice_the_same_person_leads_to_the_one_that_is_there(mayor_s, address, filled):
    mayor_s.post(f"{address}inviter/", filled)
    delegation = Delegation.objects.get()
    answer = mayor_s.post(f"{address}inviter/", filled | {"key": "autre"})
    assert answer.status_code == 422
    assert "a déjà une procuration" in spoken(answer)
    assert f'href="{address}{delegation.pk}/"' in spoken(answer)


def test_days_are_those_of_the_commune(filled, client_of):
    """La Réunion is ahead of Paris: its last day ends there."""
    place = CommuneFactory(code="97411", name="Saint-Denis")
    TownHallFactory(commune=place)
    mayor = PersonFactory()
    OfficeFactory(commune=place, person=mayor)
    client_of(mayor).post(
        reverse("delegation_new", args=[place.slug]),
        filled | {"starts_on": "2090-06-01", "ends_on": "2090-06-30"},
    )
    delegation = Delegation.objects.get()
    assert place.timezone == "Indian/Reunion"
    assert delegation.starts_at.isoformat() == "2090-05-31T20:00:00+00:00"
    assert delegation.ends_at.isoformat(timespec="seconds") == "2090-06-30T19:59:59+00:00"


def test_changed_on_the_page(mayor_s, address, commune, delegate_with, client_of, run_jobs):
    person = delegate_with(PUBLISH, email="dgs@villeneuve.test")
    delegation = Delegation.objects.get(person=person)
    page = spoken(mayor_s.get(f"{address}{delegation.pk}/"))
    assert 'value="publish" id="id_rights_publish" aria-describedby="id_rights_publish_words" checked' in page
    day = timezone.localdate() + timedelta(days=40)
    mayor_s.post(
        f"{address}{delegation.pk}/",
        {"title": "Adjoint", "rights": ["residents"], "ends_on": day.strftime("%d/%m/%Y")},
    )
    delegation.refresh_from_db()
    assert (delegation.title, delegation.rights) == ("Adjoint", ["residents"])
    assert client_of(person).get(reverse("post_new", args=[commune.slug])).status_code == 403
    run_jobs()
    assert subjects_to(person.email) == [f"Votre procuration de la mairie {commune.of_name} a changé"]


def test_withdrawn_with_the_next_request_and_given_back(mayor_s, address, commune, delegate_with, client_of):
    person = delegate_with(MANAGE_RESIDENTS, first_name="Denise", last_name="Adjointe")
    delegation = Delegation.objects.get(person=person)
    theirs = client_of(person)
    listed = f"/{commune.slug}/mairie/administres/"
    assert theirs.get(listed).status_code == 200
    answer = mayor_s.post(f"{address}{delegation.pk}/retirer/", follow=True)
    assert "La procuration de Denise Adjointe est retirée" in spoken(answer)
    refused = theirs.get(listed)
    assert refused.status_code == 403
    assert "Votre procuration a pris fin le" in spoken(refused)
    assert f'formaction="{address}{delegation.pk}/rendre/"' in spoken(answer)
    mayor_s.post(f"{address}{delegation.pk}/rendre/")
    assert theirs.get(listed).status_code == 200


@pytest.mark.at("2026-11-22T10:00")
@pytest.mark.parametrize("resident_too", [True, False])
def test_what_ended_a_second_ago_is_said(commune, delegate_with, client_of, resident_too, clock):
    from tests.communes.factories import MembershipFactory

    person = delegate_with(MANAGE_RESIDENTS)
    if resident_too:
        MembershipFactory(commune=commune, person=person)
    browser = client_of(person)
    Delegation.objects.update(ends_at=clock.at("2026-11-22 09:38+01:00"))
    clock.forward(seconds=-1)
    assert browser.get(f"/{commune.slug}/mairie/administres/").status_code == 200
    clock.forward(seconds=1)
    refused = browser.get(f"/{commune.slug}/mairie/administres/")
    assert refused.status_code == 403
    assert "Votre procuration a pris fin le dimanche 22 novembre à 9 h 38." in spoken(refused)


def test_a_stranger_learns_nothing_of_it(commune, stranger, client_of):
    assert client_of(stranger).get(f"/{commune.slug}/mairie/delegations/").status_code == 404


def test_the_list_shows_each_state(mayor_s, address, commune, mayor, other_commune, other_mayor):
    DelegationFactory(
        commune=other_commune,
        person=PersonFactory(first_name="Ailleurs"),
        given_by=other_mayor,
        rights=["publish"],
    )
    later, before = now() + timedelta(days=5), now() - timedelta(days=5)
    for name, fields in {
        "Encours": {},
        "Invitée": {"accepted_at": None},
        "Avenir": {"starts_at": later, "accepted_at": now()},
        "Finie": {"ends_at": before},
        "Retirée": {"withdrawn_at": before},
        "Sansréponse": {"accepted_at": None, "offered_at": now() - timedelta(days=31)},
    }.items():
        DelegationFactory(
            commune=commune,
            person=PersonFactory(first_name=name),
            given_by=mayor,
            rights=["publish"],
            **fields,
        )
    page = spoken(mayor_s.get(address))
    order = [page.index(f">{title}</h2>") for title in ("En cours", "Invitations", "À venir", "Terminées")]
    assert order == sorted(order)
    places = [page.index(f"{name} Nom") for name in ("Encours", "Invitée", "Avenir")]
    assert all(start < place for start, place in zip(order, places, strict=False))
    assert all(page.index(f"{name} Nom") > order[3] for name in ("Finie", "Retirée", "Sansréponse"))
    assert "Ailleurs" not in page


@pytest.mark.at("2026-11-22T10:00")
def test_since_when_a_delegation_runs_is_said_with_its_year(mayor_s, address, commune, mayor, clock):
    begun = datetime(2026, 8, 1, tzinfo=UTC)
    DelegationFactory(
        commune=commune, person=PersonFactory(), given_by=mayor, rights=["publish"], starts_at=begun
    )
    assert "Depuis le 1er août 2026, sans date de fin" in spoken(mayor_s.get(address))


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Directrice"},
        {"rights": [PUBLISH, MODERATE_COMMENTS]},
        {"mail_refused_at": datetime(2026, 11, 2, tzinfo=UTC)},
        {"accepted_at": datetime(2026, 11, 2, tzinfo=UTC), "ends_at": datetime(2030, 5, 1, tzinfo=UTC)},
        {"accepted_at": datetime(2026, 11, 2, tzinfo=UTC)},
        {"withdrawn_at": datetime(2026, 11, 3, tzinfo=UTC)},
    ],
)
def test_a_line_says_what_changed(mayor_s, address, commune, mayor, change):
    one = DelegationFactory(
        commune=commune, person=PersonFactory(first_name="Zoé"), given_by=mayor, rights=["publish"],
        accepted_at=None, invited_name="Zoé Martin",
    )  # fmt: skip

    def lines() -> str:
        page = spoken(mayor_s.get(address))
        assert "\x02" not in page
        return re.sub(r'name="csrfmiddlewaretoken" value="\w{64}"', "", page[page.index("procuration-") :])

    before = lines()
    type(one).objects.filter(pk=one.pk).update(**change)
    after = lines()
    fragment_cache.clear()
    assert lines() == after != before


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_one_as_for_three(
    mayor_s, address, commune, mayor, count, django_assert_num_queries
):
    for number in range(count * 2):
        DelegationFactory(
            commune=commune, person=PersonFactory(), given_by=mayor, rights=["publish"],
            withdrawn_at=now() if number % 2 else None,
        )  # fmt: skip
    with django_assert_num_queries(5):
        mayor_s.get(address)


@pytest.mark.parametrize("page", ["", "inviter/", "journal/"])
def test_the_menu_leads_there(mayor_s, address, commune, delegate_with, client_of, page):
    frame = spoken(mayor_s.get(f"/{commune.slug}/commune/"))
    assert f'href="{address}"' in frame
    theirs = spoken(client_of(delegate_with(PUBLISH)).get(f"/{commune.slug}/commune/"))
    assert f'href="{address}"' not in theirs
    assert f'href="{address}journal/"' in theirs
    assert mayor_s.get(address + page).status_code == 200


def test_alerts_wait_for_strong_authentication_and_the_page_says_so(
    commune, delegate_with, client_of, viewer_of
):
    person = delegate_with(SEND_ALERTS, PUBLISH)
    delegation = Delegation.objects.get(person=person)
    page = spoken(client_of(person).get(reverse("delegation_detail", args=[commune.slug, delegation.pk])))
    assert "Diffuser des alertes : ce droit s’ouvre avec la connexion renforcée" in page
    assert 'href="/mon-compte/connexion-renforcee/"' in page
    viewer = viewer_of(person, commune)
    assert (viewer.rights, viewer.withheld) == ({"publish"}, {"alerts"})
    assert not viewer.may(SEND_ALERTS)


def test_what_was_written_for_the_town_hall_stays_so(
    commune, delegate_with, client_of, mayor, post, public_post
):
    """After the delegation, too: and the mayor's own words are the mayor's."""
    person = delegate_with(MODERATE_COMMENTS, first_name="Denise", last_name="Adjointe")
    for who, words in ((person, "Réponse de la mairie"), (mayor, "Réponse du maire")):
        client_of(who).post(
            reverse("comment_list", args=[commune.slug, post.thread_id]), {"body": words, "key": words}
        )
    Delegation.objects.update(withdrawn_at=now())
    page = spoken(client_of(mayor).get(reverse("post_detail", args=[commune.slug, post.pk])))
    first, second = page.index("Réponse de la mairie"), page.index("Réponse du maire")
    assert "Denise Adjointe" in page[:first]
    assert "Pour la mairie" in page[first - 400 : first]
    assert ">Maire</span>" in page[second - 400 : second]
    assert Entry.objects.filter(kind="threads.CommentWritten", acted_for_town_hall=True).count() == 2


def test_one_line_on_the_site_and_no_second_mail_for_a_newcomer(mayor_s, address, filled, run_jobs):
    mayor_s.post(f"{address}inviter/", filled)
    run_jobs()
    person = Person.objects.get(email=filled["email"])
    assert [row.kind for row in Notification.objects.filter(person=person)] == ["delegation_offered_newcomer"]
    assert len(mails_to(person.email)) == 1


def test_a_delegate_finds_their_own_delegation_in_the_menu(
    client_of, mayor, commune, delegate_with, resident
):
    delegate = delegate_with(PUBLISH)
    delegation = Delegation.objects.get(person=delegate)
    line = f'href="/{commune.slug}/delegation/"'
    assert line in client_of(delegate).get(f"/{commune.slug}/").content.decode()
    assert line not in client_of(mayor).get(f"/{commune.slug}/").content.decode()
    answer = client_of(delegate).get(f"/{commune.slug}/delegation/")
    assert answer["Location"] == f"/{commune.slug}/delegation/{delegation.pk}/"
    assert client_of(mayor).get(f"/{commune.slug}/delegation/")["Location"].endswith("/mairie/delegations/")
    assert client_of(resident).get(f"/{commune.slug}/delegation/").status_code == 403


@pytest.mark.parametrize(
    ("rights", "opened"), [([], True), (["publish"], False), (["publish", "reports"], True)]
)
def test_rights_to_come_are_folded_until_one_is_ticked_or_in_error(client_of, mayor, commune, rights, opened):
    address = f"/{commune.slug}/mairie/delegations/inviter/"
    page = client_of(mayor).post(address, {"title": "Adjointe", "rights": rights}).content.decode()
    assert ('class="field opens" open' in page) is opened
    assert 'class="field opens">' in client_of(mayor).get(address).content.decode()


def test_every_state_of_a_delegation_has_its_page():
    for state in DelegationState:
        assert get_template(f"delegations/delegation_detail/{state.value}.html")


def test_inviting_has_the_measure_of_what_sends_a_mail_to_somebody_else():
    assert delegations.delegation_new.page.throttle == MAILING
