from django.db import migrations

PUBLIC, MEMBERS = "public", "members"


def leave_visitors_no_comment(apps, schema_editor):
    """Visitors read none, also under a public publication."""
    rows = apps.get_model("search", "Document").objects.filter(source="threads.message", audience=PUBLIC)
    rows.update(audience=MEMBERS)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(leave_visitors_no_comment, migrations.RunPython.noop),
    ]
