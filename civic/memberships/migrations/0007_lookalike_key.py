"""A plainer name in the code; the column stays as processes of the release before know it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("memberships", "0006_looks_of_names")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex(model_name="membership", name="membership_by_look"),
                migrations.RenameField(model_name="membership", old_name="look", new_name="lookalike_key"),
                migrations.AlterField(
                    model_name="membership",
                    name="lookalike_key",
                    field=models.CharField(
                        blank=True, db_column="look", db_default="", default="", max_length=130
                    ),
                ),
                migrations.AddIndex(
                    model_name="membership",
                    index=models.Index(fields=["commune", "lookalike_key"], name="membership_by_look"),
                ),
            ]
        )
    ]
