"""Second accounts of a mailbox are marked, so that the health page reads no address of everybody's."""

from django.db import migrations, models


def mark_second_accounts(apps, schema_editor):
    """Whose domain could not be written in ASCII so far; the next night looks again."""
    people = apps.get_model("accounts", "Person").objects
    people.filter(is_active=True, email__regex=r"@.*[^\x01-\x7f]").update(is_second_account=True)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_fill_mobile_keys"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("media", "0006_uploaded_bytes"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="is_second_account",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("is_active", True), ("is_second_account", True)),
                fields=["id"],
                name="second_accounts",
            ),
        ),
        migrations.RunPython(mark_second_accounts, migrations.RunPython.noop, elidable=True),
    ]
