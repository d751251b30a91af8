"""A new feature says what its news is, once, and that is all: list, bell, choices, mail and device follow."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.urls import reverse

from civic.communes.models import Commune
from civic.core.audience import Audience
from civic.delivery import actions as delivery
from civic.delivery.enums import Channel
from civic.delivery.providers import web_push
from civic.journal.actions import record
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.notifications.actions.inbox import open_inbox
from civic.notifications.enums import Frequency, Side
from civic.notifications.kinds import NotificationKind, Recipients
from civic.notifications.models import Notification
from civic.notifications.queries.inbox import inbox_page, unread
from civic.posts.enums import CATEGORY
from tests.delivery.push_service import push_service

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.at("2026-11-22T10:00")]


@pytest.fixture
def bell_rung(monkeypatch: pytest.MonkeyPatch, commune: Commune) -> type[Event]:
    """An event of a feature that no other file knows, and its kind: what its notifications.py would hold."""
    monkeypatch.setattr(NotificationKind, "all", dict(NotificationKind.all))
    monkeypatch.setattr(Event, "kinds", dict(Event.kinds))
    monkeypatch.setattr(Event, "receivers", {})

    @dataclass(frozen=True, slots=True, kw_only=True)
    class BellRung(Event):
        bell_id: UUID

    @dataclass(frozen=True, slots=True, kw_only=True)
    class BellSilenced(Event):
        bell_id: UUID

    class BellNews(NotificationKind):
        key = "bell_rung"
        events: tuple[type[Event], ...] = (BellRung,)
        withdrawn_by: tuple[type[Event], ...] = (BellSilenced,)
        renewed_by: tuple[type[Event], ...] = ()
        label = "La cloche a sonné"
        category = CATEGORY
        side = Side.RESIDENT
        channels = frozenset({Channel.EMAIL, Channel.PUSH})
        email = Frequency.NOW
        optional = True
        essential = False
        rank = 5
        line = "{author} a sonné «\u00a0{subject}\u00a0»"
        grouped = "«\u00a0{subject}\u00a0» a sonné {count} fois"
        email_subject = "{subject} sonne"
        push_text = "Une cloche sonne"
        action = "Écouter"

        def recipients(self, event: Any, entry: Entry) -> Recipients:
            return Recipients(
                subject="Le bourdon",
                url=f"/{commune.slug}/",
                target_type="bells.bell",
                target_id=event.bell_id,
                commune_id=commune.pk,
                audience=Audience.MEMBERS,
            )

        def target_of(self, event: Any) -> UUID:
            bell_id: UUID = event.bell_id
            return bell_id

        def body(self, source_id: UUID) -> str:
            return "Dong, dong."

    apps.get_app_config("notifications")._listen()
    return BellRung


def test_one_kind_is_all_that_a_new_feature_writes(
    bell_rung, resident, mayor, commune, viewer_of, client_of, open_office, run_jobs, settings, clock
) -> None:
    open_inbox(person_id=resident.pk, commune_id=commune.pk)
    viewer, postman, bell_id = viewer_of(resident, commune), open_office(), uuid4()
    with push_service() as service:
        settings.PUSH_STAND_INS = [service.host]
        device = service.device("un")
        keys = device.keys
        given = web_push.subscription(keys["endpoint"], keys["p256dh"], keys["auth"])
        delivery.add_device(viewer=viewer, subscription=given, name="Téléphone")
        record(bell_rung(bell_id=bell_id), viewer=viewer_of(mayor, commune))
        run_jobs()
        (received,) = service.received
        notification = Notification.objects.get()
        assert device.read(received.body)["body"] == "Une cloche sonne"

    (line,) = inbox_page(viewer).lines
    assert (line.kind.key, line.newest.subject, unread(viewer).total) == (
        "bell_rung",
        "Le bourdon",
        1,
    )
    client = client_of(resident)
    assert "a sonné «\u00a0Le bourdon\u00a0»" in client.get(reverse("notification_list")).content.decode()
    assert "La cloche a sonné" in client.get(reverse("notification_choices")).content.decode()
    mail = next(mail for mail in postman.mails() if mail["To"].addresses[0].addr_spec == resident.email)
    assert mail["Subject"] == "Le bourdon sonne"
    text = mail.get_body(("plain",)).get_content()
    assert "Dong, dong." in text
    assert f"?lu={notification.pk}" in text

    record(
        Event.kinds[bell_rung.kind.replace("Rung", "Silenced")](bell_id=bell_id),
        viewer=viewer_of(mayor, commune),
    )
    run_jobs()
    assert (inbox_page(viewer).lines, unread(viewer).total) == ([], 0)
