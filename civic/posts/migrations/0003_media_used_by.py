from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def name_the_user(apps: Any, schema_editor: Any) -> None:
    """Files and links that publications show already. One shown by two, which a form no longer can do, is one's."""
    media, link = apps.get_model("media", "Media"), apps.get_model("media", "LinkPreview")
    post, shown = apps.get_model("posts", "Post"), apps.get_model("posts", "PostMedia")
    media.objects.update(
        used_by=Subquery(shown.objects.filter(media=OuterRef("pk")).order_by("post").values("post")[:1])
    )
    link.objects.update(
        used_by=Subquery(post.objects.filter(link=OuterRef("pk")).order_by("pk").values("pk")[:1])
    )
    pictures = link.objects.filter(picture=OuterRef("pk")).order_by("pk").values("pk")
    media.objects.filter(used_by=None).update(used_by=Subquery(pictures[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0002_used_by"),
        ("posts", "0002_public_feed"),
    ]

    operations = [migrations.RunPython(name_the_user, migrations.RunPython.noop)]
