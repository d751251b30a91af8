"""The name that stands in for a mayor who has an account, until they say yes: of the account nobody learns."""

from datetime import date, timedelta

import pytest
from django.test import Client

from civic.accounts.actions.email import ask_email_change
from civic.accounts.actions.signing_up import end_invitations
from civic.accounts.models import EmailChange, Person, WorkFailure
from civic.accounts.rules import STAND_IN
from civic.core.clock import now
from civic.delegations.actions import give_delegation, offer_delegation
from civic.delegations.models import Delegation
from civic.delivery.actions import record_refusal
from civic.delivery.providers.smtp import MailRefused
from civic.journal.models import Entry
from civic.memberships.models import Membership
from civic.notifications.models import Inbox
from civic.openings.actions.naming import accept_office, correct_mayor
from civic.openings.actions.opening import enter_code
from civic.openings.events import OpeningOffered
from civic.openings.refusals import (
    MayorElsewhere,
    OfferOver,
)
from civic.openings.rules import masked
from civic.town_halls.actions.offices import bring_town_hall, end_office
from civic.town_halls.models import Office
from civic.ui.mails import send_mail
from tests.accounts.mails import mails_to, path_in, text_of
from tests.html import on_one_line
from tests.openings.conftest import AGENT
from tests.openings.factories import SINCE, VRAIE, name

pytestmark = pytest.mark.django_db


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
    desk = on_one_line(browser.get(f"/{empty_commune.slug}/mairie/").content.decode())
    assert "Camilla Vraie n’a pas encore répondu à votre invitation" in desk
    assert f"Envoyée à {masked(email)}." in desk  # as it was written, whatever the account's is now
    assert browser.get(there).context["form"]["email"].value() == email
    office = Office.objects.select_related("person").get(commune=empty_commune)
    assert (office.person.full_name, office.invited_by) == ("Camilla Vraie", agent)
    assert not Entry.objects.filter(actor_id=agent.pk, kind=OpeningOffered.kind).exists()


@pytest.mark.parametrize("is_known", [True, False])
def test_asking_for_an_address_does_not_make_it_ones_own(
    proven, agent, known, empty_commune, viewer_of, is_known
):
    """Whether it counted depended on whether it was taken."""
    email = known.email if is_known else "libre@exemple.test"
    ask_email_change(viewer=viewer_of(agent, empty_commune), email=email)
    name(viewer_of(agent, empty_commune), email=email)
    assert Office.objects.get().person.full_name == "Camille Vraie"


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
    mail = text_of(mails_to(known.email)[-1])
    assert f"/{empty_commune.slug}/ouvrir/invitation/" in mail
    assert "Acceptez d’abord l’invitation" in mail
    assert "dont vous seriez maire" in WorkFailure.objects.get(person=known).explanation
    assert "Votre maire peut contester" in WorkFailure.objects.get(person=agent).explanation


def test_a_name_that_stands_in_gets_no_mail(offered, empty_commune, agent):
    stand_in = Office.objects.get(commune=empty_commune).person
    context = {"person": stand_in, "commune": empty_commune, "opened_by": ""}
    send_mail("town_halls/email/page_opened", context, to=stand_in.email)
    assert not mails_to(stand_in.email)


def test_whoever_was_mayor_elsewhere_is_renamed_by_no_other_town_hall(
    proven, agent, empty_commune, other_commune, invited_elsewhere, viewer_of, staff
):
    office = Office.objects.get(person=invited_elsewhere)
    viewer = viewer_of(staff, other_commune)
    end_office(viewer=viewer, office_id=office.pk, last_day=date(2026, 11, 20), notify=True)
    name(viewer_of(agent, empty_commune), email=invited_elsewhere.email)
    assert Office.objects.get(pk=office.pk).person.full_name == "Alice Venue"


def test_a_delegate_who_accepts_the_office_needs_no_delegation(
    offered, known, agent, empty_commune, viewer_of
):
    office = Office.objects.select_related("person").get()
    give_delegation(office=office, person=known, title="Premier adjoint", rights=["publish"])
    accept_office(viewer=viewer_of(known, empty_commune))
    assert Delegation.objects.get().person == agent


def test_an_invitation_that_its_owner_ended_is_corrected_as_any(
    proven, known, agent, empty_commune, commune, mayor, viewer_of
):
    """The person invited acts, or was to act, elsewhere too: their row stays."""
    email = "ancienne@exemple.test"
    invitation = {"first_name": "Lou", "last_name": "Venue", "title": "Adjoint", "rights": ["publish"]}
    offer_delegation(
        viewer=viewer_of(mayor, commune), email=email, **invitation, starts_at=None, ends_at=None, key="k"
    )
    viewer = viewer_of(agent, empty_commune)
    name(viewer, email=email)
    end_invitations(email=email)
    assert "refuse nos e-mails" in WorkFailure.objects.get(person=agent).explanation
    correct_mayor(viewer=viewer, **VRAIE)
    assert Office.objects.get(commune=empty_commune).person.email == VRAIE["email"]
    assert Delegation.objects.filter(commune=commune).count() == 1
