from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("memberships", "0001_from_communes")]

    operations = [migrations.RenameField("Solicitation", "residents_told", "residents_counted")]
