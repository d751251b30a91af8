import io
import socket
import time

import pytest

from civic.private_files import queries, scanner
from civic.private_files.refusals import ScannerSilent, VirusFound
from tests.private_files.scanners import EICAR, scanner_by_port
from tests.private_files.scanners import scanner as scanner_at


def require_clean(file):
    scanner.require_clean(file, deadline=time.monotonic() + scanner.SECONDS)


@pytest.fixture
def address(settings, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "clamd")
    return settings.CLAMD_SOCKET


def test_without_a_scanner_nothing_is_asked(settings):
    settings.CLAMD_SOCKET = ""
    require_clean(io.BytesIO(EICAR))


def test_a_clean_file_passes_whole_and_stands_at_its_start(address):
    content = bytes(300_000)
    file = io.BytesIO(content)
    with scanner_at(address) as given:
        require_clean(file)
    assert given == [content]
    assert file.tell() == 0


def test_a_virus_is_refused_by_either_way(address, settings):
    with scanner_at(address), pytest.raises(VirusFound):
        require_clean(io.BytesIO(b"avant " + EICAR))
    with scanner_by_port([]) as port:
        settings.CLAMD_SOCKET = port
        require_clean(io.BytesIO(b"rien"))
        with pytest.raises(VirusFound):
            require_clean(io.BytesIO(EICAR))


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: NOT OK\0"])
def test_no_clear_answer_is_no_yes(address, answer):
    with scanner_at(address, answer=answer), pytest.raises(ScannerSilent):
        require_clean(io.BytesIO(b"rien"))


def test_nobody_there_and_nobody_who_speaks(address, monkeypatch):
    with pytest.raises(ScannerSilent):
        require_clean(io.BytesIO(b"rien"))
    monkeypatch.setattr(scanner, "SECONDS", 0.2)
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(address)
        mute.listen()
        with pytest.raises(ScannerSilent):
            require_clean(io.BytesIO(bytes(2_000_000)))


def test_one_that_does_not_answer_is_said_to_those_who_run_the_platform(address, settings, tmp_path):
    assert [line.place for line in queries.scanner_alarm()] == ["clamd"], "nobody is there"
    settings.CLAMD_SOCKET = str(tmp_path / "there")
    with scanner_at(settings.CLAMD_SOCKET):
        assert queries.scanner_alarm() == []
    settings.CLAMD_SOCKET = ""
    assert queries.scanner_alarm() == []
    with socket.socket(socket.AF_UNIX) as mute:
        settings.CLAMD_SOCKET = str(tmp_path / "mute")
        mute.bind(settings.CLAMD_SOCKET)
        mute.listen()
        assert queries.scanner_alarm()


def test_it_is_asked_once_a_minute_however_often_somebody_asks_how_we_are(settings, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "asked")
    with socket.socket(socket.AF_UNIX) as counting:
        counting.bind(settings.CLAMD_SOCKET)
        counting.listen(20)
        counting.settimeout(0)
        assert all(queries.scanner_alarm() for _ in range(5))
        counting.accept()[0].close()
        with pytest.raises(BlockingIOError):
            counting.accept()
