"""Another name in code alone: the column stays as processes of the release before know it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_work_failures")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="person",
                    name="pinned_entries",
                    field=models.JSONField(
                        blank=True,
                        db_column="pinned_entries",
                        db_default=[],
                        default=list,
                        verbose_name="favoris",
                    ),
                ),
                migrations.RenameField(model_name="person", old_name="pinned_entries", new_name="favourites"),
            ]
        )
    ]
