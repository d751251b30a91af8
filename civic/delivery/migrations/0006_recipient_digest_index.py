from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0005_recipient_digest")]

    operations = [
        migrations.AlterField(
            model_name="outgoingmail",
            name="recipient_digest",
            field=models.CharField(db_index=True, max_length=64),
        ),
    ]
