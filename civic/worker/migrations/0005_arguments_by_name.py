"""A job holds its arguments by name alone: those that wait at an upgrade are carried out by today's code."""

from django.db import migrations


def unwrap(apps, schema_editor):
    jobs = apps.get_model("worker", "Job").objects
    for job in jobs.only("arguments").iterator():
        if set(job.arguments) == {"args", "kwargs"}:
            job.arguments = job.arguments["kwargs"]
            job.save(update_fields=["arguments"])


def wrap(apps, schema_editor):
    jobs = apps.get_model("worker", "Job").objects
    for job in jobs.only("arguments").iterator():
        job.arguments = {"args": [], "kwargs": job.arguments}
        job.save(update_fields=["arguments"])


class Migration(migrations.Migration):
    dependencies = [
        ("worker", "0004_purge_keys"),
        ("contents", "0001_waiting_jobs"),  # reads them as they were
    ]

    operations = [migrations.RunPython(unwrap, wrap)]
