"""What was said of failed work leaves the journal, where nothing is erased."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import civic.core.ids

KIND = "accounts.WorkFailed"


def move_words(apps, schema_editor):
    people, failures = apps.get_model("accounts", "Person"), apps.get_model("accounts", "WorkFailure")
    for entry in apps.get_model("journal", "Entry").objects.filter(kind=KIND).order_by("id"):
        person_id, thing_id = entry.data["person_id"], entry.data["thing_id"]
        if people.objects.filter(pk=person_id).exists():
            failures.objects.update_or_create(
                person_id=person_id,
                thing_id=thing_id,
                defaults={
                    "content_id": thing_id,
                    "explanation": entry.data.get("explanation", "")[:160],
                    "url": entry.data.get("url", "")[:300],
                    "happened_at": entry.recorded_at,
                },
            )
        entry.data = {"person_id": person_id, "thing_id": thing_id}
        entry.save(update_fields=["data"])


def move_words_back(apps, schema_editor):
    """The release before finds them in each entry."""
    failures = apps.get_model("accounts", "WorkFailure").objects
    for entry in apps.get_model("journal", "Entry").objects.filter(kind=KIND):
        failure = failures.filter(person=entry.data["person_id"], thing_id=entry.data["thing_id"]).first()
        entry.data["explanation"] = failure.explanation if failure else ""
        entry.data["url"] = failure.url if failure else "/"
        entry.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_pinned_entries"), ("journal", "0003_event_keys")]

    operations = [
        migrations.CreateModel(
            name="WorkFailure",
            fields=[
                ("id", models.UUIDField(default=civic.core.ids.new_id, primary_key=True, serialize=False)),
                ("thing_id", models.UUIDField()),
                ("content_id", models.UUIDField(db_index=True)),
                ("explanation", models.CharField(max_length=160)),
                ("url", models.CharField(max_length=300)),
                ("happened_at", models.DateTimeField(db_index=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="workfailure",
            constraint=models.UniqueConstraint(fields=("person", "thing_id"), name="one_failure_per_thing"),
        ),
        migrations.RunPython(move_words, move_words_back, elidable=True),
    ]
