"""A person's devices, and what became of their last trial."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db.models import QuerySet

from civic.core.clock import now
from civic.core.compiled_queries import compiled
from civic.core.viewer import Viewer
from civic.delivery import queries as deliveries
from civic.delivery.enums import Channel, DeliveryStatus
from civic.delivery.models import Delivery, PushDevice
from civic.delivery.providers import web_push
from civic.notifications.models import Notification

_TRIAL_LIFETIME = timedelta(minutes=10)  # after it, the trial says nothing about today
_WAITED_FOR = timedelta(seconds=30)  # the page asks again by itself until then


_MAIL = "E-mail"
_AGAIN = "Nous réessaierons de nous-mêmes."
_ADVICE_ON_MAIL = {
    "refused": "votre messagerie n’en a pas voulu. Vérifiez votre adresse e-mail dans «\u00a0Mon compte\u00a0».",
    "unreachable": f"le serveur de messagerie ne répond pas. {_AGAIN}",
    "not_rendered": f"le message n’a pas pu être écrit. {_AGAIN}",
    "already_read": "il n’est pas parti, car vous aviez déjà ouvert cette notification sur le site.",
}
_ADVICE_ON_DEVICES = {
    "refused": "il ne reçoit plus rien. Ouvrez cette page dessus pour l’ajouter à nouveau, ou retirez-le.",
    "unreachable": f"le service du navigateur ne répond pas. {_AGAIN}",
    "not_this_time": (
        "le service du navigateur ne l’a pas prévenu. Refaites un essai dans une minute\u202f; si cela continue, "
        "retirez-le, puis ajoutez-le à nouveau."
    ),
    "added_later": "il a été ajouté après cet essai. Faites-en un autre.",
    "already_read": "rien n’est parti, car vous aviez déjà ouvert cette notification sur le site.",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """By one way: `arrived` is None while it is under way."""

    name: str
    arrived: bool | None
    at: datetime | None = None
    reason: str = ""  # a delivery.enums.Reason, or one of the words above

    @property
    def is_mail(self) -> bool:
        return self.name == _MAIL

    @property
    def advice(self) -> str:
        """What happened instead, and what to do."""
        known = _ADVICE_ON_MAIL if self.is_mail else _ADVICE_ON_DEVICES
        return known.get(self.reason, "nous ne savons pas pourquoi. Réessayez dans quelques minutes.")


@dataclass(frozen=True, slots=True)
class TrialResult:
    asked_at: datetime
    outcomes: list[Outcome]
    is_waiting: bool  # something is under way, and not for long enough to say that it is late

    @property
    def is_late(self) -> bool:
        return not self.is_waiting and any(outcome.arrived is None for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class OwnDevice:
    device: PushDevice
    digest: str  # of its address, by which a browser knows itself; the address is nobody else's business


@dataclass(frozen=True, slots=True)
class DevicesPanel:
    application_key: str  # "": push is off
    devices: list[OwnDevice]
    trial: TrialResult | None


def devices_panel(viewer: Viewer) -> DevicesPanel:
    devices = [
        OwnDevice(device, sha256(device.endpoint.encode()).hexdigest())
        for device in deliveries.own_devices(viewer)
    ]
    return DevicesPanel(web_push.application_key(), devices, trial_of(viewer))


def last_trial(viewer: Viewer) -> Notification | None:
    return next(iter(_trials(viewer.own_id)), None)


@compiled
def _trials(person_id: UUID) -> "QuerySet[Notification]":
    trials = Notification.objects.filter(person_id=person_id, target_id=person_id, kind="trial")
    return trials.order_by("-id")[:1]


def trial_of(viewer: Viewer) -> TrialResult | None:
    """The last trial, while it is fresh."""
    asked = last_trial(viewer)
    moment = now()
    if asked is None or moment - asked.happened_at > _TRIAL_LIFETIME:
        return None
    found = deliveries.outcomes(asked.event_id, viewer.own_id)
    outcomes = [_by_mail(found.get(Channel.EMAIL))]
    if web_push.is_on():
        devices = deliveries.own_devices(viewer)
        outcomes += [_on_device(found.get(Channel.PUSH), device, asked.happened_at) for device in devices]
    under_way = any(outcome.arrived is None for outcome in outcomes)
    return TrialResult(asked.happened_at, outcomes, under_way and moment - asked.happened_at < _WAITED_FOR)


def _by_mail(delivery: Delivery | None) -> Outcome:
    if delivery and delivery.status == DeliveryStatus.SENT:
        return Outcome(_MAIL, True, delivery.finished_at)
    return _unfinished(_MAIL, delivery)


def _on_device(delivery: Delivery | None, device: PushDevice, asked_at: datetime) -> Outcome:
    if device.last_sent_at and device.last_sent_at >= asked_at:
        return Outcome(device.name, True, device.last_sent_at)
    if device.added_at > asked_at:
        return Outcome(device.name, False, reason="added_later")
    if device.refused_at:
        return Outcome(device.name, False, reason="refused")
    if delivery and delivery.status == DeliveryStatus.SENT:  # another device took it
        return Outcome(device.name, False, reason="not_this_time")
    return _unfinished(device.name, delivery)


def _unfinished(name: str, delivery: Delivery | None) -> Outcome:
    if delivery and delivery.status in {DeliveryStatus.FAILED, DeliveryStatus.SKIPPED}:
        return Outcome(name, False, reason=delivery.reason)
    # It will be tried again; until then the reason of the last try is what there is to say.
    reason = delivery.reason if delivery else ""
    return Outcome(name, False if reason else None, reason=reason)
