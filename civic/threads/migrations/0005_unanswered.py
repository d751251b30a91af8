"""Each thread of comments keeps the first one that the town hall has not answered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("communes", "0016_failed_imports"),
        ("threads", "0004_features"),
    ]

    operations = [
        migrations.AddField(
            model_name="thread",
            name="unanswered_number",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="unanswered_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("unanswered_since__isnull", False)),
                fields=["commune", "unanswered_since"],
                name="thread_unanswered",
            ),
        ),
    ]
