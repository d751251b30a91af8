import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.upgrade.test_upgrade import empty_database

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_rows_keep_their_ids_and_relations_when_communes_is_split(tmp_path: Path) -> None:
    with empty_database(tmp_path) as url:
        done = subprocess.run(
            [sys.executable, "-m", "tests.communes.split"],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url, "TEST_STATE_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr[-6000:]
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "kept": True,
        "proof of": True,
        "appeal of": True,
        "mayor since": "2020-07-03",
        "emblem": True,
        "entry": ["memberships.MembershipRequested", "memberships.membership"],
        "job": "civic.memberships.actions.proofs.purge_old_proofs",
        "content types": ["restrictions"],
        "tables left": [],
    }
