"""What a town hall does with its groups of discussion. What they share with other contents is in
`civic.contents.actions`."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from civic.contents import actions as contents
from civic.core.clock import now
from civic.core.ids import new_id
from civic.core.jobs import Lane, job
from civic.core.refusals import require
from civic.core.text import clean_line
from civic.core.viewer import Viewer
from civic.discussions import queries, rules
from civic.discussions.actions.announcing import announce
from civic.discussions.enums import FEATURE
from civic.discussions.models import Discussion
from civic.discussions.refusals import EndsTooSoon, RemovalReasonMissing, TitleMissing
from civic.discussions.thread_kinds import MESSAGES
from civic.threads.actions import threads
from civic.town_halls.actions.pages import bump_page_version

_WRITTEN = ("title", "description", "closed_at", "closes_at", "active_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscussionContent:
    """What the form holds, cleaned. `publish_at`: None for at once; of a group that is out already it says nothing."""

    title: str
    description: str = ""
    is_open: bool = True
    publish_at: datetime | None = None
    closes_at: datetime | None = None


@transaction.atomic
def create_discussion(*, viewer: Viewer, key: str, content: DiscussionContent) -> Discussion:
    """Now, or at its date. The same form sent twice makes one group."""
    require(rules.may_lead(viewer))

    def make() -> Discussion:
        own_id = new_id()
        thread = threads.open_thread(
            kind=MESSAGES,
            commune_id=viewer.commune.id,
            feature=FEATURE,
            thread_id=own_id,
        )
        return Discussion(id=own_id, thread=thread, title=content.title, created_at=now(), active_at=now())

    discussion, is_to_write = contents.content_of_form(
        model=Discussion, viewer=viewer, form_key=key, submitted=content, make=make
    )
    if is_to_write:
        _write(discussion, content)
        contents.publish(content=discussion, viewer=viewer, at=content.publish_at, fields=_WRITTEN)
        _enqueue_ending(discussion)
    return discussion


@transaction.atomic
def edit_discussion(
    *, viewer: Viewer, discussion_id: UUID, content: DiscussionContent, version: int
) -> Discussion:
    """`version`: the one that the editor opened."""
    discussion = _to_lead(viewer, discussion_id)
    contents.require_version(content=discussion, version=version)
    former = _as_content(discussion)
    _write(discussion, content)
    if _as_content(discussion) == former and discussion.publish_at == content.publish_at:
        return discussion
    contents.save_edited(content=discussion, viewer=viewer, at=content.publish_at, fields=_WRITTEN)
    _enqueue_ending(discussion)
    return discussion


@transaction.atomic
def set_open(*, viewer: Viewer, discussion_id: UUID, is_open: bool) -> Discussion:
    """Close it, or let people write again; one that had ended then goes on without an end."""
    change = contents.reopen if is_open else contents.close
    return change(content=_to_lead(viewer, discussion_id), viewer=viewer)


@transaction.atomic
def pin_discussion(
    *, viewer: Viewer, discussion_id: UUID, pinned: bool, last_day: date | None = None
) -> Discussion:
    """At the top of the list."""
    return contents.pin(
        content=_to_lead(viewer, discussion_id), viewer=viewer, pinned=pinned, last_day=last_day
    )


@transaction.atomic
def remove_discussion(*, viewer: Viewer, discussion_id: UUID, reason: str) -> Discussion:
    """The reason stands in its place."""
    discussion = queries.discussion_to_keep(viewer, discussion_id)
    require(rules.may_lead(viewer))
    reason = clean_line(reason)[:300]
    if not reason:
        raise RemovalReasonMissing
    if discussion.removed_at is None:
        discussion.removal_reason = reason
    return contents.remove(content=discussion, viewer=viewer, fields=["removal_reason"])


@transaction.atomic
def restore_discussion(*, viewer: Viewer, discussion_id: UUID) -> Discussion:
    discussion = queries.discussion_to_keep(viewer, discussion_id)
    require(rules.may_lead(viewer))
    if discussion.removed_at is not None:
        discussion.removal_reason = ""
    return contents.restore(content=discussion, viewer=viewer, fields=["removal_reason"])


@job(lane=Lane.PEOPLE)
@transaction.atomic
def announce_end(*, discussion_id: UUID) -> None:
    """Its last hour has come: the commune's page no longer shows it among those that go on, and where it is open one no
    longer writes."""
    discussion = Discussion.objects.filter(pk=discussion_id, closes_at__lte=now(), removed_at=None).first()
    if discussion:
        bump_page_version(commune_id=discussion.commune_id)
        announce(discussion=discussion)


def _to_lead(viewer: Viewer, discussion_id: UUID) -> Discussion:
    discussion = queries.discussion_for_update(viewer, discussion_id)
    require(rules.may_lead(viewer))
    return discussion


def _as_content(discussion: Discussion) -> DiscussionContent:
    return DiscussionContent(
        title=discussion.title,
        description=discussion.description,
        is_open=not discussion.is_closed,
        closes_at=discussion.closes_at,
    )


def _write(discussion: Discussion, content: DiscussionContent) -> None:
    """Into a locked group that the caller saves. Once people see it, when it begins is no longer changed."""
    moment = now()
    if not content.title:
        raise TitleMissing
    begins_at = discussion.published_at
    if begins_at is None:
        if content.publish_at != discussion.publish_at:
            contents.require_hour(content=discussion, at=content.publish_at)
        begins_at = max(content.publish_at or moment, moment)
        discussion.active_at = begins_at
    is_new_end = content.closes_at != discussion.closes_at
    # An end that has come is left as it is; a new one is for the time to come.
    if content.closes_at and (content.closes_at <= begins_at or (is_new_end and content.closes_at <= moment)):
        raise EndsTooSoon
    discussion.title, discussion.description = content.title, content.description
    discussion.closes_at = content.closes_at
    if content.is_open == discussion.is_closed:
        discussion.closed_at = None if content.is_open else moment


def _enqueue_ending(discussion: Discussion) -> None:
    if discussion.closes_at and discussion.closes_at > now():
        announce_end.enqueue_at(discussion.closes_at, discussion_id=discussion.pk)
