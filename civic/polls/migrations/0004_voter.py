from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("polls", "0003_life_of_a_content")]

    operations = [migrations.RenameModel("Participation", "Voter")]
