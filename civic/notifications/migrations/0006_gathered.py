from django.db import migrations, models

from civic.core.ids import new_id


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_constraint_names")]

    operations = [
        migrations.AddField("notification", "gathered", models.TextField(blank=True, default="")),
        migrations.AddField("notification", "position", models.UUIDField(default=new_id)),
    ]
