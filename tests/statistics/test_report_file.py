"""The file for the council, read by another library: what a screen reader finds in it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pypdf
import pytest

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.clock import now
from civic.statistics.actions import reports as actions
from civic.statistics.models import PostDay
from civic.statistics.queries import reports
from civic.statistics.rules import Period
from civic.town_halls.models import TownHall
from tests.posts.factories import PostFactory
from tests.statistics.factories import DayFactory

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-22T10:00")]
SUNDAY = date(2026, 11, 22)


def tagged(read: pypdf.PdfReader) -> Iterator[tuple[str, str, Any]]:
    """Each element of the structure in the order of reading: what it is, the words in it, itself."""
    page = read.pages[0]
    marked: dict[int, str] = defaultdict(str)
    current: list[int | None] = []

    def enter(operator: bytes, operands: Any, *place: Any) -> None:
        if operator in (b"BDC", b"BMC"):
            current.append(operands[1].get("/MCID") if operator == b"BDC" else None)
        elif operator == b"EMC":
            current.pop()

    def write(words: str, *place: Any) -> None:
        number = next((one for one in reversed(current) if one is not None), None)
        if number is not None:
            marked[number] += words

    page.extract_text(visitor_operand_before=enter, visitor_text=write)

    def words_of(kids: Any) -> str:
        kids = kids.get_object()
        if isinstance(kids, int):
            return marked[kids]
        if isinstance(kids, list):
            return "".join(words_of(kid) for kid in kids)
        return words_of(kids["/K"]) if "/K" in kids else ""

    def walk(element: Any) -> Iterator[tuple[str, str, Any]]:
        element = element.get_object()
        if isinstance(element, list):
            for kid in element:
                yield from walk(kid)
        elif isinstance(element, dict) and "/S" in element:
            yield element["/S"].removeprefix("/"), " ".join(words_of(element).split()), element
            yield from walk(element["/K"])

    yield from walk(read.trailer["/Root"]["/StructTreeRoot"]["/K"])


def test_the_page_for_the_council_can_be_listened_to(
    commune: Commune, mayor: Person, viewer_of: Any, run_jobs: Any, caplog: Any
):
    TownHall.objects.update(joined_at=now() - timedelta(days=400))
    for ago in range(1, 61):
        DayFactory(commune=commune, day=SUNDAY - timedelta(days=ago))
    post = PostFactory(commune=commune, author=mayor, title="Fête des voisins")
    PostDay.objects.create(commune=commune, day=SUNDAY, post_id=post.pk, opened=9)
    viewer = viewer_of(mayor, commune)
    report = actions.request_report(viewer=viewer, period=Period(date(2026, 10, 24), SUNDAY))
    run_jobs()
    report.refresh_from_db()
    with reports.open_report(report) as file:
        read = pypdf.PdfReader(BytesIO(file.read()))
    catalog = read.trailer["/Root"]
    assert (catalog["/Lang"], catalog["/MarkInfo"]["/Marked"]) == ("fr-FR", True)
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 - an object of the library
    assert read.metadata.title.split() == [
        "Villeneuve",
        ":",
        "statistiques",
        "du",
        "24",
        "octobre",
        "au",
        "22",
        "novembre",
        "2026",
    ]
    assert b"pdfuaid" in catalog["/Metadata"].get_data()
    elements = list(tagged(read))
    kinds = [kind for kind, _, _ in elements if kind in {"H1", "H2", "Figure", "Table", "TH", "TD"}]
    assert kinds == ["H1", "Figure", "Figure", "H2", "Table", *["TH"] * 5, *["TD"] * 3]
    said = {kind: words for kind, words, _ in elements}
    assert (said["H1"], said["H2"]) == ("La page de Villeneuve en chiffres", "Publications les plus lues")
    cells = [words for kind, words, _ in elements if kind in {"TH", "TD"}]
    assert cells[:5] == ["Publication", "Lectures", "J’aime", "Commentaires", "Fête des voisins"]
    # Each figure of a publication names its column and its line.
    heads = [element["/ID"] for kind, _, element in elements if kind == "TH"]
    named = [list(element["/A"]["/Headers"]) for kind, _, element in elements if kind == "TD"]
    assert named == [[heads[4], heads[column]] for column in (1, 2, 3)]
    described = [element["/Alt"] for kind, _, element in elements if kind == "Figure"]
    assert [words.split(".")[0] for words in described] == [
        "Visiteurs uniques par jour",
        "Administrés inscrits",
    ]
    assert not [line for line in caplog.records if line.name.startswith("weasyprint")]
