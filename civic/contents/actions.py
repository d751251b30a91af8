"""What happens to a content from the form that makes it to the day it is erased.

The content's own action has locked the row and asked its rule; each function here looks at the state, writes, and
records the event that the content's `lifecycle` gives.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from civic.accounts.actions import failures
from civic.accounts.queries import require_open_account
from civic.contents import queries, rules
from civic.contents.enums import Status
from civic.contents.models import (
    AbstractContent,
    Authored,
    Closable,
    Pinnable,
    Removable,
    Schedulable,
    WithThread,
)
from civic.contents.refusals import (
    AlreadyRemoved,
    AlreadySent,
    ChangedMeanwhile,
    DateInThePast,
    DateTooFar,
    OnlyPublishedIsPinned,
    PinEndsInThePast,
    PinEndsTooLate,
    TooLateToRestore,
    TooManyPinned,
)
from civic.contents.registry import Describe, Lifecycle, lifecycle_named, lifecycle_of, lifecycles
from civic.core.clock import FURTHEST, UNDO_FOR, local_time, now, today_in
from civic.core.form_keys import digest_of_form, key_of_form
from civic.core.jobs import Lane, job
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.journal.events import Event
from civic.moderation import actions as moderation
from civic.threads.actions import threads
from civic.ui import french

# --- Forms and editors ----------------------------------------------------------------------------------------------


@transaction.atomic
def content_of_form[C: AbstractContent](
    *, model: type[C], viewer: Viewer, form_key: str, submitted: Any, make: Callable[[], C]
) -> tuple[C, bool]:
    """The content that this form made, locked, and whether its words are still to be written: it is new, or a draft.

    `submitted`: all that the form holds; the same form with the same words gives what it made. `make`: a new one,
    unsaved; its commune, author and form are filled in here. Raises AlreadySent when the form says something else than
    what was published, or than the draft that somebody wrote on meanwhile in its own editor; AlreadyRemoved when that
    is gone. A draft that its author removed comes back."""
    own: dict[str, Any] = {"commune_id": viewer.commune.id, "form_key": key_of_form(form_key)}
    if issubclass(model, Authored):
        own["author_id"] = viewer.person_id
    rows = model._default_manager.select_for_update().filter(**own)
    digest = digest_of_form(own["form_key"], submitted)
    found = rows.first()
    require_open_account(viewer)
    if found is None:
        try:
            with transaction.atomic():
                return _insert(make(), viewer, {**own, "form_digest": digest}), True
        except IntegrityError:
            found = rows.first()  # the same form, sent twice at once: the other one was first
            if found is None:
                raise
    if rules.is_draft(found) and found.form_digest:
        _set(found, {"form_digest": digest} | ({"removed_at": None} if rules.is_removed(found) else {}))
        found.save()
        return found, True
    if rules.is_removed(found):
        raise AlreadyRemoved(lifecycle_of(model))
    if found.form_digest != digest:
        raise AlreadySent(lifecycle_of(model))
    return found, False


def _insert[C: AbstractContent](content: C, viewer: Viewer, fields: dict[str, Any]) -> C:
    _set(content, fields)
    if isinstance(content, Authored):
        content.author_title = viewer.title
    content.save(force_insert=True)
    return content


def _set(content: AbstractContent, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(content, name, value)


def require_present(*, content: AbstractContent) -> None:
    if rules.is_removed(content):
        raise AlreadyRemoved(lifecycle_of(content))


def require_version(*, content: AbstractContent, version: int) -> None:
    """`version`: the one that the editor opened."""
    require_present(content=content)
    if content.version != version:
        raise ChangedMeanwhile(lifecycle_of(content), content.version)


def save(*, content: AbstractContent, fields: Collection[str]) -> None:
    """One version more. The caller records why, and has asked `require_open_account`; `edit` does all three."""
    content.version += 1
    content.saved_at = now()
    content.save(update_fields=[*fields, "version", "saved_at"])
    lifecycle = lifecycle_of(content)
    if isinstance(content, WithThread):
        assert lifecycle.thread
        threads.update_thread(
            thread=content.thread,
            audience=rules.thread_audience(content),
            state=lifecycle.thread(content),
        )
    if lifecycle.after_saving:
        lifecycle.after_saving(content)


def edit(
    *, content: AbstractContent, viewer: Viewer, fields: Collection[str], event: Event | None = None
) -> None:
    """`save`, in the journal: as an edit, or as this `event`."""
    _change(content, viewer, fields, event or _event_of(lifecycle_of(content).edited, content))


def _change(content: AbstractContent, viewer: Viewer | None, fields: Collection[str], event: Event) -> None:
    """By the viewer; None for the clock."""
    if viewer:
        require_open_account(viewer)
    save(content=content, fields=fields)
    record(event, viewer=viewer, target=content, commune_id=content.commune_id)


def _event_of(describe: Describe | None, content: AbstractContent) -> Event:
    assert describe, f"the lifecycle of {content._meta.label_lower} does not say what is recorded"
    return describe(content)


# --- Publication ----------------------------------------------------------------------------------------------------


@transaction.atomic
def publish[C: Schedulable](
    *, content: C, viewer: Viewer | None, at: datetime | None = None, fields: Collection[str] = ()
) -> C:
    """Now, or at a later hour. `fields`: that were changed as well and are saved with it."""
    lifecycle, moment = lifecycle_of(content), now()
    if rules.means_now(at, moment):
        _publish(lifecycle, content, viewer, moment, fields)
        return content
    assert at
    require_hour(content=content, at=at)
    is_same_hour = content.is_scheduled and content.publish_at == at
    content.status, content.publish_at = Status.SCHEDULED, at
    event = _event_of(lifecycle.edited if is_same_hour else lifecycle.scheduled, content)
    _change(content, viewer, [*fields, "status", "publish_at"], event)
    publish_due.enqueue_at(at, label=lifecycle.label, content_id=content.pk)
    return content


def require_hour(*, content: Schedulable, at: datetime | None) -> None:
    """That it may be published then."""
    moment = now()
    if at and not rules.means_now(at, moment):
        if at < moment:
            raise DateInThePast(lifecycle_of(content))
        if at > moment + FURTHEST:
            raise DateTooFar


@transaction.atomic
def keep_as_draft[C: Schedulable](
    *, content: C, viewer: Viewer, at: datetime | None = None, fields: Collection[str] = ()
) -> C:
    """Not published yet, and not by itself: `at` is the hour that its form proposes next time."""
    require_open_account(viewer)
    content.status, content.publish_at = Status.DRAFT, at
    save(content=content, fields=[*fields, "status", "publish_at"])
    return content


@transaction.atomic
def save_edited[C: Schedulable](
    *,
    content: C,
    viewer: Viewer,
    at: datetime | None,
    as_draft: bool = False,
    fields: Collection[str] = (),
) -> C:
    """What an editor wrote: of what is out, an edit. What is not is kept, or put back, among the drafts, or published
    now or `at` its hour; the form that made it writes on it no more."""
    if content.is_published:
        edit(content=content, viewer=viewer, fields=fields)
        return content
    content.form_digest, fields = "", [*fields, "form_digest"]
    if as_draft:
        return keep_as_draft(content=content, viewer=viewer, at=at, fields=fields)
    return publish(content=content, viewer=viewer, at=at, fields=fields)


@job(lane=Lane.PEOPLE)
@transaction.atomic
def publish_due(*, label: str, content_id: UUID) -> None:
    """Its hour has come. Twice does it once."""
    lifecycle = lifecycle_named(label)
    content = lifecycle.rows.select_for_update().filter(pk=content_id).first()
    if content:
        publish_if_due(content=content)


def publish_if_due(*, content: Schedulable) -> None:
    """A locked one, whose hour may have come before the worker does."""
    if rules.is_due(content, now()):
        assert content.publish_at
        _publish(lifecycle_of(content), content, None, content.publish_at, ())


@job(lane=Lane.PEOPLE)
def publish_all_due() -> None:
    """Every minute: those whose own job was lost. Each in its own job, so that none keeps the others waiting."""
    for lifecycle in lifecycles(Schedulable):
        for content_id in queries.ids_to_publish(lifecycle, now()):
            publish_due.enqueue(label=lifecycle.label, content_id=content_id)


def _publish(
    lifecycle: Lifecycle,
    content: Any,
    viewer: Viewer | None,
    moment: datetime,
    fields: Collection[str],
) -> None:
    content.status, content.published_at, content.publish_at = Status.PUBLISHED, moment, None
    if lifecycle.before_publishing:
        lifecycle.before_publishing(content)
    changed = [*fields, "status", "published_at", "publish_at"]
    _change(content, viewer, changed, _event_of(lifecycle.published, content))


# --- Open or closed, pinned -----------------------------------------------------------------------------------------


@transaction.atomic
def close[C: Closable](*, content: C, viewer: Viewer | None, fields: Collection[str] = ()) -> C:
    require_present(content=content)
    if content.closed_at is None:
        content.closed_at = now()
        _change(content, viewer, [*fields, "closed_at"], _event_of(lifecycle_of(content).closed, content))
    return content


@transaction.atomic
def reopen[C: Closable](*, content: C, viewer: Viewer) -> C:
    """One whose last moment has passed goes on without an end."""
    require_present(content=content)
    has_ended = content.closes_at is not None and content.closes_at <= now()
    if content.closed_at is not None or has_ended:
        content.closed_at = None
        content.closes_at = None if has_ended else content.closes_at
        event = _event_of(lifecycle_of(content).reopened, content)
        _change(content, viewer, ["closed_at", "closes_at"], event)
    return content


@transaction.atomic
def pin[C: Pinnable](*, content: C, viewer: Viewer, pinned: bool, last_day: date | None = None) -> C:
    """At the top, at most `max_pinned` of them, until `last_day` is over. One that stands there takes its new end."""
    lifecycle = lifecycle_of(content)
    require_present(content=content)
    if not rules.may_pin(content):
        raise OnlyPublishedIsPinned(lifecycle)
    if last_day and last_day > rules.longest_pin(today_in(viewer.commune.time_zone)):
        raise PinEndsTooLate
    until = rules.end_of_pin(last_day, viewer.commune.time_zone) if pinned else None
    if until and until <= now():
        raise PinEndsInThePast
    if pinned == bool(content.pinned_at) and until == content.pinned_until:
        return content
    if pinned and not content.pinned_at and _is_top_full(lifecycle, content):
        raise TooManyPinned(lifecycle)
    _pin(lifecycle, content, viewer, pinned=pinned, until=until)
    return content


@job(lane=Lane.PEOPLE)
def unpin_all_due() -> None:
    """Every few minutes: those whose last day at the top is over."""
    for lifecycle in lifecycles(Pinnable):
        for content_id in queries.ids_to_unpin(lifecycle, now()):
            _unpin_if_due(lifecycle, content_id)


@transaction.atomic
def _unpin_if_due(lifecycle: Lifecycle, content_id: UUID) -> None:
    content = lifecycle.rows.select_for_update().filter(pk=content_id).first()
    if content and rules.is_pin_over(content, now()):
        _pin(lifecycle, content, None, pinned=False, until=None)


def _pin(
    lifecycle: Lifecycle, content: Pinnable, viewer: Viewer | None, *, pinned: bool, until: datetime | None
) -> None:
    content.pinned_at = (content.pinned_at or now()) if pinned else None
    content.pinned_until = until
    assert lifecycle.pinned
    _change(content, viewer, ["pinned_at", "pinned_until"], lifecycle.pinned(content, pinned))


def _is_top_full(lifecycle: Lifecycle, content: AbstractContent) -> bool:
    return queries.count_pinned(lifecycle, content.commune_id) >= lifecycle.max_pinned


# --- Removal --------------------------------------------------------------------------------------------------------


@transaction.atomic
def remove[C: Removable](*, content: C, viewer: Viewer, fields: Collection[str] = ()) -> C:
    """Gone from every page at once; can be restored for UNDO_FOR, then erased."""
    if content.removed_at is None:
        lifecycle = lifecycle_of(content)
        content.removed_at = now()
        if getattr(content, "author_id", viewer.person_id) != viewer.person_id:
            content.form_digest = ""  # the form that made it does not bring it back
        changed = [*fields, "removed_at", "form_digest"]
        _change(content, viewer, changed, _event_of(lifecycle.removed, content))
        erase.enqueue_at(content.removed_at + UNDO_FOR, label=lifecycle.label, content_id=content.pk)
    return content


@transaction.atomic
def restore[C: Removable](*, content: C, viewer: Viewer, fields: Collection[str] = ()) -> C:
    """As it was, but for what was decided meanwhile: its hour that came, its place at the top that was taken."""
    if content.removed_at is None:
        return content
    lifecycle, changes = lifecycle_of(content), dict[str, Any](removed_at=None)
    if not rules.may_restore(content, now()):
        raise TooLateToRestore(lifecycle)
    content.removed_at = None
    if lifecycle.has_drafts and rules.is_due(content, now()):
        changes["status"] = Status.DRAFT
    if rules.is_pinned(content) and _is_top_full(lifecycle, content):
        changes |= {"pinned_at": None, "pinned_until": None}
    _set(content, changes)
    _change(content, viewer, [*fields, *changes], _event_of(lifecycle.restored, content))
    return content


@job(lane=Lane.UPKEEP)
def erase(*, label: str, content_id: UUID) -> None:
    """The time for undoing is over. Does nothing to one that was restored."""
    while _erase_some(lifecycle_named(label), content_id):
        pass


@transaction.atomic
def _erase_some(lifecycle: Lifecycle, content_id: UUID) -> bool:
    """Returns whether there is more: what is long is erased in steps, so that it holds nobody up."""
    rows = lifecycle.rows.select_for_update().filter(lifecycle.erasable, removed_at__lte=now() - UNDO_FOR)
    content = rows.filter(pk=content_id).first()
    if content is None:
        return False
    moderation.purge_judged_flags(model=lifecycle.model, target_ids=[content_id])
    failures.erase_failures(content_id=content_id)
    if lifecycle.erase:
        return bool(lifecycle.erase(content))
    content.delete()
    return False


@job(lane=Lane.UPKEEP)
def erase_all_removed() -> None:
    """Every night: those whose own job was lost."""
    for lifecycle in lifecycles(Removable):
        for content_id in queries.ids_to_erase(lifecycle, now()):
            erase.enqueue(label=lifecycle.label, content_id=content_id)


def notify_failed_file(*, content: Schedulable, title: str, media_id: UUID, url: str) -> None:
    """A file or a link card of it was prepared, or never will be: who sent the latter hears of which content it is."""
    at, zone = content.begins_at, content.commune.timezone
    day = french.day(local_time(at, zone).date(), today_in(zone)) if at else ""
    of = f"de votre {lifecycle_of(content).noun.singular} «\u00a0{failures.NAME}\u00a0»"
    place = f"{of} du {day}" if day else of
    failures.notify_failed_file(media_id=media_id, place=place, url=url, name=title, content_id=content.pk)
