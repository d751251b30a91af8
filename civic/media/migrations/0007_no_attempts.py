"""How often a file was tried is known by its job. The column stays for one release, as processes of the one before read
and write it; those of this one leave it to the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0006_uploaded_bytes"),
    ]

    operations = [
        migrations.AlterField("media", "attempts", models.PositiveSmallIntegerField(db_default=0, default=0)),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("media", "attempts")]),
    ]
