import socket
import threading
import time
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest
from django.core.checks import run_checks

from civic.media import cards, fetching
from tests.media.servers import PAGE, Pages, pages


@pytest.fixture
def site(settings: Any) -> Iterator[str]:
    with pages() as address:
        settings.MEDIA_FETCH_ALLOWED_HOSTS = [address]
        yield f"http://{address}"


def _fetch(
    url: str, *, max_bytes: int = 512 * 1024, seconds: float = 20, cut: bool = True
) -> fetching.Fetched:
    return fetching.fetch(url, max_bytes=max_bytes, seconds=seconds, accept=["text/html"], cut=cut)


def test_a_page_is_read_and_we_say_who_we_are(site: str) -> None:
    page = _fetch(f"{site}/page?x=é")
    assert (page.content_type, page.charset, page.body.decode()) == ("text/html", "utf-8", PAGE)
    path, headers = Pages.asked[0]
    assert path == "/page?x=%C3%A9"
    assert headers["User-Agent"].startswith("Maires-et-Citoyens/")
    assert "Cookie" not in headers


def test_a_redirect_is_followed(site: str) -> None:
    assert _fetch(f"{site}/moved").url == f"{site}/page"


@pytest.mark.parametrize("page", ["loop", "inside", "metadata", "disk", "missing", "file", "nowhere"])
def test_redirects_without_end_or_inwards_and_odd_answers_fail(site: str, page: str) -> None:
    with pytest.raises(fetching.FetchFailed):
        _fetch(f"{site}/{page}")
    assert len(Pages.asked) == (4 if page == "loop" else 1)


def test_a_redirect_to_a_private_server_never_reaches_it(settings: Any) -> None:
    with pages() as outside, socket.create_server(("127.0.0.1", 0)) as inside:
        settings.MEDIA_FETCH_ALLOWED_HOSTS = [outside]
        Pages.page_inner = lambda self: self.go(f"http://127.0.0.1:{inside.getsockname()[1]}/")  # type: ignore[attr-defined]
        with pytest.raises(fetching.FetchFailed):
            _fetch(f"http://{outside}/inner")
        inside.settimeout(0.2)
        with pytest.raises(TimeoutError):
            inside.accept()


def test_of_an_endless_page_the_beginning_is_kept(site: str) -> None:
    page = _fetch(f"{site}/endless", max_bytes=100_000)
    assert len(page.body) == 100_000
    assert cards.read_card(page.body, page.charset, page.url).title == "Sans fin"
    with pytest.raises(fetching.FetchFailed, match="too long"):
        _fetch(f"{site}/endless", max_bytes=100_000, cut=False)


def test_a_small_answer_that_unfolds_is_bounded(site: str) -> None:
    assert len(_fetch(f"{site}/bomb", max_bytes=100_000).body) == 100_000


@pytest.mark.parametrize("page", ["silent", "drip"])
def test_the_whole_is_bounded_in_time(site: str, page: str) -> None:
    start = time.monotonic()
    with pytest.raises(fetching.FetchFailed):
        _fetch(f"{site}/{page}", seconds=0.6)
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f.1/",
        "http://10.0.0.1/",
        "http://172.16.3.4/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://mairie.local/",
        "http://intranet/",
        "http://localhost./",
    ],
)
def test_private_addresses_are_refused_when_typed_and_when_fetched(url: str) -> None:
    with pytest.raises(fetching.PrivateAddress):
        fetching.require_public_address(url)
    with pytest.raises(fetching.FetchFailed):
        _fetch(url, seconds=1)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://eze.fr/",
        "https://maire:secret@eze.fr/",
        "https://eze.fr\\@127.0.0.1/",
        "https://",
        "https://[::1",
        "https://eze.fr:port/",
        "bonjour",
        "",
        "deux mots.fr",
        "https://eze.fr/\x02csrf\x03",
        "https://eze.fr/\u202egnp.exe",
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises((fetching.NotAWebAddress, fetching.PrivateAddress)):
        fetching.require_public_address(url)


def test_the_missing_beginning_of_an_address_is_added() -> None:
    assert (
        fetching.require_public_address(" www.eze-village.com/marche ")
        == "https://www.eze-village.com/marche"
    )
    assert fetching.require_public_address("http://eze.fr:80/") == "http://eze.fr:80/"


def _resolver(*answers: str) -> Any:
    """What a name server that plays tricks answers, one address more at each question."""
    left = list(answers)

    def getaddrinfo(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        if host[0].isdigit():  # an address is its own answer
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        address = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in address.split()]

    return getaddrinfo


@pytest.mark.parametrize("answer", ["127.0.0.1", "8.8.8.8 10.0.0.1", "::ffff:10.0.0.1"])
def test_a_public_name_that_leads_inside_is_not_followed(
    monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as inside:
        monkeypatch.setattr(socket, "getaddrinfo", _resolver(answer))
        with pytest.raises(fetching.FetchFailed, match="not a public address"):
            _fetch("http://www.example.org/")
        inside.settimeout(0.1)
        with pytest.raises(TimeoutError):
            inside.accept()


def test_a_name_is_asked_once_and_the_checked_address_is_the_one_used(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that would answer something else the second time gains nothing."""
    with pages() as address:
        host, port = "tricky.example.org", address.split(":")[1]
        settings.MEDIA_FETCH_ALLOWED_HOSTS = [f"{host}:{port}"]
        monkeypatch.setattr(socket, "getaddrinfo", _resolver("127.0.0.1", "127.0.0.2"))
        assert _fetch(f"http://{host}:{port}/page").body
        assert Pages.asked[0][1]["Host"] == f"{host}:{port}"


def test_other_ports_are_closed() -> None:
    with pytest.raises(fetching.FetchFailed, match="port"):
        _fetch("http://www.example.org:22/")


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "2a00:1450:4007::1", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"],
)
def test_public_addresses_are_public(address: str) -> None:
    assert fetching.is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        *["0.0.0.1", "10.1.2.3", "100.64.0.1", "127.0.0.2", "169.254.169.254", "172.31.255.255"],
        *["192.0.0.9", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1"],
        *["203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"],
        *["::", "::1", "::8.8.8.8", "::127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:10.0.0.1"],  # IPv4 inside
        *["64:ff9b::10.0.0.1", "64:ff9b:1::8.8.8.8", "64:ff9b::169.254.169.254"],  # NAT64, NAT64 of a network
        *["2002:a00:1::1", "2002:808:808::1"],  # 6to4
        *["2001:0:4136:e378:8000:63bf:f5ff:fffe", "2001:0:4136:e378:8000:63bf:f7f7:f7f7"],  # Teredo
        *["fc00::1", "fd00::1", "fe80::1", "fec0::1", "feff::1", "ff02::1", "ff0e::1"],
        *["100::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "3fff::1", "4000::1", "5f00::1"],
    ],
)
def test_every_other_range_is_not(address: str) -> None:
    assert not fetching.is_public(ip_address(address))


@pytest.mark.parametrize(
    ("page", "followed"),
    [("accents", "/march%C3%A9/%C3%A9t%C3%A9?q=%C3%A0"), ("oldaccents", "/march%E9")],
)
def test_the_address_of_a_redirect_is_read_as_browsers_do(site: str, page: str, followed: str) -> None:
    with pytest.raises(fetching.FetchFailed, match="404"):
        _fetch(f"{site}/{page}")
    assert [path for path, _ in Pages.asked] == [f"/{page}", followed]


def test_a_name_server_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answered.wait(20))
    start = time.monotonic()
    with pytest.raises(fetching.FetchFailed, match="in time"):
        _fetch("http://www.example.org/", seconds=2)
    answered.set()
    assert time.monotonic() - start < 10


@pytest.mark.django_db
def test_production_refuses_the_allowed_hosts_of_the_tests(settings: Any) -> None:
    settings.MEDIA_FETCH_ALLOWED_HOSTS = ["127.0.0.1:80"]
    settings.DEMO = False
    assert "media.E001" in [message.id for message in run_checks()]
    settings.DEMO = True
    assert "media.E001" not in [message.id for message in run_checks()]


def test_a_card_says_what_the_page_says() -> None:
    card = cards.read_card(PAGE.encode(), "", "https://eze.fr/marche/")
    assert card == cards.PageCard(
        "Le marché d’Èze & ses étals", "Tous les mardis.", "Ville d’Èze", "https://eze.fr/photo.jpg"
    )


@pytest.mark.parametrize(
    ("body", "charset", "title"),
    [
        ("<title>Été</title>".encode("latin-1"), "iso-8859-1", "Été"),
        ("<meta charset=windows-1252><title>Été</title>".encode("cp1252"), "", "Été"),
        ("<title>Été</title>".encode("cp1252"), "", "Été"),
        ("<title>Été</title>".encode(), "x-inconnu", "Été"),
        (b"<title>\xe2\x80\xaetitre\x00\n  long</title>", "utf-8", "titre long"),
        (b"<svg><title>dessin</title>", "", "dessin"),
        (b"<title>" + b"mot " * 100, "", ("mot " * 49).strip() + "…"),
        (b"\xff\xfe\x00<<<<", "", ""),
        (b"", "", ""),
    ],
)
def test_titles_in_any_charset_are_cleaned_and_cut(body: bytes, charset: str, title: str) -> None:
    assert cards.read_card(body, charset, "https://eze.fr/").title == title


@pytest.mark.parametrize("page", [b"<![foo[ x", b"<title>Avant</title><![inconnu["])
def test_a_page_with_an_odd_declaration_gives_what_came_before(page: bytes) -> None:
    card = cards.read_card(page, "utf-8", "https://exemple.fr/")
    assert card.title == ("Avant" if b"title" in page else "")


@pytest.mark.parametrize("unit", [b"<", b"<a ", b"<a a='", b"<title><"])
def test_a_page_made_to_be_slow_is_read_in_bounded_time(unit: bytes) -> None:
    start = time.perf_counter()
    cards.read_card(unit * (cards.READ_AT_MOST // 4 // len(unit)), "utf-8", "https://exemple.fr/")
    assert time.perf_counter() - start < 5
