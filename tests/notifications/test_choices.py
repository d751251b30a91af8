"""What a person chooses to receive, and the link that stops a kind of mail, as a browser sees them."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.notifications.actions.choosing import save_choices
from civic.notifications.actions.inbox import open_inbox
from civic.notifications.enums import Frequency, Side
from civic.notifications.kinds import NotificationKind
from civic.notifications.models import Inbox, QuietHours
from civic.notifications.queries.unsubscribing import unsubscribe_token
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory
from tests.html import on_one_line

pytestmark = pytest.mark.django_db
CHOICES = "/mon-compte/notifications/"


def text_of(browser: Client, address: str) -> str:
    return on_one_line(browser.get(address).content.decode())


# What a resident's form holds before anything is changed: each kind as it is set out, whichever there are.
AS_SET = {
    name: "on" if value is True else value
    for kind in NotificationKind.all.values()
    if kind.optional and kind.side is Side.RESIDENT
    for name, value in kind.defaults().items()
} | {"quiet": "on", "quiet_from": "22", "quiet_until": "7"}


def choices_of(person: Person, commune: Commune) -> dict[str, Any]:
    return Inbox.objects.get(person=person, commune=commune).choices


def test_the_matrix_keeps_what_differs_and_nothing_else(browser, resident, commune) -> None:
    browser.post(CHOICES, AS_SET)
    assert choices_of(resident, commune) == {}
    assert not QuietHours.objects.exists()
    changed = AS_SET | {"post_published_email": "weekly", "quiet_until": "8"}
    del changed["comment_after_own_site"]
    answer = browser.post(CHOICES, changed, follow=True).content.decode()
    assert "Vos choix sont enregistrés." in answer
    assert choices_of(resident, commune) == {
        "post_published_email": "weekly",
        "comment_after_own_site": False,
    }
    assert QuietHours.objects.values_list("starts", "ends").get() == (22, 8)
    assert '<option value="weekly" selected>' in answer
    changed.pop("quiet")
    browser.post(CHOICES, changed)
    assert QuietHours.objects.values_list("starts", "ends").get() == (None, None)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("post_published_email", "hourly", "Choisissez une fréquence dans la liste."),
        ("post_published_email", "", "Choisissez une fréquence dans la liste."),
        ("quiet_from", "25", "Choisissez une heure dans la liste."),
        ("quiet_until", "22", "Choisissez deux heures différentes."),
    ],
)
def test_hostile_values_are_refused_in_words(browser, resident, commune, name, value, sentence) -> None:
    answer = browser.post(CHOICES, AS_SET | {"comment_after_own_email": "never", name: value})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert choices_of(resident, commune) == {}


def test_each_commune_has_its_own_choices_unless_they_apply_to_all(
    browser, resident, commune, other_commune
) -> None:
    MembershipFactory(commune=other_commune, person=resident)
    open_inbox(person_id=resident.pk, commune_id=other_commune.pk)
    never = AS_SET | {"post_published_email": "never"}
    browser.post(f"{CHOICES}?commune={commune.slug}", never)
    assert choices_of(resident, commune) == {"post_published_email": "never"}
    assert choices_of(resident, other_commune) == {}
    browser.post(f"{CHOICES}?commune={other_commune.slug}", never | {"everywhere": "on"})
    assert choices_of(resident, other_commune) == {"post_published_email": "never"}
    assert browser.get(f"{CHOICES}?commune=nulle-part-99").status_code == 404


def test_the_town_hall_has_lines_of_its_own(browser, mayor, client_of) -> None:
    line = NotificationKind.all["request_waiting"].label
    assert line in text_of(client_of(mayor), CHOICES)
    assert line not in text_of(browser, CHOICES)
    assert "Vous n’avez pas encore de commune" in text_of(client_of(PersonFactory()), CHOICES)


def test_what_is_always_sent_says_so(browser) -> None:
    page = text_of(browser, CHOICES)
    assert NotificationKind.all["request_accepted"].label in page
    assert "request_accepted_email" not in page
    reasons = {kind.category.mandatory_reason for kind in NotificationKind.all.values() if not kind.optional}
    assert len([reason for reason in reasons if reason in page]) == 3, "of requests, restrictions, alerts"
    assert "Toujours par e-mail" in page


def test_the_levels_say_what_always_arrives(browser) -> None:
    """« Rien » is not nothing at all, and that is read with the three choices."""
    page = text_of(browser, CHOICES)
    described = re.search(r'<fieldset class="card levels"[^>]*aria-describedby="(\w+)"', page)
    line = page.split(f'id="{described[1]}"')[1].split("</p>")[0]
    assert "Vous recevez toujours les alertes de danger" in line
    assert "Ni e-mail ni appareil" not in page


def test_a_level_is_kept_and_shown_again(browser, resident, commune) -> None:
    answer = browser.post(CHOICES, AS_SET | {"level": "essential"}, follow=True).content.decode()
    assert "Vos choix sont enregistrés." in answer
    assert choices_of(resident, commune)["discussion_opened_email"] == "never"
    assert "post_published_email" not in choices_of(resident, commune)
    assert (
        'value="essential"' in answer.split("checked")[0].rsplit("<input", 1)[1] + answer.split("checked")[1]
    )
    assert '<details class="opens">' in answer
    assert 'name="post_published_push"' in answer
    assert "disabled" in answer.split('name="post_published_push"')[1].split(">")[0]


def test_choices_of_one_s_own_stand_first_as_soon_as_there_are_some(browser) -> None:
    cards = r'name="level"[^>]*value="(\w+)"|value="(\w+)"[^>]*name="level"'
    before = ["".join(found) for found in re.findall(cards, text_of(browser, CHOICES))]
    assert before == ["all", "essential", "nothing", "own"]
    browser.post(CHOICES, AS_SET | {"level": "own", "post_published_email": "weekly"})
    after = ["".join(found) for found in re.findall(cards, text_of(browser, CHOICES))]
    assert after == ["own", "all", "essential", "nothing"]


def test_where_one_lives_comes_before_where_one_only_asked(
    client_of, resident, commune, other_commune
) -> None:
    Commune.objects.filter(pk=other_commune.pk).update(name="Aaville")
    MembershipFactory(commune=other_commune, person=resident, status="pending")
    page = client_of(resident).get(CHOICES)
    assert [one.slug for one in page.context["own_communes"]] == [commune.slug, other_commune.slug]
    assert page.context["chosen"].slug == commune.slug


def test_what_no_form_offers_is_not_kept(resident, commune, viewer_of) -> None:
    """A link of a mail, a form that was open before."""
    weekly = {"agenda_reminder_email": "weekly", "post_published_email": "weekly"}
    save_choices(viewer=viewer_of(resident, commune), commune_ids=[commune.pk], choices=weekly)
    assert choices_of(resident, commune) == {"post_published_email": "weekly"}


# --- The link at the foot of a mail ---------------------------------------------------------------------------------


@pytest.fixture
def stop_address(resident: Person, commune: Commune) -> str:
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    token = unsubscribe_token(resident.pk, commune.pk, NotificationKind.all["post_published"])
    return reverse("notification_stop", args=[token])


def test_the_link_asks_then_stops_then_takes_it_back(stop_address, resident, commune) -> None:
    browser = Client(enforce_csrf_checks=True)  # as a mail program sends: no session, no token
    page = text_of(browser, stop_address)
    assert "Nouvelle publication" in page
    assert "de Villeneuve" in page
    assert choices_of(resident, commune) == {}
    for _ in range(2):
        answer = browser.post(stop_address, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "C’est noté" in answer.content.decode()
        assert choices_of(resident, commune) == {"post_published_email": Frequency.NEVER}
    assert "Les recevoir de nouveau" in text_of(browser, stop_address)
    assert "reprennent" in browser.post(stop_address, {"resume": "now"}).content.decode()
    assert choices_of(resident, commune) == {}


def test_a_link_that_we_did_not_write_is_not_found(stop_address) -> None:
    for address in (stop_address[:-3] + "xx/", reverse("notification_stop", args=["n:importe"])):
        assert Client().get(address).status_code == 404
        assert Client().post(address).status_code == 404
