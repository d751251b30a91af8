from datetime import timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from civic.accounts.models import Person
from civic.alerts.actions.managing import AlertContent, save_alert
from civic.alerts.enums import Level
from civic.alerts.models import Alert, AlertAnswer
from civic.communes.models import Commune
from civic.core.clock import now
from civic.viewers.queries.viewer import viewer_for

ROAD = "La route du col est barrée."


class AlertFactory(DjangoModelFactory):
    """Give `commune`. One that is over: a commune has one at a time."""

    class Meta:
        model = Alert

    level = Level.IMPORTANT
    text = ROAD
    version = factory.Sequence(lambda n: n + 1)
    activated_at = factory.LazyFunction(lambda: now() - timedelta(hours=1))
    ended_at = factory.LazyFunction(now)


def alert_of(commune: Commune, person: Person, *, activate: bool = True, **content: Any) -> Alert:
    """Saved as its editor does: in force, or prepared; in place of the one that is there."""
    viewer = viewer_for(person_id=person.pk, commune_id=commune.pk)
    latest = Alert.objects.filter(commune=commune).order_by("-version").first()
    words = {"level": Level.IMPORTANT.value, "text": ROAD} | content
    return save_alert(
        viewer=viewer,
        content=AlertContent(**words),
        version=latest.version if latest else 0,
        activate=activate,
    )


def danger_in(commune: Commune) -> Alert:
    """In force, whoever sent it; the one that is there, if there is one."""
    words = {"level": Level.DANGER, "text": ROAD, "version": 1, "activated_at": now() - timedelta(hours=1)}
    return Alert.objects.get_or_create(commune=commune, ended_at=None, defaults=words)[0]


def answer_of(alert: Alert, person: Person, *, needs_help: bool = True, **said: Any) -> AlertAnswer:
    values = {"needs_help": needs_help, "answered_at": now(), "version": alert.version} | said
    return AlertAnswer.objects.update_or_create(alert=alert, person=person, defaults=values)[0]
