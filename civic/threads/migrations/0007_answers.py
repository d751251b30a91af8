"""What answers residents is kept with the message, and what was put away with the thread."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("threads", "0006_unanswered_comments")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="settles",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="put_away_from",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="thread",
            name="put_away_number",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
