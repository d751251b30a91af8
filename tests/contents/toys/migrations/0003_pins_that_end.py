from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("toys", "0002_one_trait_each")]

    operations = [
        migrations.AddField("kite", "pinned_until", models.DateTimeField(null=True)),
        migrations.AddField("toy", "pinned_until", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "kite",
            models.Index(
                fields=["pinned_until"],
                name="kite_pin_ends",
                condition=models.Q(("pinned_until__isnull", False)),
            ),
        ),
        migrations.AddIndex(
            "toy",
            models.Index(
                fields=["pinned_until"],
                name="toy_pin_ends",
                condition=models.Q(("pinned_until__isnull", False)),
            ),
        ),
    ]
