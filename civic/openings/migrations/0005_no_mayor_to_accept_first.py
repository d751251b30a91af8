from django.db import migrations, models
from django.db.models import Q

GOING_ON = ["chosen", "mailed", "paper_asked", "paper_sent", "proven", "waiting"]


def name_again(apps, schema_editor):
    """The page opens at once now: the agent, whose code was right, names the mayor once more."""
    rows = apps.get_model("openings", "Opening").objects.filter(status="named")
    rows.update(status="proven", mayor=None)


class Migration(migrations.Migration):
    dependencies = [
        ("openings", "0004_numbers"),
    ]

    operations = [
        migrations.RunPython(name_again, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="opening",
            name="status",
            field=models.CharField(
                choices=[
                    ("chosen", "commune choisie"),
                    ("mailed", "code envoyé par e-mail"),
                    ("paper_asked", "courrier à poster"),
                    ("paper_sent", "courrier posté"),
                    ("waiting", "code du courrier reconnu, le maire en place peut contester"),
                    ("proven", "code reconnu, maire à indiquer"),
                    ("done", "page ouverte"),
                    ("overtaken", "ouverte par une autre personne"),
                    ("stopped", "arrêtée par la plateforme"),
                    ("given_up", "abandonnée"),
                ],
                default="chosen",
                max_length=11,
            ),
        ),
        migrations.RemoveConstraint(model_name="opening", name="one_opening_at_a_time"),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.UniqueConstraint(
                fields=["commune", "person"],
                condition=Q(status__in=GOING_ON),
                name="one_opening_at_a_time",
            ),
        ),
    ]
