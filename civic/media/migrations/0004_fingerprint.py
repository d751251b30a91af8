from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("media", "0003_emblems")]

    operations = [
        migrations.AddField("media", "fingerprint", models.CharField(blank=True, max_length=64)),
    ]
