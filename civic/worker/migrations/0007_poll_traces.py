"""The jobs that erase what is left of a closed poll bear plainer names, and so do their scheduled runs."""

from django.db import migrations

KEYS = {"erase-poll-remains": "erase-poll-traces"}
PATHS = {
    "civic.polls.actions.forgetting.erase_remains": "civic.polls.actions.erasing.erase_traces",
    "civic.polls.actions.forgetting.erase_all_remains": "civic.polls.actions.erasing.erase_all_traces",
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
    dependencies = [("worker", "0006_lanes")]

    operations = [migrations.RunPython(rename, rename_back)]
