from django.db import migrations, models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce

import civic.contents.models
import civic.core.clock


def status_of_all_contents(apps, schema_editor):
    """Each row once: PostgreSQL alters no table after a row that it has written twice."""
    groups = apps.get_model("discussions", "Discussion").objects
    closed_at = Case(When(is_open=False, then=Coalesce("last_message_at", "publish_at")), default=None)
    groups.filter(published_at=None).update(status="scheduled", closed_at=closed_at)
    groups.filter(status="draft").update(
        status="published", published_at=F("publish_at"), publish_at=None, closed_at=closed_at
    )


class Migration(migrations.Migration):
    dependencies = [("discussions", "0006_messages_have_moved")]

    operations = [
        migrations.RemoveConstraint("discussion", "one_discussion_per_form"),
        migrations.RemoveConstraint("discussion", "discussion_ends_later"),
        migrations.RemoveIndex("discussion", "discussion_due"),
        migrations.RemoveIndex("discussion", "discussion_removed"),
        migrations.RenameField("discussion", "key", "form_key"),
        migrations.AlterField(
            "discussion",
            "form_key",
            models.CharField(default=civic.contents.models.new_form_key, max_length=36),
        ),
        migrations.AddField("discussion", "form_digest", models.CharField(blank=True, max_length=64)),
        migrations.AddField("discussion", "saved_at", models.DateTimeField(default=civic.core.clock.now)),
        migrations.AlterField("discussion", "version", models.PositiveIntegerField(default=1)),
        migrations.RenameField("discussion", "opens_at", "publish_at"),
        migrations.AlterField("discussion", "publish_at", models.DateTimeField(null=True)),
        migrations.RenameField("discussion", "opened_at", "published_at"),
        migrations.RenameField("discussion", "ends_at", "closes_at"),
        migrations.AddField("discussion", "closed_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "discussion",
            "status",
            models.CharField(
                choices=[("draft", "brouillon"), ("scheduled", "programmé"), ("published", "publié")],
                default="draft",
                max_length=9,
            ),
        ),
        migrations.RunPython(status_of_all_contents, migrations.RunPython.noop),
        migrations.RemoveField("discussion", "is_open"),
        migrations.AddIndex(
            "discussion",
            models.Index(condition=Q(status="scheduled"), fields=["publish_at"], name="discussion_due"),
        ),
        migrations.AddIndex(
            "discussion",
            models.Index(fields=["commune", "status", "-saved_at"], name="discussion_unpublished"),
        ),
        migrations.AddIndex(
            "discussion",
            models.Index(
                condition=Q(removed_at__isnull=False), fields=["removed_at"], name="discussion_removed"
            ),
        ),
        migrations.AddConstraint(
            "discussion",
            models.UniqueConstraint(fields=["commune", "author", "form_key"], name="one_discussion_per_form"),
        ),
        migrations.AddConstraint(
            "discussion",
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False),
                name="published_discussion_has_date",
            ),
        ),
        migrations.AddConstraint(
            "discussion",
            models.CheckConstraint(
                condition=~Q(status="scheduled") | Q(publish_at__isnull=False),
                name="scheduled_discussion_has_date",
            ),
        ),
        migrations.AddConstraint(
            "discussion",
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=Coalesce("published_at", "publish_at")),
                name="discussion_ends_later",
            ),
        ),
    ]
