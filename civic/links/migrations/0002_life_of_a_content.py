from django.db import migrations, models
from django.db.models import Q

import civic.contents.models
import civic.core.clock


class Migration(migrations.Migration):
    dependencies = [("links", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("usefullink", "one_link_per_form"),
        migrations.RemoveIndex("usefullink", "link_removed"),
        migrations.RenameField("usefullink", "key", "form_key"),
        migrations.AlterField(
            "usefullink",
            "form_key",
            models.CharField(default=civic.contents.models.new_form_key, max_length=36),
        ),
        migrations.AddField("usefullink", "form_digest", models.CharField(blank=True, max_length=64)),
        migrations.AddField("usefullink", "version", models.PositiveIntegerField(default=1)),
        migrations.AddField("usefullink", "saved_at", models.DateTimeField(default=civic.core.clock.now)),
        migrations.AddIndex(
            "usefullink",
            models.Index(
                condition=Q(("removed_at__isnull", False)), fields=["removed_at"], name="usefullink_removed"
            ),
        ),
        migrations.AddConstraint(
            "usefullink",
            models.UniqueConstraint(fields=["commune", "form_key"], name="one_usefullink_per_form"),
        ),
    ]
