from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("communes", "0002_alter_membership_proof_seen")]

    operations = [
        migrations.RemoveIndex(model_name="membership", name="membership_by_status"),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(
                fields=["commune", "status", "requested_at", "id"], name="membership_by_status"
            ),
        ),
    ]
