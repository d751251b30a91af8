from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_by_event")]

    operations = [
        migrations.AlterField(
            model_name="opening",
            name="read_at",
            field=models.DateTimeField(null=True),
        ),
    ]
