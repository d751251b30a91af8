"""Jobs of an installation of before, waiting when it is migrated: each is one that today's code carries out."""

import inspect
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from civic.core import jobs, registry
from civic.core.clock import now
from civic.worker.checks import stored_paths
from civic.worker.models import Job, ScheduledRun
from civic.worker.schedule import enqueue_due

ID = "0199f3a4-0000-7000-8000-000000000001"
VALUES: dict[str, Any] = {
    "commune_id": 1,
    "moment": "2026-11-28T09:30:00+00:00",
    "period_end": "2026-11-28T18:00:00+00:00",
    "zones": ["Europe/Paris"],
    "frequency": "daily",
    "kind": "post_published",
    "channel": "email",
}
# Every task of before, with the names of its arguments.
BEFORE: dict[str, list[str]] = {
    "civic.accounts.tasks.forget_ended_sessions": [],
    "civic.agenda.tasks.remind_participants": [],
    "civic.agenda.tasks.forget_old_participations": [],
    "civic.communes.tasks.solicit_town_hall": ["commune_id"],
    "civic.communes.tasks.tell_waiting_town_halls": [],
    "civic.communes.tasks.end_restriction": ["restriction_id"],
    "civic.communes.tasks.end_due_restrictions": [],
    "civic.communes.tasks.prepare_proof_file": ["file_id"],
    "civic.communes.tasks.erase_proof_files": ["file_ids"],
    "civic.communes.tasks.forget_old_proofs": [],
    "civic.communes.tasks.remind_town_hall": ["commune_id"],
    "civic.communes.tasks.remind_town_halls": [],
    "civic.communes.tasks.erase_removed_parts": [],
    "civic.delivery.tasks.send_mail": ["mail_id"],
    "civic.delivery.tasks.enqueue_unsent": [],
    "civic.delivery.tasks.forget_old_mails": [],
    "civic.delivery.tasks.forget_old_deliveries": [],
    "civic.discussions.tasks.open_due_discussion": ["discussion_id"],
    "civic.discussions.tasks.open_due_discussions": [],
    "civic.discussions.tasks.show_ended_discussion": ["discussion_id"],
    "civic.discussions.tasks.erase_discussion": ["discussion_id"],
    "civic.discussions.tasks.erase_removed_discussions": [],
    "civic.journal.tasks.dispatch": ["entry_id"],
    "civic.journal.tasks.sweep_undispatched": [],
    "civic.journal.tasks.forget_old_entries": [],
    "civic.links.tasks.check_link": ["useful_link_id"],
    "civic.links.tasks.check_links_of": ["commune_id", "moment"],
    "civic.links.tasks.check_links": [],
    "civic.links.tasks.erase_removed_links": [],
    "civic.live.tasks.forget_old_changes": [],
    "civic.media.tasks.process_photo": ["media_id"],
    "civic.media.tasks.process_video": ["media_id"],
    "civic.media.tasks.fetch_link": ["link_id"],
    "civic.media.tasks.fetch_poster": ["media_id"],
    "civic.media.tasks.erase_files": ["media_ids"],
    "civic.media.tasks.forget_abandoned": [],
    "civic.notifications.tasks.queue_event": ["event_id", "kind", "channel"],
    "civic.notifications.tasks.send_event": ["event_id", "channel"],
    "civic.notifications.tasks.resume_sending": [],
    "civic.notifications.tasks.start_digests": [],
    "civic.notifications.tasks.send_digests": ["zones", "frequency", "period_end"],
    "civic.notifications.tasks.forget_old_notifications": [],
    "civic.polls.tasks.open_poll": ["poll_id"],
    "civic.polls.tasks.close_poll": ["poll_id"],
    "civic.polls.tasks.count_ballots": ["poll_id"],
    "civic.polls.tasks.keep_polls": [],
    "civic.polls.tasks.erase_poll": ["poll_id"],
    "civic.polls.tasks.erase_removed_polls": [],
    "civic.posts.tasks.publish_due_post": ["post_id"],
    "civic.posts.tasks.publish_due_posts": [],
    "civic.posts.tasks.erase_post": ["post_id"],
    "civic.posts.tasks.erase_removed_posts": [],
    "civic.statistics.tasks.close_days": [],
    "civic.statistics.tasks.forget_old_days": [],
    "civic.statistics.tasks.prepare_report": ["report_id", "person_id"],
    "civic.worker.tasks.forget_finished_jobs": [],
}


def value_of(name: str) -> Any:
    return VALUES.get(name, [ID] if name.endswith("_ids") else ID)


@pytest.mark.django_db
def test_each_job_of_before_is_carried_out_by_todays_code():
    for path, names in BEFORE.items():
        arguments = {name: value_of(name) for name in names}
        Job.objects.create(task=path, arguments={"args": [], "kwargs": arguments}, due_at=now())
    for app, name in (
        ("worker", "0003_job_paths"),
        ("worker", "0004_purge_keys"),
        ("communes", "0015_rows_name_new_places"),
        ("contents", "0001_waiting_jobs"),
    ):
        import_module(f"civic.{app}.migrations.{name}").rename(apps, None)
    import_module("civic.worker.migrations.0005_arguments_by_name").unwrap(apps, None)
    import_module("civic.worker.migrations.0006_lanes").sort(apps, None)
    assert stored_paths(None, databases=["default"]) == []
    # Those that only look for what was lost run again by the clock.
    assert Job.objects.count() > 40
    for job in Job.objects.order_by("task"):
        given = job.arguments
        found = jobs.find(job.task)
        inspect.signature(found).bind(**given)
        assert found.to_json(found.from_json(given)) == given, job.task
        assert found.task.queue_name == job.queue, job.task


@pytest.mark.django_db
def test_the_paths_go_back_too():
    migration = import_module("civic.worker.migrations.0003_job_paths")
    for path in migration.PATHS:
        Job.objects.create(task=path, due_at=now())
    migration.rename(apps, None)
    migration.rename_back(apps, None)
    assert set(Job.objects.values_list("task", flat=True)) == set(migration.PATHS)


renaming = pytest.mark.parametrize("name", ["0004_purge_keys", "0007_poll_traces"])


@pytest.mark.django_db
@renaming
def test_a_task_that_ran_under_its_former_key_runs_neither_again_nor_too_late(clock, name):
    """As an installation of before left it: each task ran when it was last due, under the key that it had."""
    migration = import_module(f"civic.worker.migrations.{name}")
    former = {new: old for old, new in migration.KEYS.items()}
    keys = {task.key for task in registry.schedule()}
    assert set(former) <= keys
    assert enqueue_due() != []
    for new, old in former.items():
        ScheduledRun.objects.filter(key=new).update(key=old)
    Job.objects.all().delete()

    migration.rename(apps, None)

    assert enqueue_due() == []
    clock.forward(days=7)
    assert set(enqueue_due()) == keys


@pytest.mark.django_db
def test_jobs_that_erase_what_is_left_of_a_poll_are_found_under_their_names():
    migration = import_module("civic.worker.migrations.0007_poll_traces")
    for path in migration.PATHS:
        Job.objects.create(task=path, due_at=now())
    migration.rename(apps, None)
    assert stored_paths(None, databases=["default"]) == []


@pytest.mark.django_db
@renaming
def test_the_keys_go_back_too(name):
    migration = import_module(f"civic.worker.migrations.{name}")
    for key in migration.KEYS:
        ScheduledRun.objects.create(key=key, due_at=now())
    for path in migration.PATHS:
        Job.objects.create(task=path, due_at=now())
    migration.rename(apps, None)
    migration.rename_back(apps, None)
    assert set(ScheduledRun.objects.values_list("key", flat=True)) == set(migration.KEYS)
    assert set(Job.objects.values_list("task", flat=True)) == set(migration.PATHS)
