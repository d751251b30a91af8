from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("polls", "0005_no_secret_in_the_database")]

    operations = [migrations.RemoveField("ballotbox", "secret")]
