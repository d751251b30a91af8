"""What was read is what is answered, and what is marked as seen: a page of before speaks of nothing else."""

import re
from urllib.parse import unquote

import pytest
from django.urls import reverse

from civic.alerts.actions.answering import record_visit
from civic.alerts.actions.managing import deactivate_alert
from civic.alerts.models import Alert, AlertAnswer
from civic.alerts.queries.answers import last_danger_counted
from civic.alerts.queries.visits import visit_list
from civic.core.viewer import Viewer
from civic.memberships.models import Membership
from tests.alerts.factories import ROAD, alert_of

HELP = {"answer": "help", "words": "Il me faut du pain"}
RECEIVED = {"answer": "received"}
CHANGED = "Le message a changé : lisez-le, puis répondez."


def text(answer) -> str:
    shown = " ".join(answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ").split())
    return re.sub('<span class="alert-visits__box">(.)</span>', r"\1", shown)


def button(page, words: str) -> str:
    """Where it sends to, as it stands on the page."""
    main = page.content.decode().partition("<main")[2]
    found = re.search(rf'(?:form)?action="([^"]+)"(?:(?!action=).)*?{words}', main, re.S)
    return found[1].replace("&amp;", "&")


@pytest.fixture
def other_danger(viewer_of, commune, mayor):
    """The one that is there ends, and another one begins."""

    def follows(text: str = "Barrage rompu, fuyez") -> Alert:
        latest = Alert.objects.get(ended_at=None)
        deactivate_alert(viewer=viewer_of(mayor, commune), version=latest.version)
        return alert_of(commune, mayor, level="danger", text=text)

    return follows


def test_seen_beside_a_call_of_before_marks_no_other_words(
    client_of, here, answers_page, danger, resident, mayor, commune, clock
):
    browser, desk = client_of(resident), client_of(mayor)
    browser.post(f"{here}repondre/", HELP)
    seen = button(desk.get(answers_page), "Vu")
    clock.forward(minutes=1)
    browser.post(f"{here}repondre/", HELP | {"words": "L’eau monte, je suis coincée"})
    page = text(desk.post(seen, {"seen": "yes"}, follow=True))
    assert AlertAnswer.objects.get().seen_at is None
    assert "Rien n’est marqué : cette personne vient d’écrire autre chose" in page
    assert "L’eau monte, je suis coincée" in page
    clock.forward(minutes=2)
    assert f"{resident.full_name} a besoin d’aide" in text(desk.get(f"/{commune.slug}/mairie/"))
    desk.post(button(desk.get(answers_page), "Vu"), {"seen": "yes"})
    assert AlertAnswer.objects.get().seen_at


def test_received_of_one_danger_answers_no_other(client_of, here, danger, other_danger, resident):
    browser = client_of(resident)
    page = browser.get(here)
    on_page, on_banner = button(page, "J’ai bien reçu"), _on_banner(page)
    new = other_danger()
    for address in (on_page, on_banner, f"{here}repondre/", f"{here}repondre/?version=99"):
        answer = browser.post(address, RECEIVED)
        assert answer.status_code == 409
        assert CHANGED in text(answer)
        assert "Barrage rompu, fuyez" in text(answer).partition("<main")[2]
        assert not AlertAnswer.objects.exists()
    assert browser.post(_on_banner(browser.get(here)), RECEIVED).status_code == 302
    assert AlertAnswer.objects.get().alert_id == new.pk


def _on_banner(page) -> str:
    banner = page.content.decode().partition("<main")[0]
    return re.search(r'formaction="([^"]*/alerte/repondre/[^"]*)"', banner)[1]


def test_a_call_for_help_is_taken_from_any_page(client_of, here, danger, other_danger, resident):
    other_danger()
    assert client_of(resident).post(f"{here}repondre/?version=1", HELP).status_code == 302
    assert AlertAnswer.objects.get().calls


def test_whoever_received_other_words_has_not_received_these(
    client_of, here, answers_page, danger, resident, second_resident, mayor, commune, clock
):
    browser, desk = client_of(resident), client_of(mayor)
    client_of(second_resident).post(f"{here}repondre/", HELP)
    former = button(browser.get(here), "J’ai bien reçu")
    browser.post(former, RECEIVED)
    assert resident.full_name not in text(desk.get(answers_page))
    alert_of(commune, mayor, level="danger", url="https://www.interieur.gouv.fr/")  # the same words
    assert "Vous avez répondu" in text(browser.get(here))
    alert_of(commune, mayor, level="danger", text="Contrordre : restez chez vous")
    page = text(browser.get(here)).partition("<main")[2]
    assert "Vous avez répondu" not in page
    assert "Le message a changé depuis votre réponse" in page
    part = browser.get(here, headers={"HX-Request": "true"})  # the page is open
    assert "Le message a changé" in unquote(part["HX-Announcement"])
    assert "J’ai bien reçu" in page
    assert browser.post(former, RECEIVED).status_code == 409
    listed = text(desk.get(answers_page))
    assert resident.full_name in listed
    assert "<dt>Ont bien reçu</dt><dd>0</dd>" in listed
    assert HELP["words"] in listed  # who called is known
    assert f"☐ {second_resident.full_name}" not in listed
    clock.forward(minutes=2)
    assert "0 personne a bien reçu" in text(desk.get(f"/{commune.slug}/mairie/"))
    browser.post(button(browser.get(here), "J’ai bien reçu"), RECEIVED)
    listed = text(desk.get(answers_page))
    assert "<dt>Ont bien reçu</dt><dd>1</dd>" in listed
    assert resident.full_name not in listed


def test_what_was_answered_to_a_danger_stands_once_it_is_lowered(
    client_of, here, answers_page, danger, resident, mayor, commune
):
    client_of(resident).post(f"{here}repondre/?version=1", RECEIVED)
    alert_of(commune, mayor, level="important", text="Le danger est passé.")
    assert "<dt>Ont bien reçu</dt><dd>1</dd>" in text(client_of(mayor).get(answers_page))
    alert_of(commune, mayor, level="danger", text="Le danger est passé.")  # what was said is a danger now
    assert "<dt>Ont bien reçu</dt><dd>0</dd>" in text(client_of(mayor).get(answers_page))


def test_seen_on_the_list_of_another_danger_marks_nobody(
    client_of, answers_page, danger, other_danger, resident, mayor, commune
):
    browser = client_of(mayor)
    visit = button(browser.get(answers_page), f"Vu\\s*<span[^>]*>.{{1,3}}{resident.full_name}")
    other_danger()
    for seen in ("yes", "no"):
        page = text(browser.post(visit, {"seen": seen}, follow=True))
        assert "Rien n’est marqué : le message d’alerte a changé" in page
        assert not AlertAnswer.objects.exists()


def test_who_was_visited_or_answered_is_to_be_visited_for_other_words(
    client_of, here, answers_page, danger, resident, mayor, commune
):
    browser = client_of(mayor)
    membership = Membership.objects.get(person=resident)
    address = reverse("alert_visit", args=[commune.slug, membership.pk])
    browser.post(f"{address}?version=1", {"seen": "yes"})
    assert f"☑ {resident.full_name}" in text(browser.get(answers_page))
    alert_of(commune, mayor, level="danger", text="Évacuez le bourg")
    assert f"☐ {resident.full_name}" in text(browser.get(answers_page))
    browser.post(f"{address}?version=1", {"seen": "yes"})
    assert f"☐ {resident.full_name}" in text(browser.get(answers_page))
    for _ in range(2):  # a double click
        browser.post(f"{address}?version=2", {"seen": "yes"})
    answer = AlertAnswer.objects.get()
    assert (answer.is_visit, answer.version) == (True, 2)
    assert f"☑ {resident.full_name}" in text(browser.get(answers_page))


@pytest.mark.parametrize("said", [{}, {"answer": "zz"}, {"answer": "Received"}, {"answer": ""}])
def test_a_word_that_is_not_known_says_of_nobody_that_they_are_safe(client_of, here, danger, resident, said):
    answer = client_of(resident).post(f"{here}repondre/?version=1", said)
    assert answer.status_code == 422
    assert "Votre réponse n’est pas partie" in text(answer)
    assert ROAD in text(answer)
    assert not AlertAnswer.objects.exists()


def safe_now(viewer: Viewer) -> int:
    found = last_danger_counted(viewer)
    assert found
    return found[1].safe


def test_nobody_has_read_words_that_are_still_to_come(
    client_of, here, danger, commune, mayor, resident, viewer_of
):
    browser = client_of(resident)
    for said in ("help", "ended"):
        browser.post(f"{here}repondre/?version=999999999", {"answer": said})
        assert AlertAnswer.objects.get().version == 1
    alert_of(commune, mayor, level="danger", text="Barrage rompu, fuyez")
    viewer = viewer_of(mayor, commune)
    assert safe_now(viewer) == 0
    danger.refresh_from_db()
    assert visit_list(viewer, danger).silent == 1


def test_seen_marks_also_whoever_needed_help_before_the_words_changed(
    client_of, here, danger, commune, mayor, resident, viewer_of
):
    browser = client_of(resident)
    for said in ("help", "ended"):
        browser.post(f"{here}repondre/?version=1", {"answer": said, "words": "Ma mère est alitée"})
    alert_of(commune, mayor, level="danger", text="Barrage rompu, fuyez")
    danger.refresh_from_db()
    viewer, living = viewer_of(mayor, commune), Membership.objects.get(person=resident, commune=commune)

    def visits() -> tuple[int, int]:
        found = visit_list(viewer, danger)
        return found.to_see, found.seen

    assert visits() == (1, 0)
    for is_seen, expected in ((True, (0, 1)), (True, (0, 1)), (False, (1, 0))):
        record_visit(viewer=viewer, membership_id=living.pk, is_seen=is_seen, version=2)
        assert visits() == expected
    record_visit(viewer=viewer, membership_id=living.pk, is_seen=True, version=2)
    browser.post(f"{here}repondre/?version=2", {"answer": "received"})
    assert (visits(), safe_now(viewer)) == ((0, 0), 1)


def test_who_needed_no_more_help_is_asked_about_other_words(
    client_of, here, answers_page, danger, resident, mayor, commune
):
    browser, desk = client_of(resident), client_of(mayor)
    browser.post(f"{here}repondre/", HELP)
    browser.post(f"{here}repondre/?version=1", {"answer": "ended"})
    assert "<dt>Ont bien reçu</dt><dd>1</dd>" in text(desk.get(answers_page))
    alert_of(commune, mayor, level="danger", text="Évacuez le bourg")
    listed = text(desk.get(answers_page))
    assert "<dt>Ont bien reçu</dt><dd>0</dd>" in listed
    assert resident.full_name in listed
    received = button(browser.get(here), "J’ai bien reçu")
    for _ in range(2):
        browser.post(received, RECEIVED)
        assert "<dt>Ont bien reçu</dt><dd>1</dd>" in text(desk.get(answers_page))
    assert AlertAnswer.objects.get().readable_words == HELP["words"]
