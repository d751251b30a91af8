"""A call for help is told at once to those of the town hall who run its alerts, whatever the hour."""

from email import message_from_bytes, policy

import pytest

from civic.alerts.actions.answering import answer_alert, end_call
from civic.alerts.enums import SEND_ALERTS
from civic.alerts.models import AlertAnswer
from civic.core.clock import now
from civic.journal.models import Entry
from civic.notifications.actions.inbox import open_inbox
from civic.notifications.models import Notification
from civic.posts.enums import PUBLISH
from civic.worker.models import Job
from tests.accounts.factories import strengthen
from tests.alerts.factories import alert_of
from tests.communes.factories import MembershipFactory

pytestmark = pytest.mark.at("2026-11-20T23:30")  # in quiet hours
HELP = {"words": "Ma mère est alitée", "place": "Au moulin"}


@pytest.fixture
def call(viewer_of, commune, run_jobs):
    def by(person, **said) -> None:
        answer_alert(viewer=viewer_of(person, commune), needs_help=True, version=1, **(HELP | said))
        run_jobs()

    return by


def news(kind: str) -> list[Notification]:
    return list(Notification.objects.filter(kind=kind).order_by("person_id"))


def mails(settings) -> list:
    paths = [path for path in settings.MAILBOX_DIR.rglob("*") if path.is_file()]
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]


def test_it_rings_at_night_for_those_who_run_alerts_and_to_nobody_else(
    commune, mayor, resident, second_resident, delegate_with, call, run_jobs, settings
):
    helper, writer = delegate_with(SEND_ALERTS), delegate_with(PUBLISH)
    strengthen(helper)
    for person in (mayor, helper, writer, second_resident):
        open_inbox(person_id=person.pk, commune_id=commune.pk)
    alert_of(commune, mayor, level="danger")
    run_jobs()
    call(resident)
    assert {one.person_id for one in news("alert_help")} == {mayor.pk, helper.pk}
    received = [one for one in mails(settings) if "besoin d’aide" in one["Subject"]]
    assert {one["To"] for one in received} == {mayor.email, helper.email}
    for mail in received:
        assert mail["Subject"] == "Danger\u00a0: une personne a besoin d’aide"
        words = mail.as_string() + mail.get_body(("plain",)).get_content()
        for private in (*HELP.values(), resident.last_name):
            assert private not in words
    kept = str([(entry.data, entry.actor_id) for entry in Entry.objects.filter(kind__contains="HelpAsked")])
    assert kept != "[]"
    assert str(resident.pk) not in kept
    lanes = {job.queue for job in Job.objects.filter(task__contains="deliver_urgent")}
    assert lanes == {"alerts"}


def test_it_rings_again_where_something_else_is_asked_for_or_once_more(
    commune, mayor, resident, second_resident, call, viewer_of, settings
):
    open_inbox(person_id=mayor.pk, commune_id=commune.pk)
    alert_of(commune, mayor, level="danger")

    def sent() -> int:
        return sum("besoin d’aide" in one["Subject"] for one in mails(settings))

    for _ in range(2):  # a double click
        call(resident)
        assert sent() == 1
    call(resident, place="Au lavoir")
    assert sent() == 2
    end_call(viewer=viewer_of(resident, commune), version=1)
    call(resident, place="Au lavoir")
    assert sent() == 3
    call(second_resident)
    assert sent() == 4


def test_nobody_makes_it_ring_all_day_and_every_change_is_to_be_seen(commune, mayor, resident, call):
    alert_of(commune, mayor, level="danger")
    for number in range(20):
        call(resident, place=f"Au {number}")
        AlertAnswer.objects.filter(seen_at=None).update(seen_at=now())
    assert Entry.objects.filter(kind="alerts.HelpAsked").count() == 10
    call(resident, place="Au lavoir")
    answer = AlertAnswer.objects.get()
    assert (answer.place, answer.seen_at) == ("Au lavoir", None)


def test_whoever_only_received_it_calls_nobody(commune, mayor, resident, viewer_of, run_jobs, call):
    alert_of(commune, mayor, level="danger")
    answer_alert(viewer=viewer_of(resident, commune), needs_help=False, version=1)
    run_jobs()
    assert news("alert_help") == []
    call(resident)
    assert len(news("alert_help")) == 1


def test_of_an_exercise_it_says_so_and_nobody_hears_of_their_own_call(
    commune, mayor, delegate_with, call, settings
):
    helper = delegate_with(SEND_ALERTS)
    strengthen(helper)
    MembershipFactory(commune=commune, person=helper)
    for person in (mayor, helper):
        open_inbox(person_id=person.pk, commune_id=commune.pk)
    alert_of(commune, mayor, level="danger", is_drill=True)
    call(helper)
    assert news("alert_help") == []
    assert [one.person_id for one in news("alert_help_drill")] == [mayor.pk]
    [mail] = [one for one in mails(settings) if "besoin d’aide" in one["Subject"]]
    assert mail["Subject"].startswith("EXERCICE")
