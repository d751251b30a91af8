"""The comments of the last month that the town hall has not answered wait at its desk; older ones are left in peace."""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.db.models import Max
from django.utils import timezone

LATELY = timedelta(days=30)


def find_unanswered(apps: Any, schema_editor: Any) -> None:
    Thread, Message = apps.get_model("threads", "Thread"), apps.get_model("threads", "Message")
    said = Message.objects.filter(thread__kind="comment", removed_at=None)
    answered = dict(
        said.filter(for_town_hall=True).order_by().values_list("thread_id").annotate(last=Max("number"))
    )
    lately = said.filter(for_town_hall=False, written_at__gt=timezone.now() - LATELY)
    first: dict[Any, Any] = {}
    rows = lately.order_by("thread_id", "number").values_list("thread_id", "number", "written_at")
    for thread_id, number, written_at in rows.iterator():
        if number > answered.get(thread_id, 0):
            first.setdefault(thread_id, (number, written_at))
    for thread_id, (number, written_at) in first.items():
        Thread.objects.filter(pk=thread_id).update(unanswered_number=number, unanswered_since=written_at)


class Migration(migrations.Migration):
    dependencies = [("threads", "0005_unanswered")]

    operations = [migrations.RunPython(find_unanswered, migrations.RunPython.noop, elidable=True)]
