"""Jobs that wait go to the lane that their action names today; whatever is not listed is for people."""

from django.db import migrations, models

LANES = {
    "mail": [
        "civic.delivery.actions.enqueue_unsent_mails",
        "civic.delivery.actions.send_mail",
    ],
    "sending": [
        "civic.notifications.actions.delivering.deliver_event",
        "civic.notifications.actions.delivering.resume_sending",
        "civic.notifications.actions.delivering.send_event",
    ],
    "rounds": [
        "civic.agenda.actions.taking_part.remind_participants",
        "civic.memberships.actions.reminders.remind_town_hall",
        "civic.memberships.actions.reminders.remind_town_halls",
        "civic.memberships.actions.solicitations.solicit_town_hall",
        "civic.memberships.actions.solicitations.solicit_town_halls",
        "civic.notifications.actions.digesting.send_digests",
        "civic.notifications.actions.digesting.start_digests",
    ],
    "files": [
        "civic.media.actions.preparing.prepare_photo",
        "civic.memberships.actions.proofs.prepare_proof_file",
        "civic.statistics.actions.reports.prepare_report",
    ],
    "fetching": [
        "civic.links.actions.check_link",
        "civic.links.actions.check_links",
        "civic.links.actions.check_links_of",
        "civic.media.actions.linking.read_link",
        "civic.media.actions.linking.read_poster",
    ],
    "videos": [
        "civic.media.actions.preparing.prepare_video",
    ],
    "upkeep": [
        "civic.accounts.actions.account.purge_ended_sessions",
        "civic.agenda.actions.taking_part.purge_old_participations",
        "civic.contents.actions.erase",
        "civic.contents.actions.erase_all_removed",
        "civic.delivery.actions.purge_old_deliveries",
        "civic.delivery.actions.purge_old_mails",
        "civic.journal.actions.purge_old_entries",
        "civic.live.actions.purge_old_changes",
        "civic.media.actions.keeping.erase_files",
        "civic.media.actions.keeping.purge_abandoned_uploads",
        "civic.memberships.actions.proofs.erase_proof_files",
        "civic.memberships.actions.proofs.purge_old_proofs",
        "civic.notifications.actions.purging.purge_old_notifications",
        "civic.statistics.actions.purging.purge_old_statistics",
        "civic.statistics.actions.rollup.close_days",
        "civic.town_halls.actions.purging.erase_removed_parts",
        "civic.worker.actions.purge_finished_jobs",
    ],
}
FORMER = {
    "sending": [
        "civic.notifications.actions.delivering",
        "civic.notifications.actions.digesting.send_digests",
    ],
    "media": ["civic.media.actions.preparing.prepare_video"],
}


def sort(apps, schema_editor):
    jobs = apps.get_model("worker", "Job").objects
    jobs.update(queue="people")
    for lane, tasks in LANES.items():
        jobs.filter(task__in=tasks).update(queue=lane)


def unsort(apps, schema_editor):
    jobs = apps.get_model("worker", "Job").objects
    jobs.update(queue="default")
    for queue, tasks in FORMER.items():
        for task in tasks:
            jobs.filter(task__startswith=task).update(queue=queue)


class Migration(migrations.Migration):
    dependencies = [("worker", "0005_arguments_by_name")]

    operations = [
        migrations.RunPython(sort, unsort),
        migrations.AlterField("job", "queue", models.CharField(max_length=32)),
    ]
