from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("live", "0001_initial")]

    operations = [
        migrations.RenameModel("Beat", "HubHeartbeat"),
        migrations.RenameField("HubHeartbeat", "beaten_at", "last_seen_at"),
    ]
