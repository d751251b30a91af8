"""Runs that were recorded under the former key of a scheduled task stand under today's: an upgraded installation neither
carries a task out a second time nor leaves one out. Two jobs that wait have another name as well."""

from django.db import migrations

KEYS = {
    "forget-abandoned-uploads": "purge-abandoned-uploads",
    "forget-ended-sessions": "purge-ended-sessions",
    "forget-finished-jobs": "purge-finished-jobs",
    "forget-old-changes": "purge-old-changes",
    "forget-old-deliveries": "purge-old-deliveries",
    "forget-old-journal": "purge-old-journal",
    "forget-old-mails": "purge-old-mails",
    "forget-old-notifications": "purge-old-notifications",
    "forget-old-participations": "purge-old-participations",
    "forget-old-proofs": "purge-old-proofs",
    "forget-old-statistics": "purge-old-statistics",
    "tell-town-halls": "solicit-town-halls",
}
PATHS = {
    "civic.discussions.actions.groups.show_ended": "civic.discussions.actions.groups.announce_end",
    "civic.media.actions.keeping.forget_abandoned": "civic.media.actions.keeping.purge_abandoned_uploads",
}


def _rename(apps, keys, paths):
    runs = apps.get_model("worker", "ScheduledRun").objects
    for old, new in keys.items():
        runs.filter(key=old).update(key=new)
    jobs = apps.get_model("worker", "Job").objects
    for old, new in paths.items():
        jobs.filter(task=old).update(task=new)


def rename(apps, schema_editor):
    _rename(apps, KEYS, PATHS)


def rename_back(apps, schema_editor):
    _rename(apps, {new: old for old, new in KEYS.items()}, {new: old for old, new in PATHS.items()})


class Migration(migrations.Migration):
    dependencies = [("worker", "0003_job_paths")]

    operations = [migrations.RunPython(rename, rename_back)]
