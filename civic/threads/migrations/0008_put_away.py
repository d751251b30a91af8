"""What residents said after the last answer, and nobody is asked to answer, was put away, or left in peace by 0006."""

from typing import Any

from django.db import migrations
from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce


def find_put_away(apps: Any, schema_editor: Any) -> None:
    Thread, Message = apps.get_model("threads", "Thread"), apps.get_model("threads", "Message")
    said = Message.objects.filter(thread=OuterRef("pk"), removed_at=None)
    answers = said.filter(for_town_hall=True).order_by("-number").values("number")
    left = said.filter(
        for_town_hall=False, number__gt=OuterRef("answered"), number__lt=OuterRef("waits_from")
    )
    threads = Thread.objects.filter(kind="comment").annotate(
        answered=Coalesce(Subquery(answers[:1]), 0),
        waits_from=Coalesce("unanswered_number", F("last_number") + 1),
    )
    found = threads.filter(Exists(left)).values("pk")
    Thread.objects.filter(pk__in=found).update(
        put_away_number=Coalesce(F("unanswered_number") - 1, F("last_number"))
    )


class Migration(migrations.Migration):
    dependencies = [("threads", "0007_answers")]

    operations = [migrations.RunPython(find_put_away, migrations.RunPython.noop, elidable=True)]
