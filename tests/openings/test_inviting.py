"""A mayor asks a town hall that is not here to come: one mail a month, whoever asks."""

from datetime import timedelta

import pytest
from django.urls import reverse

from civic.core.refusals import NotAllowed
from civic.memberships.actions.solicitations import stop_solicitations
from civic.memberships.queries.solicitations import stop_token
from civic.openings import rules
from civic.openings.actions.inviting import invite_town_hall
from civic.openings.models import Invitation
from civic.openings.refusals import (
    InvitedLately,
    NobodyToInvite,
    NoInvitationWanted,
    NoOfficialAddress,
    TooManyInvitations,
)
from civic.worker.models import Job
from tests.accounts.mails import mails_to, text_of
from tests.communes.factories import CommuneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def invite(viewer_of, commune, mayor, empty_commune):
    """`invite()`: by the mayor of `commune` to `empty_commune`, unless said otherwise."""

    def ask(person=mayor, place=commune, to=empty_commune):
        return invite_town_hall(viewer=viewer_of(person, place), commune_id=to.pk)

    return ask


def test_the_mail_says_who_would_write_and_leads_to_the_opening(
    invite, empty_commune, commune, mayor, run_jobs
):
    invite()
    run_jobs()
    (mail,) = mails_to(empty_commune.town_hall_email)
    text = text_of(mail)
    assert f"{mayor.full_name}, maire {commune.of_name}" in text
    assert f"/{empty_commune.slug}/ouvrir/" in text
    assert mail["List-Unsubscribe"]


def test_once_a_month_whoever_asks(invite, clock, empty_commune, other_commune, other_mayor, run_jobs):
    first = invite().sent_at
    with pytest.raises(InvitedLately):
        invite(other_mayor, other_commune)
    clock.at(first + rules.INVITED_AGAIN_AFTER - timedelta(minutes=1))
    with pytest.raises(InvitedLately, match="déjà partie le"):
        invite()
    clock.at(first + rules.INVITED_AGAIN_AFTER)
    invite(other_mayor, other_commune)
    run_jobs()
    assert len(mails_to(empty_commune.town_hall_email)) == 2
    assert Invitation.objects.count() == 1


def test_none_to_a_town_hall_that_is_here_or_cannot_be_reached(invite, empty_commune, other_commune):
    with pytest.raises(NobodyToInvite):
        invite(to=other_commune)
    empty_commune.town_hall_email = ""
    empty_commune.save()
    with pytest.raises(NoOfficialAddress):
        invite()
    assert not Invitation.objects.exists()


def test_none_once_the_town_hall_said_stop(invite, clock, empty_commune, run_jobs):
    first = invite().sent_at
    stop_solicitations(token=stop_token(empty_commune.pk))
    clock.at(first + timedelta(days=60))
    with pytest.raises(NoInvitationWanted):
        invite()
    run_jobs()
    assert len(mails_to(empty_commune.town_hall_email)) == 1


def test_the_link_of_the_mail_stops_them_though_nobody_waited_for_the_page(client, empty_commune):
    address = reverse("solicitation_stop", args=[stop_token(empty_commune.pk)])
    assert "Ne plus recevoir ces e-mails" in client.get(address).text
    assert "C’est noté" in client.post(address).text


def test_mayors_alone_invite_and_not_everybody_in_a_day(
    invite, resident, delegate_with, monkeypatch, empty_commune
):
    for person in (resident, delegate_with("messages")):
        with pytest.raises(NotAllowed):
            invite(person)
    monkeypatch.setattr(rules, "INVITATIONS_OF_PERSON", 2)
    for n in range(2):
        invite(to=CommuneFactory(name=f"Sanmairie-{n}"))
    with pytest.raises(TooManyInvitations):
        invite()
    assert not Invitation.objects.filter(commune=empty_commune).exists()


def test_no_address_stands_in_a_log_or_a_job(invite, empty_commune, caplog):
    invite()
    assert empty_commune.town_hall_email not in caplog.text
    assert not any(empty_commune.town_hall_email in str(job.__dict__) for job in Job.objects.all())
