"""Puts a recorded installation in an empty database, upgrades it and looks at what was looked at then.

`python -m tests.upgrade.replay RECORD RESULT [APP…]`, with DATABASE_URL and TEST_STATE_DIR of its own. A process apart:
the test's own database is there already, with today's tables; and the apps named, which came later, are not installed.
"""

import json
import os
import sys
from pathlib import Path

ALIKE = 60  # pages of one kind that a person opens in search of what stood elsewhere


def main(record: Path, result: Path, later: list[str]) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django
    import time_machine
    from django.conf import settings
    from django.core.management import call_command

    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app not in later]
    django.setup()
    from django.db import connection

    from tests.upgrade import pages, rows
    from tests.worker.lanes import carry_out_jobs

    about = json.loads((record / "about.json").read_text())
    migrations = [(app, name) for app, name in about["migrations"]]
    with time_machine.travel(about["built_at"]):
        rows.migrate_to(migrations)
        rows.restore(record / "rows.jsonl.xz", rows.apps_at(migrations))
    before = rows.counts()
    with time_machine.travel(about["seen_at"], tick=False):
        call_command("migrate", verbosity=0)
        connection.check_constraints()
        after = rows.counts()
        pages.write(result / "pages.jsonl.xz", pages.revisit(record / "pages.jsonl.xz"), preset=0)
    with time_machine.travel(about["later_at"], tick=False):
        carry_out_jobs()
        pages.write(result / "pages_later.jsonl.xz", pages.revisit(record / "pages_later.jsonl.xz"), preset=0)
        lost = _not_met(record, result)
        walked = [
            page for person, texts in lost.items() for page in pages.wander(person, alike=ALIKE, wanted=texts)
        ]
        pages.write(result / "walked.jsonl.xz", walked, preset=0)
    (result / "counts.json").write_text(json.dumps({"before": before, "after": after}))


def _not_met(record: Path, result: Path) -> dict[str, set[str]]:
    """By person, the texts that the same addresses show no longer: they are looked for all over the site."""
    from tests.upgrade import pages

    texts = pages.texts_of(record / "rows.jsonl.xz")
    then, now = (
        pages.texts_seen([*pages.read(f / "pages.jsonl.xz"), *pages.read(f / "pages_later.jsonl.xz")], texts)
        for f in (record, result)
    )
    return {person: seen - now[person] for person, seen in then.items()}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
