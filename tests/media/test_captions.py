import time

import pytest

from civic.media import captions

SRT = """1
00:00:01,000 --> 00:00:03,500
<i>Bonjour</i> à tous & bienvenue

2
00:00:04,000 --> 00:00:06,000
Le marché ouvre
à huit heures
"""
VTT = b"""WEBVTT

00:00:01.000 --> 00:00:03.500
Bonjour \xc3\xa0 tous &amp; bienvenue

00:00:04.000 --> 00:00:06.000
Le march\xc3\xa9 ouvre
\xc3\xa0 huit heures
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_srt_in_any_usual_encoding_becomes_webvtt(encoding: str) -> None:
    assert captions.to_webvtt(SRT.replace("\n", "\r\n").encode(encoding)) == VTT


def test_webvtt_loses_styles_comments_and_positions() -> None:
    typed = b"WEBVTT - titre\n\nSTYLE\n::cue { background: url(https://x.test/) }\n\nNOTE secret\n\n"
    typed += b"intro\n00:01.000 --> 00:02.000 line:0 position:20%\n<v Maire>Bonjour<c.rouge>\n"
    assert captions.to_webvtt(typed) == b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nBonjour\n"


@pytest.mark.parametrize(
    "content", [b"", b"bonjour", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"00:02 --> 00:01\nx"]
)
def test_what_holds_no_caption_is_refused(content: bytes) -> None:
    with pytest.raises(captions.NotCaptions):
        captions.to_webvtt(content)


def test_a_heavy_file_is_refused() -> None:
    with pytest.raises(captions.CaptionsTooHeavy):
        captions.to_webvtt(b" " * (captions.MAX_BYTES + 1))


@pytest.mark.parametrize("unit", [b"<", b"{\\", b"<b"])
def test_a_line_of_brackets_alone_costs_no_more_than_another(unit: bytes) -> None:
    line = unit * (captions.MAX_BYTES // 2 // len(unit))
    start = time.perf_counter()
    captions.to_webvtt(b"1\n00:00:01,000 --> 00:00:02,000\nBonjour " + line)
    assert time.perf_counter() - start < 3


def test_a_reference_beyond_any_number_is_a_sign() -> None:
    line = "&#" + "9" * 5000 + ";"
    made = captions.to_webvtt(f"1\n00:00:01,000 --> 00:00:02,000\n{line}\n".encode())
    assert made.decode().endswith("\n\ufffd\n")
