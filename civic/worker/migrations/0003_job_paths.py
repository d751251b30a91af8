"""Jobs that wait in an installation of before name the actions that carry them out today. Those of `communes` and of the
life of contents are renamed by `communes` and `contents`."""

from django.db import migrations

PATHS = {
    "civic.accounts.tasks.forget_ended_sessions": "civic.accounts.actions.account.purge_ended_sessions",
    "civic.agenda.tasks.forget_old_participations": "civic.agenda.actions.taking_part.purge_old_participations",
    "civic.agenda.tasks.remind_participants": "civic.agenda.actions.taking_part.remind_participants",
    "civic.delivery.tasks.enqueue_unsent": "civic.delivery.actions.enqueue_unsent_mails",
    "civic.delivery.tasks.forget_old_deliveries": "civic.delivery.actions.purge_old_deliveries",
    "civic.delivery.tasks.forget_old_mails": "civic.delivery.actions.purge_old_mails",
    "civic.delivery.tasks.send_mail": "civic.delivery.actions.send_mail",
    "civic.discussions.tasks.show_ended_discussion": "civic.discussions.actions.groups.show_ended",
    "civic.journal.tasks.dispatch": "civic.journal.actions.notify_receivers",
    "civic.journal.tasks.forget_old_entries": "civic.journal.actions.purge_old_entries",
    "civic.journal.tasks.sweep_undispatched": "civic.journal.actions.enqueue_left_behind",
    "civic.links.tasks.check_link": "civic.links.actions.check_link",
    "civic.links.tasks.check_links": "civic.links.actions.check_links",
    "civic.links.tasks.check_links_of": "civic.links.actions.check_links_of",
    "civic.live.tasks.forget_old_changes": "civic.live.actions.purge_old_changes",
    "civic.media.tasks.erase_files": "civic.media.actions.keeping.erase_files",
    "civic.media.tasks.fetch_link": "civic.media.actions.linking.read_link",
    "civic.media.tasks.fetch_poster": "civic.media.actions.linking.read_poster",
    "civic.media.tasks.forget_abandoned": "civic.media.actions.keeping.forget_abandoned",
    "civic.media.tasks.process_photo": "civic.media.actions.preparing.prepare_photo",
    "civic.media.tasks.process_video": "civic.media.actions.preparing.prepare_video",
    "civic.notifications.tasks.forget_old_notifications": "civic.notifications.actions.purging.purge_old_notifications",
    "civic.notifications.tasks.queue_event": "civic.notifications.actions.delivering.deliver_event",
    "civic.notifications.tasks.resume_sending": "civic.notifications.actions.delivering.resume_sending",
    "civic.notifications.tasks.send_digests": "civic.notifications.actions.digesting.send_digests",
    "civic.notifications.tasks.send_event": "civic.notifications.actions.delivering.send_event",
    "civic.notifications.tasks.start_digests": "civic.notifications.actions.digesting.start_digests",
    "civic.polls.tasks.close_poll": "civic.polls.actions.counting.close_poll",
    "civic.polls.tasks.count_ballots": "civic.polls.actions.counting.count_waiting_ballots",
    "civic.polls.tasks.keep_polls": "civic.polls.actions.counting.advance_polls",
    "civic.statistics.tasks.close_days": "civic.statistics.actions.rollup.close_days",
    "civic.statistics.tasks.forget_old_days": "civic.statistics.actions.purging.purge_old_statistics",
    "civic.statistics.tasks.prepare_report": "civic.statistics.actions.reports.prepare_report",
    "civic.worker.tasks.forget_finished_jobs": "civic.worker.actions.purge_finished_jobs",
}


def _rename(apps, paths):
    # Of jobs that are done or were given up too: the latter may be started afresh.
    jobs = apps.get_model("worker", "Job").objects
    for old, new in paths.items():
        jobs.filter(task=old).update(task=new)


def rename(apps, schema_editor):
    _rename(apps, PATHS)


def rename_back(apps, schema_editor):
    _rename(apps, {new: old for old, new in PATHS.items()})


class Migration(migrations.Migration):
    dependencies = [("worker", "0002_heartbeat")]

    operations = [migrations.RunPython(rename, rename_back)]
