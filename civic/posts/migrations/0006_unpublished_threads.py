"""The thread of what is not published, or was removed, answers nobody."""

from typing import Any

from django.db import migrations
from django.db.models import F, Q


def close_to_all(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("posts", "Post").objects.filter(
        ~Q(status="published") | Q(removed_at__isnull=False)
    )
    threads = apps.get_model("threads", "Thread").objects.filter(pk__in=rows.values("thread_id"))
    threads.exclude(audience="nobody").update(audience="nobody", version=F("version") + 1)


class Migration(migrations.Migration):
    dependencies = [("posts", "0005_threads"), ("threads", "0004_features")]

    operations = [migrations.RunPython(close_to_all, migrations.RunPython.noop, elidable=True)]
