"""Whether the town hall has looked at its opening hours."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("town_halls", "0004_mail_refused"),
    ]

    operations = [
        migrations.AddField(
            model_name="townhall",
            name="hours_checked_at",
            field=models.DateTimeField(null=True),
        ),
    ]
