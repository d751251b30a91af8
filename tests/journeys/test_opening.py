"""A town hall opens its page alone: from the landing page to the desk; who comes second; no mail; a new mayor."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from civic.accounts.models import Person
from civic.communes.actions.directory_rows import save_search_terms
from civic.communes.models import Commune
from civic.core.clock import now
from civic.delivery.actions import _record_refused_mail
from civic.delivery.models import OutgoingMail
from civic.delivery.providers.smtp import MailRefused
from civic.openings.enums import OpeningFunction, OpeningStatus
from civic.openings.models import Opening
from civic.town_halls.models import Office
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.communes.factories import MembershipFactory
from tests.journeys.screen import both_widths
from tests.openings.factories import OpeningFactory

MAYOR = "alix.nouvelle@exemple.test"


# Nothing that stays at the foot of the screen lies over it.
IS_UNCOVERED = """one => {
  const { left, bottom } = one.getBoundingClientRect();
  return document.elementFromPoint(left + 20, bottom - 4) === one;
}"""


@dataclass
class Hand:
    """One person's hand on the page: what they press, and the fields that they fill in."""

    page: Page
    taps: int = 0
    fields: int = 0
    pressed: list[str] = field(default_factory=list)

    def tap(self, what: Locator) -> None:
        self.taps += 1
        what.click()

    def press(self, name: str, role: str = "button") -> None:
        self.tap(self.page.get_by_role(role, name=name).locator("visible=true").first)

    def write(self, label: str, text: str) -> None:
        self.fields += 1
        self.page.get_by_label(label, exact=True).fill(text)


@pytest.fixture
def read_code(read_mail: Callable[..., None]) -> Callable[..., str]:
    """What a mail to the official address says, read in a window of the town hall's."""

    def read(page: Page, address: str) -> str:
        read_mail(page, address, "Code pour ouvrir la page")
        found = re.search(r"Le code\s: (\d{6})", page.locator(".mail-text").inner_text())
        assert found
        return found[1]

    return read


def main(page: Page) -> Locator:
    return page.locator("main")


@both_widths
def test_from_the_landing_page_to_an_open_town_hall(
    enter, look, read_mail, read_code, empty_commune: Commune, other_commune: Commune
):
    save_search_terms(communes=[empty_commune, other_commune])
    for number in range(3):
        MembershipFactory(
            commune=empty_commune, person=PersonFactory(last_name=f"Voisin{'abc'[number]}"), status="pending"
        )
    page: Page = enter()
    hand = Hand(page)
    page.goto("/")
    way = main(page).get_by_role("link", name="Ouvrez votre page")
    expect(way).to_be_in_viewport(ratio=1)  # without scrolling
    look(page, "opening-0-landing")
    hand.tap(way)
    look(page, "opening-1-begin")
    hand.write("Votre commune", "sanm")
    hand.tap(page.get_by_role("option", name="Sanmairie"))
    hand.tap(page.get_by_text("Je suis maire, même depuis hier"))
    hand.press("Continuer")
    expect(main(page)).to_contain_text("m•••••@sanmairie-06.example")
    expect(main(page)).to_contain_text("3 habitants attendent déjà votre page")
    look(page, "opening-2-visitor")

    hand.press("Créer mon compte", "link")
    look(page, "opening-3-sign-up")
    hand.write("Prénom", "Alix")
    hand.write("Nom", "Nouvelle")
    hand.write("Date de naissance", "17/05/1970")
    hand.write("Adresse e-mail", MAYOR)
    hand.write("Mot de passe", PASSWORD)
    hand.tap(page.get_by_label("J’accepte les conditions d’utilisation"))
    hand.press("Créer mon compte")
    read_mail(page, MAYOR)
    page.frame_locator("iframe").get_by_role("link").first.click()
    hand.press("Oui, c’est mon adresse")

    expect(page.get_by_role("heading", level=1)).to_have_text("Ouvrir la page de Sanmairie")
    expect(main(page)).to_contain_text("Alix Nouvelle")
    look(page, "opening-4-function")
    hand.write("Maire depuis le", "2026-03-22")
    hand.press("Envoyer le code à la mairie")
    expect(main(page)).to_contain_text("m•••••@sanmairie-06.example")
    look(page, "opening-5-code")

    town_hall: Page = enter()
    code = read_code(town_hall, empty_commune.town_hall_email)
    look(town_hall, "opening-5-mail")
    hand.write("Le code reçu par la mairie", "000000" if code != "000000" else "111111")
    hand.press("Ouvrir la page")
    expect(page.get_by_role("alert")).to_contain_text("Il vous reste 4 essais")
    expect(page.get_by_role("button", name="Ouvrir la page")).to_be_in_viewport(ratio=1)
    assert page.get_by_role("button", name="Ouvrir la page").evaluate(IS_UNCOVERED)
    look(page, "opening-6-wrong-code")
    hand.write("Le code reçu par la mairie", f"{code[:3]} {code[3:]}")
    hand.press("Ouvrir la page")

    expect(page.locator("#messages")).to_contain_text("La page de Sanmairie est ouverte. Bienvenue")
    expect(page.get_by_role("heading", name="Premiers pas")).to_be_visible()
    expect(main(page)).to_contain_text("Voisina")
    look(page, "opening-7-desk")
    assert Office.objects.get(commune=empty_commune).person.email == MAYOR
    assert (hand.taps, hand.fields) == (11, 9)  # a wrong code and its button among them


@both_widths
def test_somebody_who_works_there_opens_in_the_mayor_s_name(
    enter, look, read_mail, read_code, empty_commune: Commune, delegate: Person, commune: Commune
):
    """Who acts for another town hall already: one account for both."""
    save_search_terms(communes=[empty_commune, commune])
    page: Page = enter(delegate)
    page.goto("/ouvrir/")
    hand = Hand(page)
    hand.write("Votre commune", "sanm")
    hand.tap(page.get_by_role("option", name="Sanmairie"))
    hand.tap(page.get_by_text("Je travaille à la mairie"))
    hand.press("Continuer")
    expect(main(page)).to_contain_text("Vous agissez déjà pour Villeneuve : le même compte sert aux deux")
    look(page, "opening-agent-1-function")
    hand.write("Votre fonction à la mairie", "Secrétaire de mairie")
    hand.press("Envoyer le code à la mairie")
    code = read_code(enter(), empty_commune.town_hall_email)
    hand.write("Le code reçu par la mairie", code)
    hand.press("Continuer")
    expect(page.get_by_label("Prénom du maire")).to_have_value("Camille")
    look(page, "opening-agent-2-mayor")
    hand.write("Adresse e-mail du maire", "camille@sanmairie.test")
    hand.write("Maire depuis le", "2026-03-22")
    hand.press("Ouvrir la page")
    expect(page.locator("#messages")).to_contain_text("La page de Sanmairie est ouverte")
    line = main(page).locator(".desk-task").filter(has_text="n’a pas encore répondu à votre invitation")
    expect(line).to_contain_text("Envoyée à c•••••@sanmairie.test.")
    look(page, "opening-agent-3-desk")
    line.get_by_role("link", name="Corriger ou renvoyer").click()
    expect(page.get_by_label("Adresse e-mail du maire")).to_have_value("camille@sanmairie.test")
    look(page, "opening-agent-3-correct")
    colleague: Page = enter(PersonFactory())
    colleague.goto(f"/{empty_commune.slug}/ouvrir/?fonction=agent")
    expect(main(colleague)).to_contain_text("qui n’a pas encore répondu à l’invitation")
    look(colleague, "opening-awaited")
    colleague.get_by_role("link", name="Je suis le maire").click()
    expect(main(colleague)).to_contain_text(
        "La personne de la mairie qui a ouvert la page peut vous la renvoyer"
    )
    look(colleague, "opening-awaited-mayor")

    theirs: Page = enter()
    read_mail(theirs, "camille@sanmairie.test")
    look(theirs, "opening-agent-4-invitation")
    theirs.frame_locator("iframe").get_by_role("link").first.click()
    theirs.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    theirs.get_by_label("J’accepte").check()
    theirs.get_by_role("button", name="Créer mon compte").click()
    expect(theirs).to_have_url(re.compile(f"/{empty_commune.slug}/mairie/$"))


@both_widths
def test_a_page_that_is_open_says_whom_to_ask(enter, look, commune: Commune, mayor: Person, resident: Person):
    save_search_terms(communes=[commune])
    page: Page = enter(resident)
    page.goto("/ouvrir/")
    hand = Hand(page)
    hand.write("Votre commune", "villen")
    hand.tap(page.get_by_role("option", name="Villeneuve"))
    hand.tap(page.get_by_text("Je travaille à la mairie"))
    hand.press("Continuer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette page est déjà ouverte")
    expect(main(page)).to_contain_text(mayor.full_name)
    look(page, "opening-taken")
    page.goto(f"/{commune.slug}/ouvrir/?fonction=agent")
    assert not Opening.objects.exists()


@both_widths
def test_an_address_that_refuses_leaves_the_post(
    enter,
    look,
    empty_commune: Commune,
    staff: Person,
):
    person = PersonFactory(first_name="Alix", last_name="Nouvelle", email=MAYOR)
    page: Page = enter(person)
    hand = Hand(page)
    page.goto(f"/{empty_commune.slug}/ouvrir/?fonction=maire")
    hand.write("Maire depuis le", "2026-03-22")
    hand.press("Envoyer le code à la mairie")
    expect(main(page)).to_contain_text("Un code de six chiffres est parti")
    mail = OutgoingMail.objects.get()
    _record_refused_mail(mail, MailRefused(550, b"5.1.1 unknown", names_recipient=True))
    page.goto("/accueil/")
    expect(main(page)).to_contain_text("a refusé notre message")
    look(page, "opening-refused")
    hand.press("Recevoir le code par courrier")
    expect(page.get_by_role("heading", name="Le courrier se prépare")).to_be_visible()
    look(page, "opening-paper-asked")

    theirs: Page = enter(staff)
    theirs.goto("/")
    theirs.locator("summary").filter(has_text="Mon compte :").click()
    theirs.get_by_role("link", name="La plateforme").click()
    theirs.get_by_role("link", name="Ouvertures").click()
    look(theirs, "opening-staff-list")
    theirs.get_by_role("link", name="Sanmairie").click()
    for _ in range(40):
        if theirs.get_by_role("link", name="Le PDF à imprimer").count():
            break
        theirs.wait_for_timeout(500)
        theirs.reload()
    look(theirs, "opening-staff-paper")
    with theirs.expect_download() as downloaded:
        theirs.get_by_role("link", name="Le PDF à imprimer").click()
    assert downloaded.value.path().read_bytes().startswith(b"%PDF")
    theirs.get_by_text("Il est posté").click()
    theirs.get_by_role("button", name="Oui, il est parti").click()
    expect(theirs.locator("#messages")).to_contain_text("posté")

    page.goto(f"/{empty_commune.slug}/ouvrir/code/")
    expect(main(page)).to_contain_text("Le courrier est parti")
    look(page, "opening-paper-sent")


@both_widths
def test_a_new_mayor_takes_the_page_over(
    enter, look, read_mail, read_code, commune: Commune, mayor: Person, public_post
):
    person = PersonFactory(first_name="Noa", last_name="Nouvelle", email="noa@exemple.test")
    former: Page = enter(mayor)
    former.goto(f"/{commune.slug}/mairie/")
    page: Page = enter(person)
    hand = Hand(page)
    page.goto(f"/{commune.slug}/ouvrir/?fonction=agent")
    hand.press("Je suis le nouveau maire", "link")
    look(page, "opening-change-1")
    hand.write("Maire depuis le", "2026-11-15")
    hand.press("Envoyer le code à la mairie")
    code = read_code(enter(), commune.town_hall_email)
    OpeningFactory(commune=commune, person=PersonFactory(), replaced=Office.objects.get(commune=commune))
    former.goto(f"/{commune.slug}/ouvrir/reprises/")
    expect(main(former)).to_contain_text("Noa Nouvelle dit être maire depuis peu")
    look(former, "opening-change-contest")
    former.get_by_role("button", name="Contester et arrêter").click()
    expect(former.locator("#messages")).to_contain_text("La demande est arrêtée")
    hand.write("Le code reçu par la mairie", code)
    look(page, "opening-change-2")
    hand.press("Reprendre la page")
    expect(page.locator("#messages")).to_contain_text("Vous êtes maire de Villeneuve. Bienvenue")
    page.goto(f"/{commune.slug}/")
    expect(page.get_by_role("article", name=public_post.title)).to_be_visible()
    look(page, "opening-change-3")
    answer = former.goto(f"/{commune.slug}/mairie/administres/")
    assert answer
    assert answer.status == 403
    look(former, "opening-change-4-former")
    read_mail(former, mayor.email, "mandat de maire")


@both_widths
def test_a_mayor_who_has_an_account_accepts(enter, look, empty_commune: Commune, resident: Person):
    agent = PersonFactory(first_name="Claire", last_name="Aubert")
    OpeningFactory(
        commune=empty_commune, person=agent, function=OpeningFunction.AGENT, title="Secrétaire générale",
        status=OpeningStatus.PROVEN, code_expires_at=now() + timedelta(days=2),
    )  # fmt: skip
    theirs: Page = enter(agent)
    theirs.goto(f"/{empty_commune.slug}/ouvrir/maire/")
    theirs.get_by_label("Adresse e-mail du maire").fill(resident.email)
    theirs.get_by_label("Maire depuis le").fill("2026-03-22")
    theirs.get_by_role("button", name="Ouvrir la page").click()
    expect(theirs.locator("#messages")).to_contain_text("La page de Sanmairie est ouverte")
    theirs.goto(f"/{empty_commune.slug}/ouvrir/maire/")
    expect(main(theirs)).to_contain_text("n’a pas encore répondu à l’invitation")
    look(theirs, "opening-offer-agent")
    page: Page = enter(resident)
    page.goto(f"/{empty_commune.slug}/ouvrir/invitation/")
    look(page, "opening-offer")
    page.get_by_role("button", name="Oui, je suis maire").click()
    expect(page.locator("#messages")).to_contain_text("Vous êtes maire de Sanmairie. Bienvenue")


@both_widths
def test_a_code_by_post_waits_for_the_sitting_mayor(enter, look, commune: Commune, mayor: Person):
    person = PersonFactory(first_name="Noa", last_name="Nouvelle")
    opening = OpeningFactory(
        commune=commune, person=person, status=OpeningStatus.WAITING, since=date(2026, 11, 15),
        replaced=Office.objects.get(commune=commune), takes_over_at=now() + timedelta(days=7),
    )  # fmt: skip
    page: Page = enter(person)
    page.goto(f"/{commune.slug}/ouvrir/code/")
    expect(main(page)).to_contain_text("le maire en place a une semaine")
    look(page, "opening-wait")
    Opening.objects.filter(pk=opening.pk).update(takes_over_at=now())
    page.reload()
    look(page, "opening-wait-over")
    page.get_by_role("button", name="Reprendre la page").click()
    expect(page.locator("#messages")).to_contain_text("Vous êtes maire de Villeneuve. Bienvenue")


def test_a_button_that_names_a_long_address_breaks_within_it_with_a_text_twice_as_large(
    enter, look, empty_commune: Commune, resident: Person
):
    Commune.objects.filter(pk=empty_commune.pk).update(town_hall_email="accueil@mairiedesanmairie.example")
    OpeningFactory(commune=empty_commune, person=resident)
    page: Page = enter(resident)
    page.goto(f"/{empty_commune.slug}/ouvrir/code/")
    expect(page.get_by_role("button", name="Plutôt par e-mail, à")).to_be_visible()
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    look(page, "opening-by-post-large-text")


# The day in the calendar's own words, beside its sign.
SHOWS_ITS_DAY = """one => {
  const { font, paddingLeft, paddingRight, fontSize } = getComputedStyle(one);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = font;
  const sign = parseFloat(fontSize) * 1.2;
  return pen.measureText("22/03/2026").width + sign
    <= one.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
}"""


def test_a_day_shows_its_year_with_a_text_twice_as_large(
    enter, look, empty_commune: Commune, resident: Person
):
    page: Page = enter(resident)
    page.goto(f"/{empty_commune.slug}/ouvrir/?fonction=maire")
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.get_by_label("Maire depuis le").evaluate(SHOWS_ITS_DAY)
    look(page, "opening-start-large-text")
