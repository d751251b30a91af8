"""Messages are found by their thread and number, marks by their thread and the person. The index by the thread alone made
a plan that is kept for all threads read the whole of a long one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("threads", "0010_automatic")]

    operations = [
        migrations.AlterField(
            model_name=name,
            name="thread",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="threads.thread",
            ),
        )
        for name in ("message", "participant")
    ]
