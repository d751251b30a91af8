"""From an event to devices: short, nothing personal on a locked screen, silent at night."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings

from civic.core.clock import now
from civic.delivery import actions as delivery
from civic.delivery import queries as deliveries
from civic.delivery.enums import Channel, DeliveryStatus, Reason
from civic.delivery.models import PushDevice
from civic.delivery.providers import web_push
from civic.delivery.providers.web_push import Answer
from civic.notifications import emails, rules
from civic.notifications.actions.sending import Recipient, prepare
from civic.notifications.queries.choices import quiet_hours_of

BATCH = 50
# A message that is begun at the last moment takes up to web_push.SECONDS: the lease still holds then.
_SENDING_SECONDS = (delivery.LEASE - timedelta(seconds=40)).total_seconds()

log = structlog.get_logger("civic.notifications")


def send_pushes(*, event_id: UUID) -> datetime | None:
    """Notify the devices of all whose delivery is due. Returns when to come back, None when all is done.

    A person is notified once one of their devices took it. One device that hangs, or is gone, holds no other.
    """
    while batch := delivery.claim(event_id=event_id, channel=Channel.PUSH, limit=BATCH):
        recipients = _awake(prepare(event_id=event_id, batch=batch))
        if recipients and not web_push.is_on():
            _finish_all(recipients, Reason.NOT_OFFERED)
        elif recipients and not _send(recipients):
            break
    return deliveries.next_due(event_id, Channel.PUSH)


def _awake(recipients: list[Recipient]) -> list[Recipient]:
    """Those whose devices may sound now; for the others it waits until the end of their quiet hours."""
    moment, awake = now(), []
    quiet = quiet_hours_of([one.person.pk for one in recipients])
    for one in recipients:
        commune = one.notification.commune
        zone = commune.timezone if commune else settings.TIME_ZONE
        sounds_always = one.kind.is_trial or one.kind.is_urgent
        until = None if sounds_always else rules.quiet_until(moment, zone, quiet[one.person.pk])
        if until:
            delivery.release(deliveries=[one.delivery], until=until, reason=Reason.QUIET_HOURS)
        else:
            awake.append(one)
    return awake


def _finish_all(recipients: list[Recipient], reason: Reason) -> None:
    for one in recipients:
        one.finish(DeliveryStatus.SKIPPED, reason)


def _send(recipients: list[Recipient]) -> bool:
    """False when time ran out before all had their turn. The database is spoken to by this thread alone, as answers
    come: whoever takes over after a crash knows which ones left."""
    known = deliveries.devices_of(one.person.pk for one in recipients)
    # A trial goes to those that are switched off too: one that it reaches is switched on again.
    devices = {
        one.person.pk: tried
        for one in recipients
        if (tried := [d for d in known.get(one.person.pk, []) if one.kind.is_trial or not d.refused_at])
    }
    turns: list[tuple[Recipient, PushDevice]] = []
    messages = []
    for one in recipients:
        for device in devices.get(one.person.pk, []):
            turns.append((one, device))
            messages.append((deliveries.subscription_of(device), _payload(one)))
        if one.person.pk not in devices:
            one.finish(DeliveryStatus.SKIPPED, Reason.NO_DEVICE)
    answers: defaultdict[int, list[Answer]] = defaultdict(list)
    in_time = True
    for place, answer in web_push.send_all(messages, seconds=_SENDING_SECONDS):
        one, device = turns[place]
        if answer is Answer.SENT:
            delivery.record_reached_device(device_id=device.pk)
        elif answer in {Answer.GONE, Answer.REFUSED}:
            log.info("push_refused", device=str(device.pk), answer=answer.name)
            delivery.record_refused_device(device_id=device.pk)
        answers[one.delivery.pk].append(answer)
        if answer is Answer.SENT and not one.done:
            one.finish(DeliveryStatus.SENT)
        elif len(answers[one.delivery.pk]) == len(devices[one.person.pk]) and not one.done:
            in_time &= _conclude(one, answers[one.delivery.pk])
    return in_time


def _conclude(one: Recipient, answers: list[Answer]) -> bool:
    """None of the person's devices took it. False when one of them was not even tried."""
    if Answer.NOT_TRIED in answers:
        delivery.release(deliveries=[one.delivery])
        return False
    if Answer.LATER in answers:
        delivery.give_back(deliveries=[one.delivery], reason=Reason.UNREACHABLE)
    elif Answer.REFUSED in answers:
        one.finish(DeliveryStatus.FAILED, Reason.REFUSED)
    else:
        one.finish(DeliveryStatus.FAILED, Reason.NO_DEVICE)
    return True


def _payload(one: Recipient) -> dict[str, Any]:
    """What the service worker shows. `tag`: news of the same object takes the place of the one before it."""
    return {
        "title": emails.sender_of(one.notification)[0],
        "body": one.kind.push_body(one.notification.subject),
        "url": emails.opening_url(one.notification).removeprefix(settings.SITE_URL),
        "tag": f"{one.kind.key}.{one.notification.target_id}",
    }
