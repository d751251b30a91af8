"""From an event to mails: everybody's row by one statement, then e-mails in batches over one connection."""

from collections import defaultdict
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction

from civic.accounts import queries as accounts
from civic.accounts.models import Person
from civic.audiences.queries import still_admitted
from civic.core.clock import now
from civic.core.text import has_mailbox
from civic.delivery import actions as delivery
from civic.delivery import queries as deliveries
from civic.delivery.enums import Channel, DeliveryStatus, Reason
from civic.delivery.models import Delivery
from civic.delivery.providers.email_template import deliverable
from civic.delivery.providers.smtp import MailRefused, ServerAway, Submission, submission
from civic.notifications import emails, rules
from civic.notifications.kinds import NotificationKind, kind_of
from civic.notifications.models import Inbox, Notification
from civic.notifications.queries.choices import (
    chosen_recipients,
    commune_notification,
    inboxes_of,
    is_read,
    last_of_next,
    own_notifications,
)
from civic.notifications.queries.inbox import opened_of
from civic.town_halls.queries.town_halls import town_hall_of

QUEUED_AT_ONCE = 100_000  # people, by one statement: a great city does not lock a table for long
BATCH = 250
_LEASE_MARGIN = timedelta(seconds=30)

log = structlog.get_logger("civic.notifications")


def queue_event(*, event_id: UUID, kind: NotificationKind, channel: Channel) -> int:
    """A row for everyone concerned: to send, or why not. Done again, it adds nothing. Returns how many are new."""
    notification = Notification.objects.filter(event_id=event_id, kind=kind.key).first()
    if notification is None or notification.withdrawn_at:
        return 0
    town_hall = town_hall_of(notification.commune_id) if notification.commune_id else None
    if notification.person_id or (town_hall and town_hall.residents <= QUEUED_AT_ONCE):
        return _queue(notification, kind, channel, None, None)
    queued, after = 0, None
    while upto := last_of_next(notification, after=after, count=QUEUED_AT_ONCE):
        queued += _queue(notification, kind, channel, after, upto)
        after = upto
    return queued


@transaction.atomic
def _queue(
    notification: Notification,
    kind: NotificationKind,
    channel: Channel,
    after: UUID | None,
    upto: UUID | None,
) -> int:
    select, parameters = chosen_recipients(notification, kind, channel, after=after, upto=upto)
    return delivery.queue_deliveries(
        event_id=notification.event_id, channel=channel, select=select, parameters=parameters
    )


def send_mails(*, event_id: UUID) -> datetime | None:
    """Send all mails of an event that are due, over one connection. Returns when to come back, None when all is done.

    Each delivery is written down as soon as the server took it: a worker that is killed leaves at most two of which it
    is not known, and those have the same Message-ID when they are sent again.
    """
    renderer = emails.EmailRenderer()
    with ExitStack() as stack:
        line: Submission | None = None
        while batch := delivery.claim(event_id=event_id, channel=Channel.EMAIL, limit=BATCH):
            recipients = prepare(event_id=event_id, batch=batch)
            if not recipients:
                continue
            try:
                line = line or stack.enter_context(submission())
                _send_batch(recipients, renderer, line)
            except ServerAway:
                log.warning("mail_server_away", event_id=str(event_id))
                unsent = [one.delivery for one in recipients if not one.done]
                delivery.give_back(deliveries=unsent, reason=Reason.UNREACHABLE)
                break
    return deliveries.next_due(event_id, Channel.EMAIL)


@dataclass(slots=True)
class Recipient:
    """One delivery with all that it takes to write it."""

    delivery: Delivery
    notification: Notification
    kind: NotificationKind
    person: Person
    inbox: Inbox | None
    was_refused: bool  # by their mailbox
    done: bool = False

    @property
    def mailbox(self) -> str:
        return self.kind.mailbox_of(self.person)

    def finish(self, status: DeliveryStatus, reason: str = "") -> None:
        self.done = True
        delivery.finish(delivery_id=self.delivery.pk, status=status, reason=reason)

    def finish_sent(self) -> None:
        self.finish(DeliveryStatus.SENT)
        if self.was_refused:
            delivery.record_open_mailbox(person_id=self.person.pk, recipient=self.mailbox)


def prepare(*, event_id: UUID, batch: list[Delivery]) -> list[Recipient]:
    """Those of the batch that may leave now. What changed since the event decides: who left the commune, withdrew,
    chose otherwise, or has read it already is no longer notified, and the reason is written down."""
    people = [one.person_id for one in batch]
    shared = commune_notification(event_id)  # for all, or else one for each
    own = {} if shared else own_notifications(event_id, people)
    persons = accounts.active_people(people)
    commune_id = next((found.commune_id for found in (shared, *own.values()) if found), None)
    inboxes = inboxes_of(commune_id, people) if commune_id else {}
    admitted = _admitted(shared, own, people)
    opened = opened_of(shared, people) if shared else set()
    refused = deliveries.with_refused_mailbox(persons.values())
    ready = []
    for one in batch:
        notification = own.get(one.person_id) or shared
        kind = kind_of(notification.kind) if notification else None
        person = persons.get(one.person_id)
        inbox = inboxes.get(one.person_id)
        if person is None:
            reason = Reason.PERSON_GONE
        elif notification is None or kind is None or notification.withdrawn_at:
            reason = Reason.WITHDRAWN
        elif one.person_id not in admitted:
            reason = Reason.NO_LONGER_ADMITTED
        elif one.channel == Channel.EMAIL and not has_mailbox(kind.mailbox_of(person)):
            reason = Reason.NO_MAILBOX
        elif one.person_id in opened or is_read(notification, one.person_id, inbox):
            reason = Reason.ALREADY_READ
        else:
            decision = rules.decide(kind, inbox.choices if inbox else {}, Channel(one.channel), now=now())
            was_refused = one.channel == Channel.EMAIL and person.pk in refused
            # What cannot be switched off, and a trial, leave all the same: one that arrives ends it.
            if decision.send and not (was_refused and kind.optional and not kind.is_trial):
                ready.append(Recipient(one, notification, kind, person, inbox, was_refused))
                continue
            reason = Reason.REFUSED if decision.send else Reason(decision.reason)
        delivery.finish(delivery_id=one.pk, status=DeliveryStatus.SKIPPED, reason=reason)
    return ready


def _admitted(shared: Notification | None, own: Mapping[UUID, Notification], people: list[UUID]) -> set[UUID]:
    """Those of these people who may still be notified."""
    asked: defaultdict[tuple[int, str], list[UUID]] = defaultdict(list)
    admitted = set()
    for person_id in people:
        notification = own.get(person_id) or shared
        kind = kind_of(notification.kind) if notification else None
        needed = rules.needed_audience(kind, notification.audience) if notification and kind else ""
        if notification and notification.commune_id and needed:
            asked[notification.commune_id, needed].append(person_id)
        else:
            admitted.add(person_id)
    for (commune_id, audience), some in asked.items():
        admitted |= still_admitted(commune_id=commune_id, audience=audience, people=some)
    return admitted


def _send_batch(recipients: list[Recipient], renderer: emails.EmailRenderer, line: Submission) -> None:
    """Raises ServerAway. Whatever is wrong with one is said of that one, and the others are served."""
    until = now() + delivery.LEASE - _LEASE_MARGIN
    written = [(one, content) for one in recipients if (content := _written(one, renderer))]
    accepted: Recipient | None = None
    for index, (one, content) in enumerate(written):
        if now() > until:
            # A slow server, or the clock jumped: another worker may believe that these are free.
            delivery.release(deliveries=[late.delivery for late, _ in written[index:]])
            break
        address, *following = (deliverable(one.mailbox) for one, _ in written[index : index + 2])
        try:
            line.send(emails.sender_address(), address, content, following="".join(following))
        finally:
            if accepted:  # written down while the server works on the next one
                accepted.finish_sent()
                accepted = None
        try:
            line.outcome()
        except MailRefused as refusal:
            _record_refusal(one, refusal)
        else:
            accepted = one
    if accepted:
        accepted.finish_sent()


def _written(one: Recipient, renderer: emails.EmailRenderer) -> bytes:
    """The mail; nothing, and why, for one that cannot be written."""
    try:
        template = renderer.template(one.notification, one.kind)
    except Exception:  # tried again later, when the cause is mended
        log.exception("email_not_rendered", kind=one.kind.key, event_id=str(one.notification.event_id))
        delivery.give_back(deliveries=[one.delivery], reason=Reason.NOT_RENDERED)
        one.done = True
        return b""
    try:
        return renderer.message(template, one.notification, one.kind, one.person)
    except Exception:
        log.exception("email_not_filled", kind=one.kind.key, delivery=one.delivery.pk)
        one.finish(DeliveryStatus.FAILED, Reason.NOT_RENDERED)
        return b""


def _record_refusal(one: Recipient, refusal: MailRefused) -> None:
    if refusal.final:
        one.finish(DeliveryStatus.FAILED, Reason.REFUSED)
        delivery.record_refusal(person_id=one.person.pk, recipient=one.mailbox, refusal=refusal)
    else:
        delivery.give_back(deliveries=[one.delivery], reason=Reason.REFUSED)
        one.done = True
