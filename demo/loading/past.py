"""Puts what the actions have just written where it belongs in time: no other code writes dates behind their back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models

from civic.accounts.models import Person
from civic.agenda.events import AgendaEventAdded
from civic.agenda.models import CalendarEvent
from civic.alerts.events import AlertActivated
from civic.alerts.models import Alert, AlertWording
from civic.contents.enums import Status
from civic.core.clock import now
from civic.delegations.events import DelegationWithdrawn
from civic.delegations.models import Delegation
from civic.discussions.models import Discussion
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.memberships.enums import MembershipStatus
from civic.memberships.events import MembershipRequested, ProofAsked, ProofSent
from civic.memberships.models import Membership, ProofRequest
from civic.messaging.models import Conversation
from civic.moderation.models import Appeal
from civic.notifications.actions.inbox import open_inbox
from civic.notifications.actions.notifying import notify
from civic.notifications.kinds import NotificationKind
from civic.polls.events import PollAnswered, PollClosed, PollDeadlineChanged
from civic.polls.models import Poll
from civic.posts.models import Post
from civic.restrictions.models import Restriction
from civic.search.actions import index_all
from civic.threads.events import ContentLiked
from civic.threads.models import ContentLike, Message, Thread
from civic.town_halls.models import Office, TownHall
from civic.worker.models import Job

LATELY = timedelta(days=21)


class Past:
    """Made before the first action: what is younger than it is the demo's."""

    def __init__(self) -> None:
        self.now = now()

    def settle(self) -> None:
        """What happened lately stands in the lists of those concerned, but no mail leaves today for it; what is
        scheduled stays so, and the worker erases what is left of polls that are closed."""
        for person_id, commune_id in self._people():
            open_inbox(person_id=person_id, commune_id=commune_id)
        for entry in Entry.objects.filter(recorded_at__gte=self.now - LATELY).order_by("recorded_at", "id"):
            for kind in NotificationKind.all.values():
                if entry.kind in {event.kind for event in kind.events}:
                    notify(kind=kind, event=Event.from_data(entry.kind, entry.data), entry=entry)
        jobs = Job.objects.filter(created_at__gte=self.now)
        stays = models.Q(task__endswith=".publish_due") | models.Q(task__endswith=".erase_traces")
        jobs.exclude(stays).delete()
        Entry.objects.filter(dispatched_at=None, recorded_at__gte=self.now).update(dispatched_at=self.now)
        first = Message.objects.filter(
            thread=models.OuterRef("pk"), number=models.OuterRef("unanswered_number")
        ).values("written_at")
        Thread.objects.exclude(unanswered_number=None).update(unanswered_since=models.Subquery(first))
        index_all()

    def _people(self) -> set[tuple[UUID, int]]:
        """Everyone with everywhere they belong."""
        accepted = Membership.objects.filter(status=MembershipStatus.ACCEPTED)
        return {
            pair
            for rows in (accepted, Office.objects.filter(ended_at=None), Delegation.objects.all())
            for pair in rows.values_list("person_id", "commune_id")
        }

    def person(self, person: Person, at: datetime) -> None:
        self._move(person, at, joined_at=at, terms_accepted_at=at)

    def town_hall(self, town_hall: TownHall, at: datetime) -> None:
        self._move(town_hall, at, joined_at=at)
        self.furnished(town_hall.pk, at)

    def furnished(self, commune_id: int, at: datetime) -> None:
        """All that a town hall has done up to here."""
        Entry.objects.filter(commune_id=commune_id, recorded_at__gte=self.now).update(
            recorded_at=at, dispatched_at=at
        )

    def delegation(
        self,
        delegation: Delegation,
        at: datetime,
        *,
        starts_at: datetime | None = None,
        ends_at: datetime | None = None,
        withdrawn_at: datetime | None = None,
    ) -> None:
        """Given at `at`; begun, over and withdrawn when it says so."""
        fields: dict[str, Any] = {"ends_at": ends_at, "withdrawn_at": withdrawn_at}
        self._move(delegation, at, offered_at=at, accepted_at=at, starts_at=starts_at or at, **fields)
        taken = Entry.objects.filter(target_id=str(delegation.pk), kind=DelegationWithdrawn.kind)
        if withdrawn_at:
            taken.update(recorded_at=withdrawn_at, dispatched_at=withdrawn_at)

    def offer(self, delegation: Delegation, at: datetime) -> None:
        self._move(delegation, at, offered_at=at, starts_at=at)

    def membership(self, membership: Membership, at: datetime, answered_at: datetime | None) -> None:
        self._move(membership, at, requested_at=at, decided_at=answered_at)
        if answered_at:
            answers = Entry.objects.filter(target_id=str(membership.pk)).exclude(
                kind=MembershipRequested.kind
            )
            answers.update(recorded_at=answered_at, dispatched_at=answered_at)

    def restriction(self, restriction: Restriction, at: datetime, ends_at: datetime) -> None:
        over = ends_at if ends_at <= self.now else None
        self._move(restriction, at, starts_at=at, ends_at=ends_at, closed_at=over)

    def appeal(self, appeal: Appeal, at: datetime) -> None:
        self._move(appeal, at, created_at=at)

    def proof(self, membership: Membership, asked_at: datetime, sent_at: datetime | None) -> None:
        ProofRequest.objects.filter(membership=membership).update(asked_at=asked_at, sent_at=sent_at)
        entries = Entry.objects.filter(target_id=str(membership.pk))
        for event, at in ((ProofAsked, asked_at), (ProofSent, sent_at)):
            entries.filter(kind=event.kind).update(recorded_at=at or self.now, dispatched_at=at or self.now)

    def post(self, post: Post, at: datetime) -> None:
        fields: dict[str, Any] = {"saved_at": min(at, self.now)}
        if post.status == Status.PUBLISHED:
            fields["published_at"] = at
            if post.pinned_at:
                fields["pinned_at"] = at
            if post.edited_at:
                fields["edited_at"] = min(at + timedelta(minutes=50), self.now)
        self._move(post, min(at, self.now), **fields)

    def poll(
        self, poll: Poll, opened: datetime, closes: datetime, *, answered: datetime | None = None
    ) -> None:
        """Closed and answered when `answered` says so."""
        over = {"closed_at": closes, "outcome_at": answered} if answered else {}
        self._move(
            poll, opened, published_at=opened, declared_at=opened, saved_at=opened, closes_at=closes, **over
        )
        entries = Entry.objects.filter(target_type="polls.poll", target_id=str(poll.pk))
        for event, at in ((PollDeadlineChanged, closes), (PollClosed, closes), (PollAnswered, answered)):
            entries.filter(kind=event.kind).update(recorded_at=at or opened, dispatched_at=at or opened)

    def calendar_event(self, event: CalendarEvent, at: datetime) -> None:
        entries = Entry.objects.filter(kind=AgendaEventAdded.kind, commune_id=event.commune_id)
        entries.filter(recorded_at__gte=self.now).update(recorded_at=at, dispatched_at=at)
        self._move(event, at, made_at=at, saved_at=at)

    def alert(self, alert: Alert, moments: Sequence[datetime]) -> None:
        """Of its wordings in their order, then of its end."""
        for moment, rows in zip(moments, alert.wordings.order_by("version"), strict=False):
            AlertWording.objects.filter(pk=rows.pk).update(begins_at=moment)
        self._move(alert, moments[-1], activated_at=moments[0], level_since=moments[-2], ended_at=moments[-1])
        entries = Entry.objects.filter(target_type="alerts.alert", target_id=str(alert.pk))
        entries.filter(kind=AlertActivated.kind).update(recorded_at=moments[0], dispatched_at=moments[0])

    def comment(self, comment: Message, at: datetime) -> None:
        later = min(at + timedelta(minutes=6), self.now)
        self._move(
            comment,
            at,
            written_at=at,
            edited_at=later if comment.edited_at else None,
            removed_at=later if comment.removed_at else None,
        )

    def discussion(self, group: Discussion, at: datetime) -> None:
        self._move(group, at, created_at=at, published_at=at, active_at=at)

    def message(self, message: Message, at: datetime) -> None:
        self._move(message, at, written_at=at, removed_at=at if message.removed_at else None)
        Discussion.objects.filter(pk=message.thread_id).update(last_message_at=at, active_at=at)

    def private_message(self, conversation: Conversation, at: datetime, *, is_by_resident: bool) -> None:
        """The last one of a conversation. The first that waits is the first since the town hall wrote."""
        message = Message.objects.filter(thread_id=conversation.thread_id).order_by("-number")[0]
        self._move(message, at, written_at=at)
        rows = Conversation.objects.filter(thread_id=conversation.thread_id)  # each of two mayors has one
        rows.update(active_at=at)
        if is_by_resident and rows.filter(waiting_since__gte=self.now).update(waiting_since=at) == 0:
            return
        keys = [str(key) for key in rows.values_list("pk", flat=True)]
        answered = Entry.objects.filter(target_id__in=keys, recorded_at__gte=self.now)
        answered.update(recorded_at=at, dispatched_at=at)

    def talk(self, group: Discussion, last: datetime) -> None:
        """What the town hall did with the group after its opening: when the last word was said."""
        late = Entry.objects.filter(target_id=str(group.pk), recorded_at__gte=self.now)
        late.update(recorded_at=min(last, self.now), dispatched_at=self.now)

    def likes(self, thread: Thread, moments: list[datetime]) -> None:
        rows = list(ContentLike.objects.filter(thread=thread))
        for like, moment in zip(rows, moments, strict=False):
            like.liked_at = moment
        ContentLike.objects.bulk_update(rows, ["liked_at"])
        entries = list(Entry.objects.filter(target_id=str(thread.pk), kind=ContentLiked.kind))
        for entry, moment in zip(entries, moments, strict=False):
            entry.recorded_at = entry.dispatched_at = moment
        Entry.objects.bulk_update(entries, ["recorded_at", "dispatched_at"])

    def _move(self, row: models.Model, at: datetime, **fields: Any) -> None:
        type(row)._default_manager.filter(pk=row.pk).update(**fields)
        Entry.objects.filter(target_type=row._meta.label_lower, target_id=str(row.pk)).update(
            recorded_at=at, dispatched_at=at
        )
