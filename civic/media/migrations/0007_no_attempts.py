"""How often a file was tried is known by its job."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0006_uploaded_bytes"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="media",
            name="attempts",
        ),
    ]
