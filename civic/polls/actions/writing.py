"""What a town hall asks: drafts, publication, changes until the first vote."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from civic.contents import actions as contents
from civic.contents.refusals import DateTooFar
from civic.core.audience import Audience
from civic.core.clock import FURTHEST, now
from civic.core.refusals import require
from civic.core.text import unaccented
from civic.core.viewer import Viewer
from civic.media import queries as media_queries
from civic.media.actions import keeping as media
from civic.polls import rules
from civic.polls.actions.counting import close_poll
from civic.polls.enums import Electorate
from civic.polls.models import MAX_OPTIONS, Poll, PollOption
from civic.polls.queries import polls as queries
from civic.polls.refusals import (
    AlreadyClosed,
    DateMissing,
    EndsBeforeStart,
    LimitInThePast,
    NotDeclared,
    OptionTwice,
    QuestionMissing,
    TooFewOptions,
    TooManyOptions,
    VotesCast,
    WrongMaximum,
)

_WRITTEN = (
    "title", "question", "electorate", "max_choices", "closes_at", "declared_at", "declared_by", "paper",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    text: str
    media_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PollContent:
    """What the form holds. `publish_at` None: at once. `options` in their order."""

    title: str = ""
    question: str = ""
    options: Sequence[Option] = field(default_factory=tuple)
    max_choices: int = 1
    electorate: str = Electorate.ALL
    publish_at: datetime | None = None
    closes_at: datetime | None = None
    declared: bool = False


@transaction.atomic
def save_draft(*, viewer: Viewer, key: str, content: PollContent) -> Poll:
    """Keep what is being written. The same form saves the same draft."""
    require(rules.may_keep_polls(viewer))
    poll, is_to_write = _poll_of_form(viewer, key, content)
    if is_to_write:
        _write(viewer, poll, content)
        contents.keep_as_draft(content=poll, viewer=viewer, at=content.publish_at, fields=_WRITTEN)
    return poll


@transaction.atomic
def publish_poll(*, viewer: Viewer, key: str, content: PollContent) -> Poll:
    """Now, or at its hour. The same form sent twice makes one poll."""
    require(rules.may_keep_polls(viewer))
    poll, is_to_write = _poll_of_form(viewer, key, content)
    if is_to_write:
        _declare(viewer, poll, content)
        _write(viewer, poll, content)
        contents.publish(content=poll, viewer=viewer, at=content.publish_at, fields=_WRITTEN)
    return poll


@transaction.atomic
def edit_poll(
    *, viewer: Viewer, poll_id: UUID, content: PollContent, version: int, as_draft: bool = False
) -> Poll:
    """`version`: the one that the editor opened. `as_draft` keeps, or puts back, among the drafts what is not open."""
    poll = queries.poll_for_update(viewer, poll_id)
    require(rules.may_manage(viewer, poll))
    require_editable(poll=poll)
    contents.require_version(content=poll, version=version)
    if poll.is_open:
        _require_complete(content)
        assert poll.published_at
        require_end(begins_at=poll.published_at, closes_at=content.closes_at)
        assert content.closes_at
        close_poll.enqueue_at(content.closes_at, poll_id=poll.pk)
    elif not as_draft:
        _declare(viewer, poll, content)
    _write(viewer, poll, content)
    contents.save_edited(
        content=poll, viewer=viewer, at=content.publish_at, as_draft=as_draft, fields=_WRITTEN
    )
    return poll


def require_editable(*, poll: Poll) -> None:
    """Of a poll that is locked: nobody has voted yet."""
    contents.require_present(content=poll)
    if poll.is_closed:
        raise AlreadyClosed
    if poll.is_open and queries.has_votes(poll):
        raise VotesCast


def require_end(*, begins_at: datetime, closes_at: datetime | None) -> None:
    if closes_at is None:
        raise DateMissing
    if closes_at <= begins_at:
        raise EndsBeforeStart
    if closes_at <= now():
        raise LimitInThePast
    if closes_at > now() + FURTHEST:
        raise DateTooFar


def _declare(viewer: Viewer, poll: Poll, content: PollContent) -> None:
    """What is about to be published is whole, and its author says that it may be asked."""
    _require_complete(content)
    moment = now()
    contents.require_hour(content=poll, at=content.publish_at)
    require_end(begins_at=max(content.publish_at or moment, moment), closes_at=content.closes_at)
    if poll.is_draft or poll.declared_by_id is None:
        poll.declared_at, poll.declared_by_id = moment, viewer.person_id


def _require_complete(content: PollContent) -> None:
    if not (content.title and content.question):
        raise QuestionMissing
    if len(content.options) < 2:
        raise TooFewOptions
    if content.max_choices > len(content.options):
        raise WrongMaximum
    if not content.declared:
        raise NotDeclared


def _write(viewer: Viewer, poll: Poll, content: PollContent) -> None:
    """Into a locked poll that the caller saves. Options are written again; pictures that are no longer shown are
    discarded."""
    if len(content.options) > MAX_OPTIONS:
        raise TooManyOptions
    if len({unaccented(option.text) for option in content.options}) < len(content.options):
        raise OptionTwice
    poll.title, poll.question = content.title, content.question
    poll.electorate = content.electorate
    poll.max_choices = max(1, min(content.max_choices, MAX_OPTIONS))
    poll.closes_at = content.closes_at
    former = {option.media_id for option in PollOption.objects.filter(poll=poll) if option.media_id}
    wanted = [option.media_id for option in content.options if option.media_id]
    usable = {item.pk for item in media_queries.usable_media(viewer, wanted) if item.is_photo}
    PollOption.objects.filter(poll=poll).delete()
    options = [
        PollOption(
            poll=poll,
            position=place,
            text=option.text,
            media_id=option.media_id if option.media_id in usable else None,
        )
        for place, option in enumerate(content.options)
    ]
    PollOption.objects.bulk_create(options)
    poll.paper = [str(option.pk) for option in options]
    media.discard(media_ids=former - usable)
    media.attach(commune_id=poll.commune_id, used_by=poll.pk, audience=Audience.MEMBERS, media_ids=usable)


def _poll_of_form(viewer: Viewer, key: str, content: PollContent) -> tuple[Poll, bool]:
    return contents.content_of_form(
        model=Poll, viewer=viewer, form_key=key, submitted=_submitted(viewer, content), make=Poll
    )


def _submitted(viewer: Viewer, content: PollContent) -> dict[str, Any]:
    """Pictures that are sent again with the form are the same pictures."""
    wanted = [option.media_id for option in content.options if option.media_id]
    signatures = media_queries.signatures(viewer, wanted)
    options = [
        (option.text, signatures.get(option.media_id, "") if option.media_id else "")
        for option in content.options
    ]
    return {"content": replace(content, options=()), "options": options}
