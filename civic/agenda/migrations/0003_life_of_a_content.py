from uuid import uuid4

from django.db import migrations, models
from django.db.models.functions import Length

import civic.contents.models
import civic.core.clock


def only_the_first_date_has_the_key_of_the_form(apps, schema_editor):
    events = apps.get_model("agenda", "CalendarEvent").objects
    long = events.annotate(length=Length("key")).filter(length__gt=36)
    for event_id in list(long.values_list("pk", flat=True)):
        events.filter(pk=event_id).update(key=str(uuid4()))


class Migration(migrations.Migration):
    dependencies = [("agenda", "0002_event_taken_part_in")]

    operations = [
        migrations.RunPython(only_the_first_date_has_the_key_of_the_form, migrations.RunPython.noop),
        migrations.RemoveConstraint("calendarevent", "one_event_per_form"),
        migrations.RenameField("calendarevent", "key", "form_key"),
        migrations.AlterField(
            "calendarevent",
            "form_key",
            models.CharField(default=civic.contents.models.new_form_key, max_length=36),
        ),
        migrations.AddField("calendarevent", "form_digest", models.CharField(blank=True, max_length=64)),
        migrations.RenameField("calendarevent", "changed_at", "saved_at"),
        migrations.AlterField(
            "calendarevent", "saved_at", models.DateTimeField(default=civic.core.clock.now)
        ),
        migrations.AddConstraint(
            "calendarevent",
            models.UniqueConstraint(fields=["commune", "form_key"], name="one_calendarevent_per_form"),
        ),
    ]
