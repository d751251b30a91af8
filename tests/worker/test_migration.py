"""Jobs that wait at an upgrade are carried out after it: by name, in a lane that is served, by a task that is there."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.utils.module_loading import import_string

from civic.core.jobs import Lane
from civic.worker.models import Job
from tests.migrating import migrate_to, models_at

BEFORE = [("worker", "0004_purge_keys")]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WAITING = {
    "civic.delivery.actions.send_mail": "mail",
    "civic.media.actions.preparing.prepare_photo": "files",
    "civic.media.actions.preparing.prepare_video": "videos",
    "civic.contents.actions.publish_due": "people",
    "civic.worker.actions.purge_finished_jobs": "upkeep",
}


@pytest.fixture
def before(transactional_db):
    with models_at(*BEFORE) as models:
        yield models


def test_what_waits_is_carried_out_by_the_code_of_after(before):
    jobs = before.get_model("worker", "Job").objects
    for task in [*WAITING, "civic.polls.actions.forgetting.erase_all_remains"]:
        arguments = {"args": [], "kwargs": {"mail_id": "7"}}
        jobs.create(id=uuid4(), task=task, queue="default", arguments=arguments, due_at=NOON)
    before.get_model("worker", "ScheduledRun").objects.create(key="erase-poll-remains", due_at=NOON)
    latest = migrate_to()

    found = {job.task: job for job in Job.objects.all()}
    renamed = "civic.polls.actions.erasing.erase_all_traces"
    assert set(found) == {*WAITING, renamed}
    assert {task: found[task].queue for task in WAITING} == WAITING
    assert all(job.queue in set(Lane) for job in found.values())
    assert all(job.arguments == {"mail_id": "7"} for job in found.values())
    assert {task: import_string(task).task.queue_name for task in WAITING} == WAITING
    assert import_string(
        renamed
    ).task.queue_name  # it was in no list of before: carried out with those of people
    assert latest.get_model("worker", "ScheduledRun").objects.get().key == "erase-poll-traces"
