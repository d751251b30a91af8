"""What a town hall does with its groups of discussion. They stand beside the feed: each change draws that page anew."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from civic.core.audience import Audience
from civic.core.clock import ABOUT_NOW, FURTHEST, now
from civic.core.ids import new_id
from civic.core.jobs import job
from civic.core.refusals import Refusal, require
from civic.core.viewer import Viewer
from civic.discussions import queries, rules
from civic.discussions.actions.announcing import announce, record_change
from civic.discussions.events import (
    DiscussionClosed,
    DiscussionEdited,
    DiscussionOpened,
    DiscussionPinned,
    DiscussionPlanned,
    DiscussionReopened,
)
from civic.discussions.models import Discussion
from civic.discussions.thread_kinds import MESSAGES
from civic.threads.actions import threads
from civic.town_halls.actions.pages import bump_page_version


class TitleMissing(Refusal):
    message = "Donnez un titre à votre groupe de discussion."


class AlreadyCreated(Refusal):
    """The form came back from the browser's history, with other words."""

    message = (
        "Ce formulaire a déjà servi : le groupe qu’il a donné existe. "
        "Pour le changer, ouvrez-le et choisissez « Modifier »."
    )


class ChangedMeanwhile(Refusal):
    message = (
        "Quelqu’un a modifié cette discussion pendant que vous écriviez. Vos réponses sont toujours là : "
        "enregistrez de nouveau pour qu’elles remplacent les siennes."
    )


class OpensTooSoon(Refusal):
    message = "Cette date est passée. Choisissez une date à venir, ou « Tout de suite »."


class OpensTooLate(Refusal):
    message = "Choisissez une date dans les deux ans qui viennent."


class EndsTooSoon(Refusal):
    message = "La discussion se terminerait avant d’avoir commencé. Choisissez une date de fin plus tardive."


class TooManyPinned(Refusal):
    message = f"{queries.MAX_PINNED} discussions sont déjà épinglées. Détachez-en une d’abord."


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What the form holds, cleaned. `opens_at`: None for at once; of a group that is out already it says nothing."""

    title: str
    description: str = ""
    is_open: bool = True
    opens_at: datetime | None = None
    ends_at: datetime | None = None


@transaction.atomic
def create_discussion(*, viewer: Viewer, key: str, content: Content) -> Discussion:
    """Now, or at its date. The same form sent twice makes one group."""
    require(rules.may_lead(viewer))
    # Another group from a form that the browser had kept is another group.
    key = sha256(f"{key[:36] or new_id()} {content.title}".encode()).hexdigest()[:36]
    opens_at = _checked(content, None)
    own_id = new_id()
    page = reverse("discussion_detail", args=[viewer.commune.slug, own_id])
    thread = threads.open_thread(
        kind=MESSAGES,
        commune_id=viewer.commune.id,
        audience=Audience.MEMBERS,
        is_open=content.is_open,
        page=page,
        thread_id=own_id,
    )
    discussion, made = Discussion.objects.get_or_create(
        commune_id=viewer.commune.id,
        author_id=viewer.person_id,
        key=key,
        defaults={
            "id": own_id,
            "thread": thread,
            "author_title": viewer.title,
            "title": content.title,
            "description": content.description,
            "is_open": content.is_open,
            "opens_at": opens_at,
            "active_at": opens_at,
            "ends_at": content.ends_at,
            "created_at": now(),
        },
    )
    if made:
        _start(discussion, viewer)
        _turn_at_end(discussion)
        return discussion
    thread.delete()  # the same form, sent twice: the other one was first
    if (discussion.description, discussion.is_open, discussion.ends_at) != (
        content.description,
        content.is_open,
        content.ends_at,
    ):
        raise AlreadyCreated
    return discussion


@transaction.atomic
def edit_discussion(*, viewer: Viewer, discussion_id: UUID, content: Content, version: int) -> Discussion:
    """`version`: the one that the editor opened."""
    discussion = _to_lead(viewer, discussion_id)
    if discussion.version != version:
        raise ChangedMeanwhile
    opens_at = _checked(content, discussion)
    former = (discussion.title, discussion.description, discussion.is_open, discussion.ends_at, opens_at)
    wanted = (content.title, content.description, content.is_open, content.ends_at, discussion.opens_at)
    if former == wanted:
        return discussion
    discussion.title, discussion.description = content.title, content.description
    discussion.is_open, discussion.ends_at = content.is_open, content.ends_at
    is_moved = opens_at != discussion.opens_at
    if is_moved:
        discussion.opens_at = discussion.active_at = opens_at
    discussion.version += 1
    discussion.save()
    threads.update_thread(thread_id=discussion.thread_id, is_open=discussion.is_open)
    if is_moved:
        _start(discussion, viewer)
    else:
        record_change(
            event=DiscussionEdited(discussion_id=discussion.pk), viewer=viewer, discussion=discussion
        )
    announce(discussion=discussion)
    _turn_at_end(discussion)
    return discussion


@transaction.atomic
def set_open(*, viewer: Viewer, discussion_id: UUID, is_open: bool) -> Discussion:
    """Close it, or let people write again; one that had ended then goes on without an end."""
    discussion = _to_lead(viewer, discussion_id)
    has_ended = bool(discussion.ends_at and discussion.ends_at <= now())
    if is_open == discussion.is_open and not (is_open and has_ended):
        return discussion
    discussion.is_open = is_open
    if is_open and has_ended:
        discussion.ends_at = None
    discussion.version += 1
    discussion.save(update_fields=["is_open", "ends_at", "version"])
    threads.update_thread(thread_id=discussion.thread_id, is_open=is_open)
    event: type[DiscussionReopened | DiscussionClosed] = DiscussionReopened if is_open else DiscussionClosed
    record_change(event=event(discussion_id=discussion.pk), viewer=viewer, discussion=discussion)
    announce(discussion=discussion)
    return discussion


@transaction.atomic
def pin_discussion(*, viewer: Viewer, discussion_id: UUID, pinned: bool) -> Discussion:
    """At the top of the list, at most MAX_PINNED of them."""
    discussion = _to_lead(viewer, discussion_id)
    if pinned == bool(discussion.pinned_at):
        return discussion
    if pinned and queries.pinned_in(discussion.commune_id) >= queries.MAX_PINNED:
        raise TooManyPinned
    discussion.pinned_at = now() if pinned else None
    discussion.save(update_fields=["pinned_at"])
    record_change(
        event=DiscussionPinned(discussion_id=discussion.pk, pinned=pinned),
        viewer=viewer,
        discussion=discussion,
    )
    return discussion


@job()
@transaction.atomic
def open_due(*, discussion_id: UUID) -> None:
    """The hour of a planned group has come. Twice does it once."""
    discussion = (
        Discussion.objects.select_for_update()
        .filter(pk=discussion_id, opened_at=None, removed_at=None)
        .first()
    )
    if discussion and discussion.opens_at <= now():
        _open(discussion, None)


@job()
def open_due_discussions() -> None:
    """Every minute: those whose own job was lost."""
    for discussion_id in queries.due_discussion_ids(now()):
        open_due(discussion_id=discussion_id)


@job()
@transaction.atomic
def show_ended(*, discussion_id: UUID) -> None:
    """Its last hour has come: the commune's page no longer shows it among those that go on, and where it is open one no
    longer writes."""
    discussion = Discussion.objects.filter(pk=discussion_id, ends_at__lte=now(), removed_at=None).first()
    if discussion:
        bump_page_version(commune_id=discussion.commune_id)
        announce(discussion=discussion)


def _to_lead(viewer: Viewer, discussion_id: UUID) -> Discussion:
    discussion = queries.discussion_for_update(viewer, discussion_id)
    require(rules.may_lead(viewer))
    return discussion


def _checked(content: Content, discussion: Discussion | None) -> datetime:
    """When it opens. Once people see it, that is no longer changed."""
    moment = now()
    if not content.title:
        raise TitleMissing
    if discussion and discussion.opened_at:
        opens_at = discussion.opens_at
    elif content.opens_at is None or moment - ABOUT_NOW <= content.opens_at <= moment:
        opens_at = moment
    elif discussion and content.opens_at == discussion.opens_at:
        opens_at = discussion.opens_at
    elif content.opens_at < moment:
        raise OpensTooSoon
    else:
        opens_at = content.opens_at
    if opens_at > moment + FURTHEST:
        raise OpensTooLate
    is_new_end = discussion is None or content.ends_at != discussion.ends_at
    # An end that has come is left as it is; a new one is for the time to come.
    if content.ends_at and (content.ends_at <= opens_at or (is_new_end and content.ends_at <= moment)):
        raise EndsTooSoon
    return opens_at


def _start(discussion: Discussion, viewer: Viewer) -> None:
    if discussion.opens_at <= now():
        _open(discussion, viewer)
        return
    planned = DiscussionPlanned(discussion_id=discussion.pk, opens_at=discussion.opens_at.isoformat())
    record_change(event=planned, viewer=viewer, discussion=discussion)
    open_due.enqueue_at(discussion.opens_at, discussion_id=discussion.pk)


def _open(discussion: Discussion, viewer: Viewer | None) -> None:
    discussion.opened_at = now()
    discussion.save(update_fields=["opened_at"])
    record_change(event=DiscussionOpened(discussion_id=discussion.pk), viewer=viewer, discussion=discussion)


def _turn_at_end(discussion: Discussion) -> None:
    if discussion.ends_at and discussion.ends_at > now():
        show_ended.enqueue_at(discussion.ends_at, discussion_id=discussion.pk)
