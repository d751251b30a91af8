from django.db import migrations


def mark(apps, schema_editor):
    """« Permanence du maire »: what the mark says was said by the category alone."""
    apps.get_model("agenda", "CalendarEvent").objects.filter(category="duty").update(meets_mayor=True)


class Migration(migrations.Migration):
    dependencies = [("agenda", "0004_meets_mayor")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop, elidable=True)]
