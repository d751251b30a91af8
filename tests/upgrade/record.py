"""Records the demo as this code makes it and shows it, for the upgrade tests of the code that comes after.

    TEST_STATE_DIR=$(mktemp -d) python -m tests.upgrade.record tests/upgrade/before_NNNN

Run it from the code of before a change of tables, on SQLite (the default); commit the folder with the change. It needs
the compiled directory (`make data`), of which only the communes of the demo and those around them are loaded.
"""

import csv
import gzip
import hashlib
import io
import json
import os
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

BUILT_AT = datetime.fromisoformat("2026-11-24T10:00:00+01:00")
SEEN_AT = BUILT_AT + timedelta(hours=2)
LATER_AT = BUILT_AT + timedelta(days=3)  # what was scheduled has come
COMMUNES = ("06059", "61214")  # Èze, L’Aigle


def few_communes(source: Path, target: Path) -> None:
    """The compiled directory with the communes of the demo, their neighbours and what was merged into them."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for file in sorted(source.glob("*.csv.gz")):
        with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
            tables[file.name.removesuffix(".csv.gz")] = list(csv.DictReader(lines, delimiter=";"))
    around = {row["code"]: row["neighbours"].split() for row in tables["geography"]}
    kept = {*COMMUNES, *(code for commune in COMMUNES for code in around[commune])}
    manifest = json.loads((source / "manifest.json").read_text())
    for name, rows in tables.items():
        few = rows if name == "territories" else [r for r in rows if r.get("current_code", r["code"]) in kept]
        for row in few:
            if "neighbours" in row:
                row["neighbours"] = " ".join(code for code in row["neighbours"].split() if code in kept)
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, few[0], delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(few)
        content = gzip.compress(text.getvalue().encode(), mtime=0)
        (target / f"{name}.csv.gz").write_bytes(content)
        manifest["files"][name] = hashlib.sha256(content).hexdigest()
    (target / "manifest.json").write_text(json.dumps(manifest))


def main(folder: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django
    import time_machine
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    from tests.upgrade import pages, rows
    from tests.worker.lanes import carry_out_jobs

    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as name:
        few_communes(settings.DIRECTORY_DIR, Path(name))
        with time_machine.travel(BUILT_AT):
            call_command("migrate", verbosity=0)
            call_command("load_directory", "--folder", name)
            call_command("load_demo")
    migrations = rows.applied_migrations()
    rows.write(folder / "rows.jsonl.xz", rows.apps_at(migrations))
    (folder / "about.json").write_text(
        json.dumps(
            {
                "built_at": BUILT_AT.isoformat(),
                "seen_at": SEEN_AT.isoformat(),
                "later_at": LATER_AT.isoformat(),
                "migrations": migrations,
            },
            indent=1,
        )
        + "\n"
    )
    with time_machine.travel(SEEN_AT, tick=False):
        seen = [page for person in pages.STARTS for page in pages.wander(person, alike=2)]
    with time_machine.travel(LATER_AT, tick=False):
        carry_out_jobs()
        later = [
            pages.look(pages.client_of(person), person, address)
            for person, addresses in pages.STARTS.items()
            for address in addresses
        ]
    pages.write(folder / "pages.jsonl.xz", seen)
    pages.write(folder / "pages_later.jsonl.xz", later)
    print(f"{len(seen)} pages, {len(later)} later ones, {len(migrations)} migrations")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
