import io
import socket

import pytest

from civic.private_files import scanner
from civic.private_files.refusals import ScannerSilent, VirusFound
from tests.private_files.scanners import EICAR, scanner_by_port
from tests.private_files.scanners import scanner as scanner_at


@pytest.fixture
def address(settings, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "clamd")
    return settings.CLAMD_SOCKET


def test_without_a_scanner_nothing_is_asked(settings):
    settings.CLAMD_SOCKET = ""
    scanner.require_clean(io.BytesIO(EICAR))


def test_a_clean_file_passes_whole_and_stands_at_its_start(address):
    content = bytes(300_000)
    file = io.BytesIO(content)
    with scanner_at(address) as given:
        scanner.require_clean(file)
    assert given == [content]
    assert file.tell() == 0


def test_a_virus_is_refused_by_either_way(address, settings):
    with scanner_at(address), pytest.raises(VirusFound):
        scanner.require_clean(io.BytesIO(b"avant " + EICAR))
    with scanner_by_port([]) as port:
        settings.CLAMD_SOCKET = port
        scanner.require_clean(io.BytesIO(b"rien"))
        with pytest.raises(VirusFound):
            scanner.require_clean(io.BytesIO(EICAR))


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: NOT OK\0"])
def test_no_clear_answer_is_no_yes(address, answer):
    with scanner_at(address, answer=answer), pytest.raises(ScannerSilent):
        scanner.require_clean(io.BytesIO(b"rien"))


def test_nobody_there_and_nobody_who_speaks(address, monkeypatch):
    with pytest.raises(ScannerSilent):
        scanner.require_clean(io.BytesIO(b"rien"))
    monkeypatch.setattr(scanner, "SECONDS", 0.2)
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(address)
        mute.listen()
        with pytest.raises(ScannerSilent):
            scanner.require_clean(io.BytesIO(bytes(2_000_000)))
