"""An agent names the mayor: one who is invited, one who has an account and accepts, and an address written wrong."""

from datetime import date, timedelta

import pytest
from django.test import Client

from civic.accounts.actions.email import ask_email_change
from civic.accounts.models import EmailChange, Person, WorkFailure
from civic.accounts.rules import STAND_IN
from civic.core.clock import now
from civic.core.refusals import NotAllowed
from civic.delegations.models import Delegation
from civic.delivery.actions import record_refusal
from civic.delivery.providers.smtp import MailRefused
from civic.journal.models import Entry
from civic.memberships.models import Membership
from civic.notifications.models import Inbox
from civic.openings.actions.naming import accept_office, correct_mayor, decline_office, name_mayor
from civic.openings.actions.opening import enter_code
from civic.openings.enums import OpeningStatus
from civic.openings.events import OpeningOffered
from civic.openings.refusals import (
    CodeExpired,
    MayorElsewhere,
    NoCodeAwaited,
    OfferOver,
    OwnAddress,
    TooLateToOffer,
)
from civic.town_halls.actions.offices import MayorHasCome, bring_town_hall, end_office, open_town_hall
from civic.town_halls.models import Office, TownHall
from civic.ui.mails import send_mail
from tests.accounts.factories import PersonFactory
from tests.accounts.mails import html_of, mails_to, path_in, subjects_to, text_of
from tests.openings.conftest import AGENT

pytestmark = pytest.mark.django_db

SINCE = date(2026, 3, 22)
VRAIE = {"first_name": "Camille", "last_name": "Vraie", "email": "vraie@sanmairie.test"}


@pytest.fixture
def proven(start, code_for, agent, empty_commune, viewer_of):
    start(agent, function=AGENT)
    return enter_code(viewer=viewer_of(agent, empty_commune), code=code_for())


def name(viewer, email="maire@sanmairie.test", since=SINCE):
    return name_mayor(viewer=viewer, first_name="Camille", last_name="Vraie", email=email, since=since)


def test_an_agent_opens_in_the_name_of_the_mayor(proven, agent, empty_commune, viewer_of):
    assert proven.status == OpeningStatus.PROVEN
    assert not TownHall.objects.filter(commune=empty_commune).exists()  # not without a mayor
    name(viewer_of(agent, empty_commune))
    office = Office.objects.select_related("person").get(commune=empty_commune)
    assert (office.person.full_name, office.invited_by) == ("Camille Vraie", agent)
    assert subjects_to("maire@sanmairie.test") == ["Votre page sur Maires & Citoyens est prête"]
    viewer = viewer_of(agent, empty_commune)
    assert (viewer.is_mayor, viewer.is_town_hall, viewer.title) == (False, True, "Secrétaire générale")
    assert "publish" in viewer.rights
    assert not viewer.withheld  # what asks for a strong sign-in is the mayor's to give
    assert Delegation.objects.get().given_by == office.person


def test_an_agent_names_somebody_else(proven, agent, empty_commune, viewer_of):
    with pytest.raises(OwnAddress):
        name(viewer_of(agent, empty_commune), email="Claire@Exemple.test")
    assert not TownHall.objects.filter(commune=empty_commune).exists()


def test_named_twice_opens_once(proven, agent, empty_commune, viewer_of):
    for _ in range(2):
        name(viewer_of(agent, empty_commune))
    assert Delegation.objects.count() == Office.objects.count() == 1


def test_a_right_code_does_not_wait_for_ever(proven, agent, empty_commune, viewer_of, clock):
    clock.forward(days=7)
    with pytest.raises(CodeExpired):
        name(viewer_of(agent, empty_commune))


def test_a_mayor_is_not_named_without_a_code(start, agent, empty_commune, viewer_of):
    start(agent, function=AGENT)
    with pytest.raises(NoCodeAwaited):
        name(viewer_of(agent, empty_commune))


def test_one_account_for_two_town_halls(start, code_for, agent, empty_commune, viewer_of, delegate, commune):
    start(delegate, function=AGENT)
    enter_code(viewer=viewer_of(delegate, empty_commune), code=code_for())
    name(viewer_of(delegate, empty_commune))
    assert viewer_of(delegate, empty_commune).is_town_hall
    assert viewer_of(delegate, commune).is_town_hall


# --- The mayor's address that an agent wrote wrong ------------------------------------------------------------------


def test_the_mayor_is_invited_again_at_the_right_address(proven, agent, empty_commune, viewer_of, client_of):
    name(viewer_of(agent, empty_commune), email="faute@sanmairie.test")
    wrong = Office.objects.get().person
    record_refusal(
        person_id=wrong.pk, recipient=wrong.email, refusal=MailRefused(550, b"5.1.1", names_recipient=True)
    )
    heard = WorkFailure.objects.get(person=agent)
    assert heard.url == f"/{empty_commune.slug}/ouvrir/maire/"
    browser = client_of(agent)
    assert browser.get(heard.url).status_code == 200
    again = {"first_name": "Camille", "last_name": "Vraie", "email": "camille@sanmairie.test"}
    assert browser.post(heard.url, again).url == f"/{empty_commune.slug}/mairie/"
    office = Office.objects.select_related("person").get()
    assert (office.person.email, office.mail_refused_at) == ("camille@sanmairie.test", None)
    assert len(mails_to("camille@sanmairie.test")) == 1
    assert viewer_of(agent, empty_commune).is_town_hall
    assert not viewer_of(wrong, empty_commune).is_town_hall


def test_once_the_mayor_has_come_nobody_changes_the_address(
    proven, agent, empty_commune, viewer_of, client_of
):
    name(viewer_of(agent, empty_commune))
    office = Office.objects.select_related("person").get()
    office.person.set_password("Un-mot-de-passe-2026")
    office.person.save()
    there = f"/{empty_commune.slug}/ouvrir/maire/"
    again = {"first_name": "Camille", "last_name": "Vraie", "email": "autre@sanmairie.test"}
    assert client_of(agent).post(there, again).status_code == 302
    with pytest.raises(MayorHasCome):
        correct_mayor(viewer=viewer_of(agent, empty_commune), **again)
    assert Office.objects.get().person_id == office.person_id
    # Nor while the mayor, who took an address back, has no password.
    client_of(office.person)
    office.person.refresh_from_db()
    office.person.set_unusable_password()
    office.person.save()
    with pytest.raises(MayorHasCome):
        correct_mayor(viewer=viewer_of(agent, empty_commune), **again)


def test_another_delegate_does_not_change_it(proven, agent, empty_commune, viewer_of):
    name(viewer_of(agent, empty_commune))
    other = PersonFactory()
    with pytest.raises(NotAllowed):
        correct_mayor(
            viewer=viewer_of(other, empty_commune), first_name="X", last_name="Y", email="x@exemple.test"
        )


def test_a_page_without_a_mayor_is_taken_up_by_who_works_there(
    start, code_for, agent, commune, mayor, viewer_of, staff
):
    office = Office.objects.get(commune=commune)
    end_office(
        viewer=viewer_of(staff, commune), office_id=office.pk, last_day=date(2026, 11, 20), notify=False
    )
    start(agent, commune, function=AGENT)
    enter_code(viewer=viewer_of(agent, commune), code=code_for(commune))
    name(viewer_of(agent, commune), email="maire2@villeneuve.test", since=date(2026, 11, 21))
    assert Office.objects.get(commune=commune, ended_at=None).person.email == "maire2@villeneuve.test"
    assert viewer_of(agent, commune).is_town_hall


def test_the_mayor_reads_who_opened_the_page(proven, agent, empty_commune, viewer_of):
    name(viewer_of(agent, empty_commune))
    (mail,) = mails_to("maire@sanmairie.test")
    assert "Claire Aubert " in " ".join(text_of(mail).split())
    assert "« Mes procurations »" in " ".join(html_of(mail).split()).replace("\N{NO-BREAK SPACE}", " ")


# --- A mayor who has an account: an address may be somebody else's ---------------------------------------------------


@pytest.fixture
def known(db):
    return PersonFactory(first_name="Sacha", last_name="Connu", email="sacha@exemple.test")


@pytest.fixture
def offered(proven, agent, known, empty_commune, viewer_of):
    return name(viewer_of(agent, empty_commune), email=known.email)


def test_who_has_an_account_accepts_before_they_are_mayor(
    offered, known, agent, empty_commune, viewer_of, client_of
):
    assert not viewer_of(known, empty_commune).is_town_hall
    (mail,) = mails_to(known.email)
    there = f"/{empty_commune.slug}/ouvrir/invitation/"
    assert there in text_of(mail)
    browser = client_of(known)
    assert "Claire Aubert" in browser.get(there).content.decode()
    assert browser.post(there).url == f"/{empty_commune.slug}/mairie/"
    assert viewer_of(known, empty_commune).is_mayor
    assert viewer_of(agent, empty_commune).is_town_hall
    assert Office.objects.get().since == date(2026, 3, 22)
    assert "a accepté" in WorkFailure.objects.get(person=agent).explanation


def test_who_is_not_the_mayor_says_so_and_the_agent_names_another(
    offered, known, agent, empty_commune, viewer_of, client_of
):
    there = f"/{empty_commune.slug}/ouvrir/invitation/"
    client_of(known).post(there, {"non": "1"})
    assert "Vérifiez l’adresse" in WorkFailure.objects.get(person=agent).explanation
    with pytest.raises(OfferOver):
        accept_office(viewer=viewer_of(known, empty_commune))
    decline_office(viewer=viewer_of(known, empty_commune))
    correct_mayor(viewer=viewer_of(agent, empty_commune), **VRAIE)
    assert Office.objects.get().person.email == VRAIE["email"]


def test_the_agent_corrects_it_before_it_is_accepted(
    offered, known, agent, empty_commune, viewer_of, client_of
):
    there = f"/{empty_commune.slug}/ouvrir/maire/"
    browser = client_of(agent)
    assert "n’a pas encore répondu à l’invitation" in browser.get(there).content.decode()
    assert browser.post(there, VRAIE).status_code == 302
    assert Office.objects.get().person.full_name == "Camille Vraie"
    with pytest.raises(OfferOver):
        accept_office(viewer=viewer_of(known, empty_commune))


def test_an_invitation_corrected_to_an_account_waits_for_its_owner(
    proven, known, agent, empty_commune, viewer_of
):
    name(viewer_of(agent, empty_commune))
    wrong = Office.objects.get().person
    correct_mayor(
        viewer=viewer_of(agent, empty_commune), first_name="Sacha", last_name="Connu", email=known.email
    )
    stand_in = Office.objects.get().person
    assert (stand_in.full_name, stand_in == wrong) == ("Sacha Connu", False)
    accept_office(viewer=viewer_of(known, empty_commune))
    assert Office.objects.get().person == known
    assert viewer_of(agent, empty_commune).is_town_hall
    assert not viewer_of(wrong, empty_commune).is_town_hall


@pytest.mark.parametrize("days", [0, 30])
def test_a_corrected_invitation_is_over_once_the_first_one_came_or_it_is_old(
    proven, known, agent, empty_commune, viewer_of, clock, days
):
    name(viewer_of(agent, empty_commune))
    correct_mayor(
        viewer=viewer_of(agent, empty_commune), first_name="Sacha", last_name="Connu", email=known.email
    )
    first = Office.objects.get().person
    if not days:
        first.set_password("Un-mot-de-passe-2026")
        first.save()
    clock.forward(days=days)
    with pytest.raises(OfferOver):
        accept_office(viewer=viewer_of(known, empty_commune))
    assert Office.objects.get().person == first


@pytest.mark.parametrize("has_account", [True, False])
def test_it_is_not_offered_for_ever(proven, known, agent, empty_commune, viewer_of, clock, has_account):
    """However often another is named, and whether they have an account or not."""
    viewer = viewer_of(agent, empty_commune)
    name(viewer, email=known.email)
    again = VRAIE | ({"email": known.email} if has_account else {})
    for _ in range(3):
        clock.forward(days=29)
        correct_mayor(viewer=viewer, **again)
    clock.forward(days=3)
    with pytest.raises(TooLateToOffer):
        correct_mayor(viewer=viewer, **again)
    with pytest.raises(OfferOver):
        accept_office(viewer=viewer_of(known, empty_commune))


def test_nobody_else_accepts(offered, newcomer, empty_commune, viewer_of, client_of):
    with pytest.raises(OfferOver):
        accept_office(viewer=viewer_of(newcomer, empty_commune))
    answer = client_of(newcomer).get(f"/{empty_commune.slug}/ouvrir/invitation/")
    assert (answer.status_code, answer.url) == (302, f"/{empty_commune.slug}/")


def test_it_is_not_accepted_for_ever(offered, known, empty_commune, viewer_of, clock):
    clock.forward(days=30)
    with pytest.raises(OfferOver):
        accept_office(viewer=viewer_of(known, empty_commune))


def test_who_became_mayor_elsewhere_accepts_nothing(offered, known, empty_commune, other_commune, viewer_of):
    open_town_hall(commune=other_commune, mayor=known, since=date(2026, 3, 22))
    with pytest.raises(MayorElsewhere):
        accept_office(viewer=viewer_of(known, empty_commune))
    assert Office.objects.get(person=known).commune == other_commune


# --- Whether an address has an account, or was left of late, is nothing that an agent learns ------------------------


@pytest.fixture
def invited_elsewhere(other_commune):
    """As its mayor, by an agent there, and not come."""
    return bring_town_hall(
        commune=other_commune, email="alice@exemple.test", first_name="Alice", last_name="Venue", since=SINCE
    ).mayor


@pytest.fixture(params=["nobody", "known", "mayor elsewhere", "mayor to come elsewhere", "left of late"])
def email(request, known, mayor, invited_elsewhere):
    """Of the address that the agent writes: whose it is."""
    if request.param == "left of late":
        EmailChange.objects.create(
            person=known, former_email="ancienne@exemple.test", new_email=known.email, confirm_digest="a" * 64,
            undo_digest="b" * 64, asked_at=now() - timedelta(days=2), confirmed_at=now() - timedelta(days=1),
        )  # fmt: skip
    return {
        "nobody": "personne@exemple.test",
        "known": known.email,
        "mayor elsewhere": mayor.email,
        "mayor to come elsewhere": invited_elsewhere.email,
        "left of late": "ancienne@exemple.test",
    }[request.param]


def test_all_addresses_get_one_answer(proven, agent, empty_commune, email, client_of):
    browser, there = client_of(agent), f"/{empty_commune.slug}/ouvrir/maire/"
    sent = {"first_name": "Camille", "last_name": "Vraie", "email": email, "since": "2026-03-22"}
    answer = browser.post(there, sent, follow=True)
    assert "La page de Sanmairie est ouverte" in str(*answer.context["messages"])
    assert answer.redirect_chain == [(f"/{empty_commune.slug}/mairie/", 302)]
    corrected = browser.post(there, sent | {"first_name": "Camilla"}, follow=True)
    assert str(*corrected.context["messages"]) == "L’invitation repart à cette adresse."
    office = Office.objects.select_related("person").get(commune=empty_commune)
    assert (office.person.full_name, office.invited_by) == ("Camilla Vraie", agent)
    assert not Entry.objects.filter(actor_id=agent.pk, kind=OpeningOffered.kind).exists()


def test_asking_for_an_address_does_not_make_it_ones_own(proven, agent, known, empty_commune, viewer_of):
    """Whether it counted depended on whether it was taken."""
    for number, email in enumerate((known.email, "libre@exemple.test")):
        ask_email_change(viewer=viewer_of(agent, empty_commune), email=email)
        name(viewer_of(agent, empty_commune), email=email)
        assert Office.objects.count() == 1, number


def test_the_agent_hears_of_a_mailbox_that_refuses_the_invitation(offered, known, agent, empty_commune):
    record_refusal(
        person_id=known.pk, recipient=known.email, refusal=MailRefused(550, b"5.1.1", names_recipient=True)
    )
    assert "refuse nos e-mails" in WorkFailure.objects.get(person=agent).explanation
    assert Office.objects.get(commune=empty_commune).mail_refused_at


# --- The name that stands in ----------------------------------------------------------------------------------------


def test_a_mayor_to_come_of_another_commune_keeps_name_and_link(
    proven, agent, empty_commune, other_commune, invited_elsewhere, viewer_of
):
    link = path_in(mails_to(invited_elsewhere.email)[-1], "/mot-de-passe/")
    viewer = viewer_of(agent, empty_commune)
    name(viewer, email=invited_elsewhere.email)
    correct_mayor(viewer=viewer, first_name="Bob", last_name="Faux", email=invited_elsewhere.email)
    invited_elsewhere.refresh_from_db()
    assert invited_elsewhere.full_name == "Alice Venue"
    assert Client().get(link).status_code == 302  # still good
    with pytest.raises(MayorElsewhere):
        accept_office(viewer=viewer_of(invited_elsewhere, empty_commune))


def test_nothing_is_left_of_it_once_the_mayor_said_yes(
    offered, known, agent, empty_commune, viewer_of, run_jobs
):
    stand_in = Office.objects.get().person
    correct_mayor(
        viewer=viewer_of(agent, empty_commune), first_name="Sacha", last_name="C", email=known.email
    )
    assert not Person.objects.filter(pk=stand_in.pk).exists()
    accept_office(viewer=viewer_of(known, empty_commune))
    run_jobs()
    assert not Person.objects.filter(email__endswith=STAND_IN).exists()
    assert Delegation.objects.get().given_by == known
    assert Inbox.objects.filter(person=known, commune=empty_commune).exists()


def test_an_office_that_is_over_is_nobodys_to_accept(
    offered, known, agent, empty_commune, viewer_of, staff, start, code_for, clock
):
    office = Office.objects.get()
    clock.forward(minutes=5)
    last_day = date(2026, 11, 20)
    end_office(viewer=viewer_of(staff, empty_commune), office_id=office.pk, last_day=last_day, notify=True)
    assert not Membership.objects.filter(person=office.person).exists()  # a name alone is no resident
    start(agent, function=AGENT)
    enter_code(viewer=viewer_of(agent, empty_commune), code=code_for())
    name(viewer_of(agent, empty_commune), since=date(2026, 11, 21))
    with pytest.raises(OfferOver):
        accept_office(viewer=viewer_of(known, empty_commune))


def test_who_is_asked_and_who_asked_hear_of_a_takeover(offered, known, agent, newcomer, empty_commune, start):
    start(newcomer, empty_commune, since=date(2026, 11, 15), by_post=True)
    assert f"/{empty_commune.slug}/ouvrir/invitation/" in text_of(mails_to(known.email)[-1])
    assert "Votre maire peut contester" in WorkFailure.objects.get(person=agent).explanation


def test_a_name_that_stands_in_gets_no_mail(offered, empty_commune, agent):
    stand_in = Office.objects.get(commune=empty_commune).person
    context = {"person": stand_in, "commune": empty_commune, "opened_by": ""}
    send_mail("town_halls/email/page_opened", context, to=stand_in.email)
    assert not mails_to(stand_in.email)
