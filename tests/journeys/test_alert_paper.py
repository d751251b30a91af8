"""The list of visits as it comes out of the printer."""

from io import BytesIO

from playwright.sync_api import Page
from pypdf import PdfReader

from civic.accounts.models import Person
from tests.accounts.factories import PersonFactory
from tests.alerts.factories import alert_of, answer_of
from tests.communes.factories import MembershipFactory


def test_streets_begin_on_the_first_page_below_the_calls(enter, commune, mayor: Person, resident: Person):
    danger = alert_of(commune, mayor, level="danger")
    answer_of(danger, resident, words="Ma mère est alitée", place="Au moulin")
    for number in range(60):
        street = f"{number % 20 + 1} rue {'ABCDEF'[number // 10]}lpha"
        MembershipFactory(commune=commune, person=PersonFactory(last_name=f"Silence{number}"), street=street)
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/mairie/alertes/visites/")
    pdf = page.pdf(format="A4")
    pages = [" ".join(one.extract_text().split()) for one in PdfReader(BytesIO(pdf)).pages]
    first = pages[0]
    for words in ("Ma mère est alitée", "rue Alpha", "Silence0", f"Mairie {commune.of_name}"):
        assert words.casefold() in first.casefold()
    assert first.count("Silence") > 15  # no white below the calls
    assert len(pages) == 3
    assert [one.count(f"{number} / 3") for number, one in enumerate(pages, 1)] == [1, 1, 1]
    assert "Les réponses" not in "".join(pages)
    assert sum(one.count("Silence") for one in pages) == 60
