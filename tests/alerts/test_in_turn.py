"""Switched on and off in turn, quickly and often: everybody is told as often as there is something to tell, and nothing
is left behind."""

import pytest

from civic.alerts.actions.managing import AlertContent, deactivate_alert, restore_alert, save_alert
from civic.alerts.models import Alert
from civic.delivery.models import Delivery
from civic.notifications.actions.inbox import open_inbox
from civic.notifications.models import Notification
from civic.worker.models import Job
from tests.alerts.factories import ROAD, alert_of

pytestmark = pytest.mark.at("2026-11-20T10:00")
TURNS = 12
OTHER = "Montez à l’étage."


@pytest.fixture
def viewer(viewer_of, mayor, commune):
    return viewer_of(mayor, commune)


@pytest.fixture(autouse=True)
def inbox(commune, resident, run_jobs):
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    run_jobs()


def deliveries(person) -> list[tuple[str, str]]:
    rows = Delivery.objects.filter(person_id=person.pk).order_by("pk")
    return list(rows.values_list("channel", "status"))


def listed() -> list[str]:
    return list(Notification.objects.filter(withdrawn_at=None).values_list("subject", flat=True))


def taken_down(viewer) -> int:
    """The version of what was taken down."""
    return deactivate_alert(viewer=viewer, version=Alert.objects.latest("version").version).version


@pytest.mark.parametrize("level", ["important", "danger"])
def test_activated_again_and_again_before_anybody_is_notified_the_last_one_is_notified(
    commune, mayor, resident, viewer, run_jobs, level
):
    for _ in range(TURNS):
        alert_of(commune, mayor, level=level)
        taken_down(viewer)
    run_jobs()
    assert (deliveries(resident), listed()) == ([], [])
    for _ in range(TURNS):
        alert_of(commune, mayor, level=level)
        taken_down(viewer)
    alert_of(commune, mayor, level=level)
    run_jobs()
    assert (deliveries(resident), listed()) == ([("email", "sent")], [ROAD])
    assert not Job.objects.filter(status="ready").exists()


def test_each_activation_is_notified_once_and_the_list_has_the_last_alone(
    commune, mayor, resident, viewer, run_jobs
):
    """That a message is activated is never refused, nor kept from people."""
    for turn in range(1, TURNS + 1):
        alert_of(commune, mayor, level="danger")
        run_jobs()
        assert (len(deliveries(resident)), listed()) == (turn, [ROAD])
        taken_down(viewer)
        run_jobs()
        assert (len(deliveries(resident)), listed()) == (turn, [])


@pytest.mark.parametrize("worker_passes", [True, False])
def test_brought_back_again_and_again_it_is_notified_once(
    commune, mayor, resident, viewer, run_jobs, worker_passes
):
    alert_of(commune, mayor, level="danger")
    for _ in range(TURNS):
        version = taken_down(viewer)
        if worker_passes:
            run_jobs()
        restore_alert(viewer=viewer, version=version)
        if worker_passes:
            run_jobs()
    run_jobs()
    assert (deliveries(resident), listed()) == ([("email", "sent")], [ROAD])
    assert (Alert.objects.count(), Notification.objects.count()) == (1, 1)
    assert not Job.objects.filter(status="ready").exists()


@pytest.mark.parametrize("worker_passes", [True, False])
def test_announced_again_then_taken_down_and_brought_back_its_new_words_are_notified_once(
    commune, mayor, resident, viewer, run_jobs, clock, worker_passes
):
    """`worker_passes`: while it is down."""
    alert_of(commune, mayor, level="danger")
    run_jobs()
    assert len(deliveries(resident)) == 1
    clock.forward(minutes=2)
    words = AlertContent(level="danger", text=OTHER)
    save_alert(viewer=viewer, content=words, version=1, activate=True, announce_again=True)
    version = taken_down(viewer)
    if worker_passes:
        run_jobs()
    restore_alert(viewer=viewer, version=version)
    run_jobs()
    assert (deliveries(resident), listed()) == ([("email", "sent")] * 2, [OTHER])
    taken_down(viewer)
    restore_alert(viewer=viewer, version=Alert.objects.get().version)
    run_jobs()
    assert (deliveries(resident), listed()) == ([("email", "sent")] * 2, [OTHER])


def test_what_people_have_seen_for_days_is_no_news_though_its_news_is_forgotten(
    commune, mayor, viewer, run_jobs, clock
):
    alert_of(commune, mayor, level="danger")
    run_jobs()
    clock.forward(days=200)
    Notification.objects.all().delete()  # as the clock does
    version = taken_down(viewer)
    run_jobs()
    restore_alert(viewer=viewer, version=version)
    run_jobs()
    assert not Notification.objects.exists()
