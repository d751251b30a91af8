"""What apps register is found wherever their names stand in INSTALLED_APPS."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
IN_ANOTHER_ORDER = """
import django
from django.conf import settings

apps = settings.INSTALLED_APPS
settings.INSTALLED_APPS = sorted(apps, key=lambda name: (name.endswith("contents"), apps[::-1].index(name)))
django.setup()

from civic.journal.events import Event
from civic.notifications.kinds import NotificationKind
from civic.threads.kinds import _kinds

assert {"comment_on_own_post", "comment_after_own_toy"} <= NotificationKind.all.keys()
assert {"comment", "discussion"} <= _kinds.keys()
assert "posts.PostPublished" in Event.kinds
"""


@pytest.mark.once
@pytest.mark.real_time
def test_the_order_of_the_apps_does_not_matter():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    run = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_ORDER], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
