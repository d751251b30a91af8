"""« Gérer le message d’alerte »: saved, activated, changed, deactivated, by one or by two."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from civic.alerts.actions.managing import AlertContent, deactivate_alert, save_alert
from civic.alerts.actions.showing import end_expired_alerts
from civic.alerts.enums import SEND_ALERTS
from civic.alerts.models import Alert, AlertWording
from civic.alerts.refusals import AlertChangedMeanwhile
from civic.communes.actions.mergers import follow_merged_communes
from civic.communes.models import Commune
from civic.core.clock import now
from civic.core.refusals import NotAllowed
from civic.journal.models import Entry
from civic.live.models import Change
from civic.notifications.actions.inbox import open_inbox
from civic.notifications.models import Notification
from civic.posts.enums import PUBLISH
from civic.town_halls.models import TownHall
from tests.accounts.factories import strengthen
from tests.alerts.factories import ROAD, alert_of
from tests.together import together

FORM = {"level": "important", "text": ROAD, "url": "", "expires_at": "", "version": ""}


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def page(commune) -> str:
    return f"/{commune.slug}/mairie/alertes/"


@pytest.fixture
def sender(delegate_with):
    person = delegate_with(SEND_ALERTS, first_name="Denise", last_name="Adjointe")
    strengthen(person)
    return person


def test_saving_shows_it_and_writes_down_what_people_read(client_of, page, commune, sender):
    browser = client_of(sender)
    for _ in range(2):  # a double click
        answer = browser.post(page, FORM, follow=True)
    assert "affiché en haut de toutes vos pages" in text(answer)
    alert = Alert.objects.get()
    assert (alert.text, alert.version, bool(alert.activated_at)) == (ROAD, 1, True)
    wording = AlertWording.objects.get()
    assert (wording.text, wording.author_id, wording.author_title) == (
        ROAD,
        sender.pk,
        "Directrice générale des services",
    )
    assert TownHall.objects.get(pk=commune.pk).banner.startswith(str(alert.pk))
    entry = Entry.objects.get(kind="alerts.AlertActivated")
    assert (entry.actor_id, entry.acted_for_town_hall) == (sender.pk, True)
    assert Change.objects.filter(topic=f"commune:{commune.pk}:public", name="alert").count() == 1


@pytest.mark.parametrize(
    ("level", "most"), [("information", 10_000), ("important", 10_000), ("danger", 2_000)]
)
def test_open_pages_do_not_all_ask_for_it_in_one_instant(commune, mayor, level, most):
    alert_of(commune, mayor, level=level)
    (change,) = Change.objects.filter(name="alert")
    assert 1_000 < change.data["within"] <= most


def test_what_is_prepared_is_seen_by_nobody(client_of, client, page, commune, sender):
    client_of(sender).post(page, FORM | {"action": "prepare"})
    assert Alert.objects.get().activated_at is None
    assert not AlertWording.objects.exists()
    assert ROAD not in text(client.get(f"/{commune.slug}/"))
    assert "Un message est prêt" in text(client_of(sender).get(page))
    client_of(sender).post(page, FORM | {"version": "1"})
    assert ROAD in text(client.get(f"/{commune.slug}/"))


def test_each_change_stays_in_the_history(client_of, page, commune, mayor):
    browser = client_of(mayor)
    browser.post(page, FORM)
    browser.post(page, FORM | {"version": "1", "text": "La route du col rouvre à midi."})
    browser.post(f"{page}desactiver/", {"version": "2"})
    alert = Alert.objects.get()
    assert [wording.text for wording in alert.wordings.order_by("version")] == [
        ROAD,
        "La route du col rouvre à midi.",
    ]
    assert alert.ended_at
    assert TownHall.objects.get(pk=commune.pk).banner == ""
    shown = text(browser.get(page))
    assert "Plus affiché depuis" in shown
    assert shown.count(ROAD) == 1
    kinds = ["AlertActivated", "AlertEdited", "AlertDeactivated"]
    assert list(Entry.objects.order_by("pk").values_list("kind", flat=True)) == [
        f"alerts.{one}" for one in kinds
    ]


def test_activated_again_it_is_another_one(commune, mayor, viewer_of):
    first = alert_of(commune, mayor)
    deactivate_alert(viewer=viewer_of(mayor, commune), version=1)
    second = alert_of(commune, mayor)
    assert first.pk != second.pk
    assert (second.version, Alert.objects.count()) == (3, 2)


def test_the_second_editor_is_warned_and_may_replace(client_of, page, commune, mayor, sender):
    alert_of(commune, mayor)
    first, second = client_of(mayor), client_of(sender)
    assert 'name="version" value="1"' in text(second.get(page))
    first.post(page, FORM | {"version": "1", "text": "Déviation par le pont."})
    answer = second.post(page, FORM | {"version": "1", "text": "Route rouverte."})
    assert answer.status_code == 409
    assert "pendant que vous écriviez" in text(answer)
    assert "Déviation par le pont." in text(answer)
    assert "Route rouverte." in text(answer)
    assert Alert.objects.get().text == "Déviation par le pont."
    second.post(page, FORM | {"version": "2", "text": "Route rouverte."})
    assert Alert.objects.get().text == "Route rouverte."


def test_who_deactivates_what_another_one_changed_is_warned(client_of, page, commune, mayor, sender):
    alert_of(commune, mayor)
    alert_of(commune, mayor, text="Déviation par le pont.")
    answer = client_of(sender).post(f"{page}desactiver/", {"version": "1"}, follow=True)
    assert "Quelqu’un vient de changer ce message" in text(answer)
    assert Alert.objects.get().ended_at is None


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_are_one_and_a_warning(commune, mayor, delegate_with, viewer_of):
    other = delegate_with(SEND_ALERTS)
    strengthen(other)

    def save(person, words):
        content = AlertContent(level="important", text=words)
        return save_alert(viewer=viewer_of(person, commune), content=content, version=0, activate=True)

    answers = together(partial(save, mayor, "A"), partial(save, other, "B"), expected=AlertChangedMeanwhile)
    assert sorted(type(answer).__name__ for answer in answers) == ["Alert", "AlertChangedMeanwhile"]
    assert Alert.objects.count() == 1


def test_the_database_holds_one_at_a_time(commune, mayor):
    alert_of(commune, mayor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.create(commune=commune, level="danger", text="Autre", version=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.update(expires_at=now() - timedelta(days=1))


def test_a_right_of_its_own_is_needed(commune, delegate_with, client_of, viewer_of, page):
    person = delegate_with(PUBLISH)
    assert client_of(person).get(page).status_code == 403
    content = AlertContent(level="important", text=ROAD)
    with pytest.raises(NotAllowed):
        save_alert(viewer=viewer_of(person, commune), content=content, version=0, activate=True)
    with pytest.raises(NotAllowed):
        deactivate_alert(viewer=viewer_of(person, commune), version=0)


def test_of_another_commune_nothing_is_seen_or_changed(client_of, commune, other_commune, mayor, other_mayor):
    alert_of(other_commune, other_mayor, text="Texte d’Autreville")
    browser = client_of(mayor)
    for path in (f"/{commune.slug}/", f"/{commune.slug}/alerte/", f"/{commune.slug}/mairie/alertes/"):
        assert "Autreville" not in text(browser.get(path))
    for path in ("", "apercu/", "desactiver/"):
        answer = browser.post(f"/{other_commune.slug}/mairie/alertes/{path}", FORM)
        assert answer.status_code == 404
    assert Alert.objects.get(commune=other_commune).version == 1


def test_what_is_over_does_not_stand_there_ready_to_leave_again(client_of, page, commune, mayor, viewer_of):
    browser, resume = client_of(mayor), "Reprendre le dernier message"

    def form(address: str) -> str:
        return text(browser.get(address)).partition('id="alerte"')[2].partition("</form>")[0]

    alert_of(commune, mayor, level="danger", sign="PONT FERME", url="https://exemple.fr/")
    assert ROAD in form(page)
    assert resume not in text(browser.get(page))
    deactivate_alert(viewer=viewer_of(mayor, commune), version=1)
    empty = form(page)
    assert ROAD not in empty
    assert "PONT FERME" not in empty
    assert 'name="version" value="2"' in empty
    assert f"{page}?modele=dernier#alerte" in text(browser.get(page))
    taken_up = form(f"{page}?modele=dernier")
    for words in (ROAD, "PONT FERME", "https://exemple.fr/", 'name="version" value="2"'):
        assert words in taken_up


@pytest.mark.at("2026-11-20T10:00")
def test_nor_does_what_the_clock_has_not_ended_yet(client_of, page, commune, mayor, clock):
    alert_of(commune, mayor, expires_at=now() + timedelta(hours=1), is_drill=True)
    clock.forward(hours=2)
    form = text(client_of(mayor).get(page)).partition('id="alerte"')[2].partition("</form>")[0]
    assert ROAD not in form
    taken_up = text(client_of(mayor).get(f"{page}?modele=dernier")).partition('id="alerte"')[2]
    assert ROAD in taken_up
    assert "2026-11-20T11:00" not in taken_up
    assert "checked" not in taken_up.partition('name="is_drill"')[2].partition(">")[0]


@pytest.mark.parametrize(
    ("words", "is_offered"),
    [
        ({"level": "danger"}, True),
        ({"level": "important"}, False),
        ({"level": "danger", "is_drill": True}, False),
    ],
)
def test_after_a_real_danger_its_end_can_be_announced(
    client_of, page, commune, mayor, viewer_of, clock, words, is_offered
):
    offer, browser = "Annoncer la fin du danger", client_of(mayor)
    alert_of(commune, mayor, **words)
    assert offer not in text(browser.get(page))
    ended = browser.post(f"{page}desactiver/", {"version": "1"}, follow=True)
    assert (offer in text(ended)) is is_offered
    assert Alert.objects.count() == 1
    if is_offered:
        assert f'href="{page}?modele=fin-de-danger#alerte"' in text(ended)
    clock.forward(hours=25)
    assert offer not in text(browser.get(page))


# --- Its end --------------------------------------------------------------------------------------------------------


@pytest.mark.at("2026-11-20T10:00")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2026-11-20T10:00", "Cette date est passée"),
        ("2028-01-01T00:00", "dans l’année qui vient"),
        ("2027-03-28T02:30", "Cette heure n’existe pas ce jour-là"),
        ("0001-01-01T00:00", "Cette date n’est pas possible"),
        ("demain", "Écrivez la date et l’heure"),
    ],
)
def test_an_end_that_cannot_be_is_refused(client_of, page, mayor, typed, sentence):
    answer = client_of(mayor).post(page, FORM | {"expires_at": typed})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Alert.objects.exists()


@pytest.mark.at("2026-11-20T10:00")
def test_its_end_is_typed_as_on_the_clocks_of_the_commune(client_of, page, mayor):
    client_of(mayor).post(page, FORM | {"expires_at": "2026-11-20T18:00"})
    assert Alert.objects.get().expires_at.isoformat() == "2026-11-20T17:00:00+00:00"
    assert 'value="2026-11-20T18:00"' in text(client_of(mayor).get(page))


@pytest.mark.at("2026-11-20T10:00")
def test_the_clock_ends_it_once_and_a_clock_that_goes_back_changes_nothing(
    commune, mayor, client, client_of, page, clock
):
    alert_of(commune, mayor, expires_at=now() + timedelta(hours=1))
    clock.at("2026-11-20T09:00+01:00")  # before it was activated
    assert ROAD in text(client.get(f"/{commune.slug}/"))
    answer = client_of(mayor).post(page, FORM | {"version": "1", "expires_at": "2026-11-20T09:30"})
    assert "Cette date est passée" in text(answer)
    clock.at("2026-11-20T11:00+01:00")
    end_expired_alerts()
    end_expired_alerts()
    assert Alert.objects.get().ended_at == now()
    assert Entry.objects.filter(kind="alerts.AlertExpired").count() == 1
    clock.at("2026-11-20T10:30+01:00")
    assert ROAD not in text(client.get(f"/{commune.slug}/"))
    assert "Désactivé" in text(client_of(mayor).get(page))


@pytest.mark.at("2026-11-20T10:00")
def test_a_new_one_takes_the_place_of_one_that_the_clock_has_not_ended_yet(commune, mayor, clock, client):
    alert_of(commune, mayor, expires_at=now() + timedelta(hours=1))
    clock.at(now() + timedelta(hours=2))
    alert_of(commune, mayor, text="Le pont est fermé.")
    end_expired_alerts()
    assert [bool(alert.ended_at) for alert in Alert.objects.order_by("version")] == [True, False]
    assert "Le pont est fermé." in text(client.get(f"/{commune.slug}/"))


def test_it_ends_with_its_commune(commune, other_commune, mayor, other_mayor, client, run_jobs, resident):
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    alert = alert_of(commune, mayor, level="danger")
    elsewhere = alert_of(other_commune, other_mayor)
    run_jobs()
    Commune.objects.filter(pk=commune.pk).update(merged_into=other_commune)
    for _ in range(2):  # done again, it changes nothing
        counts = follow_merged_communes()
        run_jobs()
    alert.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (alert.ended_at, elsewhere.ended_at, counts["alerts"]) == (now(), None, 0)
    assert TownHall.objects.get(pk=commune.pk).banner == ""
    assert Entry.objects.filter(kind="alerts.AlertExpired").count() == 1
    assert Notification.objects.get(target_id=alert.pk).withdrawn_at


@pytest.mark.at("2026-11-20T10:00")
def test_one_whose_time_came_before_the_commune_ended_then(commune, other_commune, mayor, clock, run_jobs):
    alert = alert_of(commune, mayor, expires_at=now() + timedelta(hours=1))
    clock.forward(hours=2)
    Commune.objects.filter(pk=commune.pk).update(merged_into=other_commune)
    follow_merged_communes()
    alert.refresh_from_db()
    assert alert.ended_at == alert.expires_at


# --- Bad input ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": ""}, "Écrivez le message"),
        ({"text": "\u200b\u202e"}, "Écrivez le message"),
        ({"text": "é" * 501}, "500 caractères au plus"),
        ({"text": "é" * 100_000}, "500 caractères au plus"),
        ({"level": "apocalypse"}, "apocalypse"),
        ({"url": "javascript:alert(1)"}, "adresse"),
        ({"url": "https://exemple.fr/" + "a" * 600}, "500 caractères au plus"),
        ({"url": "http://10.0.0.1/"}, "réseau privé"),
    ],
)
def test_what_cannot_be_read_or_opened_is_refused(client_of, page, mayor, typed, sentence):
    answer = client_of(mayor).post(page, FORM | typed)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Alert.objects.exists()


def test_what_is_typed_is_text(client_of, client, page, commune, mayor):
    client_of(mayor).post(page, FORM | {"text": "<script>alert(1)</script>", "version": "rien"})
    client_of(mayor).post(page, FORM | {"text": "<script>alert(1)</script>"})
    shown = text(client.get(f"/{commune.slug}/"))
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert" not in shown


def test_the_preview_draws_what_is_typed_and_keeps_nothing(client_of, page, mayor):
    drawn = text(client_of(mayor).post(f"{page}apercu/", FORM | {"level": "danger"}))
    assert ROAD in drawn
    assert "Danger" in drawn
    assert "112" in drawn
    assert "apparaîtra ici" in text(client_of(mayor).post(f"{page}apercu/", {}))
    assert not Alert.objects.exists()
