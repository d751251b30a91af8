import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("discussions", "0005_threads")]

    operations = [
        migrations.AlterField(
            model_name="discussion",
            name="thread",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="threads.thread"
            ),
        ),
        migrations.RemoveField(model_name="discussion", name="last_number"),
        migrations.RemoveField(model_name="discussion", name="messages"),
        migrations.RemoveField(model_name="discussion", name="participants"),
        migrations.DeleteModel(name="MessageLike"),
        migrations.DeleteModel(name="Presence"),
        migrations.DeleteModel(name="Message"),
    ]
