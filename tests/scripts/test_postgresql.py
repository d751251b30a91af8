"""The private PostgreSQL that the suite runs on."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.postgresql import NoPostgreSQL, find_programs, private_cluster


@pytest.fixture(autouse=True)
def _programs() -> Path:
    try:
        return find_programs()
    except NoPostgreSQL as reason:
        pytest.skip(str(reason))


def test_cluster_answers_in_french_and_is_gone_afterwards() -> None:
    with private_cluster() as url:
        with psycopg.connect(url) as connection:
            row = connection.execute("select lower('ÈZE'), current_setting('data_directory')").fetchone()
        assert row is not None
        assert row[0] == "èze"
        folder = Path(row[1])
        assert folder.is_dir()
    assert not folder.exists()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", urlsplit(url).port or 0)) != 0


def test_cluster_is_closed_to_who_has_no_password() -> None:
    with private_cluster() as url:
        stranger = url.replace(urlsplit(url).password or "", "wrong")
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(stranger)
