from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

import civic.contents.models
import civic.core.clock

_OPEN = Q(status="published", closed_at=None)


def status_of_all_contents(apps, schema_editor):
    polls = apps.get_model("polls", "Poll").objects
    polls.filter(status__in=["open", "closed"]).update(
        status="published", published_at=F("publish_at"), publish_at=None
    )
    polls.filter(status="planned").update(status="scheduled")


class Migration(migrations.Migration):
    dependencies = [("polls", "0002_on_for_town_halls")]

    operations = [
        *[
            migrations.RemoveConstraint("poll", name)
            for name in (
                "one_poll_per_form",
                "poll_has_dates_and_declaration",
                "poll_counted_when_closed",
                "closed_poll_has_date",
            )
        ],
        *[
            migrations.RemoveIndex("poll", name)
            for name in ("poll_by_status", "poll_due_to_open", "poll_due_to_close", "poll_removed")
        ],
        migrations.RenameField("poll", "key", "form_key"),
        migrations.AlterField(
            "poll", "form_key", models.CharField(default=civic.contents.models.new_form_key, max_length=36)
        ),
        migrations.AddField("poll", "form_digest", models.CharField(blank=True, max_length=64)),
        migrations.AlterField("poll", "saved_at", models.DateTimeField(default=civic.core.clock.now)),
        migrations.RenameField("poll", "opens_at", "publish_at"),
        migrations.AddField("poll", "published_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "poll",
            "status",
            models.CharField(
                choices=[("draft", "brouillon"), ("scheduled", "programmé"), ("published", "publié")],
                default="draft",
                max_length=9,
            ),
        ),
        migrations.RunPython(status_of_all_contents, migrations.RunPython.noop),
        migrations.AddIndex(
            "poll",
            models.Index(condition=Q(("status", "scheduled")), fields=["publish_at"], name="poll_due"),
        ),
        migrations.AddIndex(
            "poll", models.Index(fields=["commune", "status", "-saved_at"], name="poll_unpublished")
        ),
        migrations.AddIndex(
            "poll",
            models.Index(
                condition=Q(("removed_at__isnull", False)), fields=["removed_at"], name="poll_removed"
            ),
        ),
        migrations.AddIndex(
            "poll",
            models.Index(
                condition=_OPEN & Q(("removed_at", None)),
                fields=["commune", "closes_at", "id"],
                name="poll_under_way",
            ),
        ),
        migrations.AddIndex(
            "poll", models.Index(condition=_OPEN, fields=["closes_at"], name="poll_due_to_close")
        ),
        migrations.AddConstraint(
            "poll",
            models.UniqueConstraint(fields=["commune", "author", "form_key"], name="one_poll_per_form"),
        ),
        migrations.AddConstraint(
            "poll",
            models.CheckConstraint(
                condition=Q(("status", "published"), _negated=True) | Q(("published_at__isnull", False)),
                name="published_poll_has_date",
            ),
        ),
        migrations.AddConstraint(
            "poll",
            models.CheckConstraint(
                condition=Q(("status", "scheduled"), _negated=True) | Q(("publish_at__isnull", False)),
                name="scheduled_poll_has_date",
            ),
        ),
        migrations.AddConstraint(
            "poll",
            models.CheckConstraint(
                condition=Q(("status", "draft"))
                | Q(
                    ("closes_at__gte", Coalesce("published_at", "publish_at")),
                    ("declared_at__isnull", False),
                ),
                name="poll_has_dates_and_declaration",
            ),
        ),
        migrations.AddConstraint(
            "poll",
            models.CheckConstraint(
                condition=Q(("ballots", None)) | Q(ballots__gte=5, closed_at__isnull=False),
                name="poll_counted_when_closed",
            ),
        ),
        migrations.AddConstraint(
            "poll",
            models.CheckConstraint(
                condition=Q(("closed_at", None)) | Q(("status", "published")),
                name="closed_poll_is_published",
            ),
        ),
    ]
