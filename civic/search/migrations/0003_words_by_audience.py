"""Words are kept for each audience apart. Of those that are there nobody knows whose texts they come from: they become
the town hall's, which may read all of them, until the next night writes each one for whom its texts are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("communes", "0016_failed_imports"),
        ("search", "0002_comments_for_members"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="word",
            name="one_word_per_commune",
        ),
        migrations.AddField(
            model_name="word",
            name="audience",
            field=models.CharField(
                choices=[
                    ("town_hall", "la mairie seule"),
                    ("members", "administrés inscrits"),
                    ("public", "tout le monde"),
                ],
                db_default="town_hall",
                max_length=9,
            ),
        ),
        migrations.AddConstraint(
            model_name="word",
            constraint=models.UniqueConstraint(
                fields=("commune", "audience", "word"), name="one_word_per_audience"
            ),
        ),
    ]
