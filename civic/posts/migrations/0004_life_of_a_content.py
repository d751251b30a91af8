from django.db import migrations, models
from django.db.models import F, Q

import civic.contents.models
import civic.core.clock


def what_was_removed_keeps_its_status(apps, schema_editor):
    posts = apps.get_model("posts", "Post").objects.filter(status="removed")
    posts.filter(status_before_removal="").update(status="draft")
    posts.filter(status="removed").update(status=F("status_before_removal"))
    # Nobody can have published one without its date; a removed one may have been written before that was checked.
    posts.model.objects.filter(status="scheduled", publish_at=None).update(status="draft")


class Migration(migrations.Migration):
    dependencies = [("posts", "0003_media_used_by"), ("media", "0004_fingerprint")]

    operations = [
        migrations.RemoveConstraint("post", "one_post_per_form"),
        migrations.RemoveConstraint("post", "published_has_date"),
        migrations.RemoveConstraint("post", "scheduled_has_date"),
        migrations.RemoveIndex("post", "post_feed"),
        migrations.RemoveIndex("post", "post_public_feed"),
        migrations.RenameField("post", "key", "form_key"),
        migrations.AlterField(
            "post", "form_key", models.CharField(default=civic.contents.models.new_form_key, max_length=36)
        ),
        migrations.AddField("post", "form_digest", models.CharField(blank=True, max_length=64)),
        migrations.AlterField("post", "saved_at", models.DateTimeField(default=civic.core.clock.now)),
        migrations.RunPython(what_was_removed_keeps_its_status, migrations.RunPython.noop),
        migrations.RemoveField("post", "status_before_removal"),
        migrations.AlterField(
            "post",
            "status",
            models.CharField(
                choices=[("draft", "brouillon"), ("scheduled", "programmé"), ("published", "publié")],
                default="draft",
                max_length=9,
            ),
        ),
        migrations.AddIndex(
            "post",
            models.Index(
                condition=Q(("removed_at", None), ("status", "published")),
                fields=["commune", "-published_at", "-id"],
                name="post_feed",
            ),
        ),
        migrations.AddIndex(
            "post",
            models.Index(
                condition=Q(("removed_at", None), ("status", "published"), ("audience", "public")),
                fields=["commune", "-published_at", "-id"],
                name="post_public_feed",
            ),
        ),
        migrations.AddIndex(
            "post",
            models.Index(
                condition=Q(("removed_at__isnull", False)), fields=["removed_at"], name="post_removed"
            ),
        ),
        migrations.AddConstraint(
            "post",
            models.UniqueConstraint(fields=["commune", "author", "form_key"], name="one_post_per_form"),
        ),
        migrations.AddConstraint(
            "post",
            models.CheckConstraint(
                condition=Q(("status", "published"), _negated=True) | Q(("published_at__isnull", False)),
                name="published_post_has_date",
            ),
        ),
        migrations.AddConstraint(
            "post",
            models.CheckConstraint(
                condition=Q(("status", "scheduled"), _negated=True) | Q(("publish_at__isnull", False)),
                name="scheduled_post_has_date",
            ),
        ),
    ]
