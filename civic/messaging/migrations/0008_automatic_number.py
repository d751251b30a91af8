from typing import Any

from django.db import migrations, models
from django.db.models import Max


def number_automatic(apps: Any, schema_editor: Any) -> None:
    messages = apps.get_model("threads", "Message").objects.filter(is_automatic=True)
    last = messages.order_by().values_list("thread_id").annotate(last=Max("number"))
    for thread_id, number in last:
        rows = apps.get_model("messaging", "Conversation").objects.filter(thread_id=thread_id)
        rows.update(automatic_number=number)


class Migration(migrations.Migration):
    atomic = False  # the column's lock is not held while messages are read
    dependencies = [("messaging", "0007_notes_stay"), ("threads", "0010_automatic")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="automatic_number",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.RunPython(number_automatic, migrations.RunPython.noop, elidable=True),
    ]
