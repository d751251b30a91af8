"""The journal's entries and the flags that named comments and messages by the tables that they stood in, and events by
the app that recorded them."""

from typing import Any

from django.db import migrations
from django.db.models import Case, F, Value, When

BATCH = 2000
TARGETS = {
    "comments.comment": "threads.message",
    "discussions.message": "threads.message",
    "comments.thread": "threads.thread",
}
EVENTS = ("CommentEdited", "CommentRemoved", "CommentWritten", "ContentLiked", "LikeWithdrawn")


def rename(apps: Any, schema_editor: Any) -> None:
    kind = Case(
        *(When(kind=f"comments.{name}", then=Value(f"threads.{name}")) for name in EVENTS), default=F("kind")
    )
    _rename(apps.get_model("journal", "Entry"), kind=kind)
    _rename(apps.get_model("moderation", "Flag"))


def _rename(model: Any, **changes: Any) -> None:
    """By the index of what they are about; each batch by itself."""
    for former, target_type in TARGETS.items():
        rows = model.objects.filter(target_type=former).order_by("pk")
        while ids := list(rows.values_list("pk", flat=True)[:BATCH]):
            model.objects.filter(pk__in=ids).update(target_type=target_type, **changes)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("journal", "0003_event_keys"),
        ("moderation", "0002_appeals"),
        ("threads", "0002_from_comments_and_discussions"),
    ]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
