"""What people see: their pages, as the text that is read and the addresses that are led to; and which of the texts that
people wrote stand in them."""

import json
import lzma
import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Set
from dataclasses import asdict, dataclass
from functools import cache
from html import unescape
from html.parser import HTMLParser
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import Resolver404, resolve

STARTS = {
    "": ("/", "/eze-06/", "/l-aigle-61/"),  # a visitor
    "citoyen@eze.demo": ("/eze-06/",),
    "citoyenne@eze.demo": ("/accueil/", "/l-aigle-61/"),
    "attente@eze.demo": ("/eze-06/",),
    "maire@eze.demo": ("/eze-06/",),
    "dgs@eze.demo": ("/eze-06/",),
    "maire@laigle.demo": ("/l-aigle-61/",),
    "admin@plateforme.demo": ("/plateforme/",),
}
HOMES = ("/eze-06/", "/l-aigle-61/")
# Texts of the site itself, what is no page, and what only asks for something new.
LEFT_OUT = re.compile(
    r"^/(aide|faq|tarifs|contact|accessibilite|confidentialite|mentions-legales|cgu|demo|deconnexion|hors-connexion)/"
    r"|/(nouvelle|nouveau|pdf|tableau|exporter|connexion-renforcee)/"
    r"|/medias/|^/portraits/|/justificatif/.+|\.(csv|ics|pdf|xml|txt)$"
)
# Rows that the product writes by itself, in words of its own.
_UNWRITTEN = {"auth.permission", "journal.entry", "notifications.notification"}
FEWEST_LETTERS = 12  # of a text that is not met by chance
_UNSEEN = {"script", "style", "template", "svg", "head"}
_TYPED = {"text", "email", "search", "tel", "url", "date", "time", "number", "datetime-local"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

type Kind = tuple[str, str]  # name of the page, commune


@dataclass(frozen=True, slots=True)
class Seen:
    person: str  # e-mail address, or "" for a visitor
    address: str
    status: int
    text: str
    leads_to: list[str]


def client_of(person: str) -> Client:
    browser = Client()
    if person:
        user = get_user_model()._default_manager.get(email=person)
        if user.is_staff:  # whose pages open with strong authentication alone
            Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
        browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def look(browser: Client, person: str, address: str) -> Seen:
    answer = browser.get(address)
    if answer.status_code in {301, 302, 303, 307, 308}:
        return Seen(person, address, answer.status_code, "", [answer["Location"]])
    reader = _Reader(address)
    if answer.get("Content-Type", "").startswith("text/html"):
        reader.feed(answer.content.decode())
    return Seen(person, address, answer.status_code, " ".join(reader.words), sorted(reader.addresses))


def wander(person: str, alike: int, wanted: Set[str] | None = None) -> list[Seen]:
    """From the first pages of `person` on, each link once, at most `alike` pages of one kind and commune; with
    `wanted` texts, until all were met: first the pages of the kind where most were met so far, for a page."""
    browser, seen = client_of(person), []
    known = set(STARTS[person])
    waiting: defaultdict[Kind | None, deque[str]] = defaultdict(deque)
    for address in STARTS[person]:
        waiting[_kind(address)].append(address)
    found: Counter[Kind | None] = Counter()  # by kind: links, pages opened, texts met there
    opened: Counter[Kind | None] = Counter()
    met: Counter[Kind | None] = Counter()
    while waiting and (wanted is None or wanted):
        best = max(waiting, key=lambda kind: (met[kind] + 1) / (opened[kind] + 1))
        page = look(browser, person, waiting[best].popleft())
        if not waiting[best]:
            del waiting[best]
        seen.append(page)
        opened[best] += 1
        if wanted is not None:
            here = _met(page, wanted)
            met[best] += len(here)
            wanted = wanted - here
        for address in (address.partition("#")[0] for address in page.leads_to):
            kind = _kind(address)
            if address in known or kind is None or found[kind] >= alike:
                continue
            found[kind] += 1
            known.add(address)
            waiting[kind].append(address)
    return seen


def revisit(recorded: Path) -> Iterator[Seen]:
    """The same people at the same addresses, in the same order."""
    for person, then in groupby(read(recorded), key=attrgetter("person")):
        browser = client_of(person)
        for page in then:
            yield look(browser, person, page.address)


def texts_of(rows: Path) -> frozenset[str]:
    """What was written by people, paragraph by paragraph, in recorded rows: without spaces, as `texts_seen` looks."""
    found: set[str] = set()
    with lzma.open(rows, "rt", encoding="utf-8") as file:
        for line in map(json.loads, file):
            if isinstance(line, dict):
                table = line["table"]
            elif table not in _UNWRITTEN:
                found |= {part for value in line if isinstance(value, str) for part in _paragraphs(value)}
    return frozenset(found)


def _paragraphs(value: str) -> Iterator[str]:
    for part in re.split(r"<[^>]*>|\n", value):
        words = unescape(part).split()
        if len(words) > 1 and sum(map(len, words)) > FEWEST_LETTERS:
            yield "".join(words)


def texts_seen(pages: Iterable[Seen], texts: frozenset[str]) -> dict[str, set[str]]:
    """Of these texts, those that each person meets on one of these pages, wherever it stands."""
    seen: dict[str, set[str]] = {}
    for page in pages:
        own = seen.setdefault(page.person, set())
        own |= _met(page, texts - own)
    return seen


def _met(page: Seen, texts: Set[str]) -> set[str]:
    words = "".join(page.text.split())
    return {text for text in texts if text in words}


def write(path: Path, pages: Iterable[Seen], preset: int = 9) -> None:
    """Packed as small as can be, for the repository; quickly with `preset=0`, for what is read once."""
    with lzma.open(path, "wt", encoding="utf-8", preset=preset) as file:
        for page in pages:
            file.write(json.dumps(asdict(page), ensure_ascii=False, separators=(",", ":")) + "\n")


def read(path: Path) -> list[Seen]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return [Seen(**json.loads(line)) for line in file]


@cache
def _kind(address: str) -> Kind | None:
    """The name of the page and its commune; None for what is not opened."""
    path = urlsplit(address).path
    if not address.startswith("/") or LEFT_OUT.search(path):
        return None
    try:
        match = resolve(path)
    except Resolver404:
        return None
    commune = match.kwargs.get("slug", "")
    place = commune if f"/{commune}/" in HOMES else "elsewhere"
    return f"{match.url_name}{'?' if '?' in address else ''}", place


class _Reader(HTMLParser):
    """Text that is drawn, what fields hold, what pictures and buttons say to those who do not see them; links."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.words: list[str] = []
        self.addresses: set[str] = set()
        self._unseen: list[str] = []  # open elements from the outermost unseen one on

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if self._unseen:
            if tag not in _VOID:
                self._unseen.append(tag)
            return
        if tag in _UNSEEN or "hidden" in own or own.get("type") == "hidden":
            if tag not in _VOID:
                self._unseen.append(tag)
            return
        for name in ("alt", "aria-label", "placeholder", *(["value"] if own.get("type") in _TYPED else [])):
            if words := own.get(name):
                self.words.append(" ".join(words.split()))
        self.words += [f"[{name}]" for name in ("checked", "selected") if name in own]
        if tag == "a" and (target := own.get("href")) and not target.startswith("#"):
            self.addresses.add(urljoin(self.address, target).removeprefix("http://testserver"))
        if tag == "img" and (source := own.get("src")) and not source.startswith("/static/"):
            self.addresses.add(source)

    def handle_endtag(self, tag: str) -> None:
        if self._unseen and tag in self._unseen:
            while self._unseen.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._unseen and (words := " ".join(data.split())):
            self.words.append(words)
