from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("worker", "0001_initial")]

    operations = [
        migrations.RenameModel("Pulse", "Heartbeat"),
        migrations.RenameField("Heartbeat", "beaten_at", "last_seen_at"),
    ]
