from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0002_author_title"),
        ("posts", "0005_threads"),
        ("threads", "0002_from_comments_and_discussions"),
    ]

    operations = [
        migrations.DeleteModel(name="Like"),
        migrations.DeleteModel(name="Comment"),
        migrations.DeleteModel(name="Thread"),
    ]
