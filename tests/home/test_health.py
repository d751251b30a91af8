from datetime import timedelta

import pytest

from civic.core.clock import now
from civic.core.jobs import Lane
from civic.live import actions as live
from civic.worker.enums import JobStatus
from civic.worker.models import Heartbeat, Job
from civic.worker.schedule import enqueue_due
from tests.plugins.frozen_time import Clock

pytestmark = pytest.mark.django_db


def state(client) -> dict:
    return client.get("/sante/").json()


def test_alive_while_they_beat(client, clock: Clock):
    assert (state(client)["worker"], state(client)["scheduler"]) == (False, False)
    Heartbeat.objects.create(name="w", role="worker", last_seen_at=now())
    enqueue_due()
    assert (state(client)["worker"], state(client)["scheduler"]) == (True, True)
    clock.forward(minutes=3)
    assert (state(client)["worker"], state(client)["scheduler"]) == (False, False)


def test_one_worker_that_lives_is_enough(client):
    Heartbeat.objects.create(name="dead", role="worker", last_seen_at=now() - timedelta(days=1))
    Heartbeat.objects.create(name="alive", role="worker", last_seen_at=now())
    assert state(client)["worker"] is True


def test_what_waits_is_counted(client):
    Job.objects.create(task="x", queue=Lane.FILES, due_at=now() - timedelta(minutes=11))
    Job.objects.create(task="x", queue=Lane.FILES, due_at=now() - timedelta(minutes=1))
    Job.objects.create(task="x", queue=Lane.MAIL, due_at=now() + timedelta(hours=1))
    Job.objects.create(task="x", queue=Lane.PEOPLE, due_at=now(), status=JobStatus.DEAD)
    oldest = state(client)["oldest_waiting_seconds"]
    assert (oldest["files"] // 60, oldest["mail"], set(oldest)) == (11, 0, set(Lane.values))
    assert state(client)["jobs_dead"] == 1


def test_what_waits_where_no_worker_looks_is_seen(client):
    Job.objects.create(task="x", queue="default", due_at=now() - timedelta(minutes=6))
    Job.objects.create(task="x", queue="people", due_at=now() - timedelta(minutes=1))
    assert state(client)["oldest_waiting_seconds"]["people"] // 60 == 6


@pytest.mark.parametrize("status", [JobStatus.READY, JobStatus.RUNNING])
@pytest.mark.parametrize("lane", Lane)
def test_it_is_not_well_when_a_lane_for_people_is_late(client, clock: Clock, lane: Lane, status: JobStatus):
    """Waiting, or held behind one that hangs: nobody's mail has left."""
    Job.objects.create(task="x", queue=lane, due_at=now(), status=status)
    clock.forward(hours=2)
    Heartbeat.objects.create(name="w", role="worker", last_seen_at=now())
    Heartbeat.objects.create(name="s", role="scheduler", last_seen_at=now())
    live.record_heartbeat(name="hub", connections=0)
    decoration = {Lane.FILES, Lane.FETCHING, Lane.VIDEOS, Lane.UPKEEP}
    assert state(client)["ok"] is (lane in decoration)


@pytest.mark.parametrize(
    "outside",
    [
        {"REMOTE_ADDR": "203.0.113.7"},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.7"},  # through the proxy, which is on this machine
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_outside_the_machine_it_says_only_whether_it_is_well(client, outside: dict[str, str], clock: Clock):
    Job.objects.create(task="x", queue=Lane.MAIL, due_at=now(), status=JobStatus.DEAD)
    assert client.get("/sante/", **outside).json() == {"ok": False}
    Heartbeat.objects.create(name="w", role="worker", last_seen_at=now())
    enqueue_due()
    live.record_heartbeat(name="hub", connections=0)
    assert client.get("/sante/", **outside).json() == {"ok": True}
    clock.forward(minutes=3)
    silent = client.get("/sante/", **outside)
    assert (silent.status_code, silent.json()) == (200, {"ok": False})


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_the_machine_itself_is_shown_more(client, address: str):
    assert "jobs_dead" in client.get("/sante/", REMOTE_ADDR=address).json()


def test_it_says_nothing_about_people(client, resident):
    assert not any(word in str(state(client)).lower() for word in ("anne", "martin", "resident"))


def test_the_hub_of_live_updates_beats_too(client, clock: Clock):
    assert state(client)["live"] is False
    live.record_heartbeat(name="hub", connections=12)
    assert state(client)["live"] is True
    clock.forward(minutes=3)
    assert state(client)["live"] is False
