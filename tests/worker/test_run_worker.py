"""The command as the demo and the service start it: every lane, and the schedule."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from civic.core import registry
from civic.worker.enums import JobStatus
from civic.worker.models import Heartbeat, Job, ScheduledRun
from scripts.demo import PROCESSES
from tests.worker import work
from tests.worker.test_processes import until

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
import django
django.setup()
from django.core.management import call_command
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
call_command(*sys.argv[2:])
"""


def words_of_the_service() -> list[str]:
    unit = (ROOT / "deploy/systemd/civic-worker.service").read_text()
    found = re.search(r"^ExecStart=.* manage\.py (.+)$", unit, re.MULTILINE)
    assert found
    return found[1].split()


def test_the_demo_and_the_service_start_the_same() -> None:
    assert [str(word) for word in PROCESSES["worker"][2:]] == words_of_the_service()


@pytest.mark.once
@pytest.mark.real_time
@pytest.mark.django_db(transaction=True)
def test_one_command_serves_every_lane_and_the_schedule() -> None:
    work.leave_trace.enqueue(word="ordinary")
    work.leave_media_trace.enqueue(word="long")
    environment = os.environ | {"TEST_STATE_DIR": str(settings.STATE)}
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-c", PROGRAM, name, *words_of_the_service()]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as program:
        try:
            until(lambda: sorted(work.recorded()) == ["long", "ordinary"])
            until(lambda: ScheduledRun.objects.count() == len(registry.schedule()))
            until(lambda: Heartbeat.objects.filter(role="scheduler").exists())
            program.send_signal(signal.SIGTERM)
            assert program.wait(timeout=20) == 0
        finally:
            program.kill()
    assert not Job.objects.filter(status=JobStatus.RUNNING).exists()
