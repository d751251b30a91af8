import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0004_life_of_a_content"),
        ("threads", "0002_from_comments_and_discussions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="post",
            name="thread",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="threads.thread"
            ),
        ),
    ]
