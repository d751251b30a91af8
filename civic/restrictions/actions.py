"""A town hall takes from a resident, for a time, the right to speak; and gives it back."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from civic.core.clock import UNDO_FOR, now
from civic.core.form_keys import digest_of_form, key_of_form
from civic.core.jobs import Lane, job
from civic.core.refusals import require
from civic.core.text import clean_text
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.live import actions as live
from civic.memberships.models import Membership
from civic.memberships.queries.memberships import membership_for_update
from civic.restrictions import rules
from civic.restrictions.enums import RestrictionReason, RestrictionScope
from civic.restrictions.events import (
    ResidentRestricted,
    RestrictionEnded,
    RestrictionLifted,
    RestrictionRestored,
)
from civic.restrictions.models import Restriction
from civic.restrictions.queries import (
    OneselfRestricted,
    due_restriction_ids,
    last_restriction_for_update,
    open_restriction_for_update,
    require_restrictable,
    restriction_for_update,
)
from civic.restrictions.refusals import (
    EndInThePast,
    FormUsedBefore,
    NothingRestricted,
    NotRestricted,
    RestrictedMeanwhile,
    RestrictionReasonMissing,
    RestrictionTooLong,
    TooLateToUndo,
)


@transaction.atomic
def restrict_resident(
    *,
    viewer: Viewer,
    membership_id: UUID,
    scopes: Iterable[str],
    duration: str,
    until: date | None = None,
    reason: str,
    words: str,
    key: str,
    former_id: UUID | None = None,
) -> Restriction:
    """`until`: its last day, where `duration` is a date. `former_id`: the restriction that the form showed, which this
    one takes the place of. The same form sent twice makes one."""
    membership = membership_for_update(viewer, membership_id)
    require(rules.may_restrict(viewer, membership))
    require_restrictable(viewer, membership)
    chosen, words, reason = _settled(scopes), clean_text(words), RestrictionReason(reason).value
    key, zone = key_of_form(key), viewer.commune.time_zone
    digest = digest_of_form(key, chosen, duration, until, reason, words)
    own = Restriction.objects.filter(commune_id=viewer.commune.id, person_id=membership.person_id)
    if made := own.filter(key=key).first():
        if made.closed_at or made.form_digest != digest:
            raise FormUsedBefore
        return made
    ends_at = rules.restriction_end(duration, now=now(), zone=zone, until=until)
    _require_sound(chosen, ends_at, words, zone)
    _make_room(viewer, membership, former_id)
    restriction = Restriction.objects.create(
        commune_id=viewer.commune.id,
        person_id=membership.person_id,
        key=key,
        form_digest=digest,
        scopes=chosen,
        starts_at=now(),
        ends_at=ends_at,
        reason=reason,
        words=words,
        made_by_id=viewer.person_id,
    )
    _end_in_time(restriction)
    record(ResidentRestricted(restriction_id=restriction.pk), viewer=viewer, target=restriction)
    live.rights_changed(person_id=restriction.person_id)
    return restriction


@transaction.atomic
def lift_restriction(*, viewer: Viewer, membership_id: UUID, words: str = "") -> Restriction:
    """Before its end. Twice by the same agent does it once; another one learns who was first."""
    membership = membership_for_update(viewer, membership_id)
    require(rules.may_restrict(viewer, membership))
    if membership.person_id == viewer.person_id:
        raise OneselfRestricted("Vous ne pouvez pas lever votre propre blocage.")
    last = last_restriction_for_update(viewer, membership.person_id)
    if last is None or (last.lifted_at is None and _is_over(last)):
        raise NotRestricted
    if last.lifted_at:
        if last.lifted_by_id == viewer.person_id:
            return last
        who = last.lifted_by.full_name if last.lifted_by and not last.lifted_on_appeal else "la plateforme"
        raise NotRestricted(f"Ce blocage a déjà été levé par {who}.")
    _lift(last, viewer, words)
    record(RestrictionLifted(restriction_id=last.pk), viewer=viewer, target=last)
    return last


@transaction.atomic
def restore_restriction(*, viewer: Viewer, membership_id: UUID) -> Restriction:
    """Undo of `lift_restriction`, for a little while, by whoever lifted it."""
    membership = membership_for_update(viewer, membership_id)
    require(rules.may_restrict(viewer, membership))
    require_restrictable(viewer, membership)
    last = last_restriction_for_update(viewer, membership.person_id)
    if last is None:
        raise NotRestricted
    if last.lifted_at is None and not _is_over(last):
        return last
    own = last.lifted_by_id == viewer.person_id and not last.lifted_on_appeal
    if last.lifted_at is None or not own or now() > min(last.lifted_at + UNDO_FOR, last.ends_at):
        raise TooLateToUndo
    last.lifted_at = last.lifted_by = last.closed_at = None
    last.lifted_words = ""
    last.save(update_fields=["lifted_at", "lifted_by", "lifted_words", "closed_at"])
    _end_in_time(last)
    record(RestrictionRestored(restriction_id=last.pk), viewer=viewer, target=last)
    live.rights_changed(person_id=last.person_id)
    return last


@transaction.atomic
def lift_on_appeal(*, viewer: Viewer, restriction_id: UUID, words: str) -> None:
    """By the platform. One that is over stays as it is."""
    require(viewer.is_staff)
    restriction = restriction_for_update(restriction_id)
    if _is_over(restriction):
        return
    restriction.lifted_on_appeal = True
    _lift(restriction, viewer, words)
    record(
        RestrictionLifted(restriction_id=restriction.pk, on_appeal=True),
        viewer=viewer,
        target=restriction,
        commune_id=restriction.commune_id,
    )


@job(lane=Lane.PEOPLE)
@transaction.atomic
def end_restriction(*, restriction_id: UUID) -> None:
    """Its hour has come: it is over without this, which notifies the person. Twice notifies once; too early does
    nothing."""
    restriction = restriction_for_update(restriction_id)
    if restriction.closed_at or restriction.ends_at > now():
        return
    restriction.closed_at = restriction.ends_at
    restriction.save(update_fields=["closed_at"])
    record(
        RestrictionEnded(restriction_id=restriction.pk),
        target=restriction,
        commune_id=restriction.commune_id,
    )
    live.rights_changed(person_id=restriction.person_id)


@job(lane=Lane.PEOPLE)
def end_due_restrictions() -> None:
    """Those whose own job was lost, or came when a clock had gone back."""
    for restriction_id in due_restriction_ids():
        end_restriction(restriction_id=restriction_id)


@transaction.atomic
def follow_merged_communes() -> None:
    """Restrictions made by communes that were merged go on in their successors."""
    left = Restriction.objects.filter(commune__merged_into__isnull=False).order_by()
    for commune_id, successor_id in left.values_list("commune_id", "commune__merged_into_id").distinct():
        assert successor_id
        _move_restrictions(commune_id, successor_id)


def _settled(scopes: Iterable[str]) -> list[str]:
    chosen = {RestrictionScope(scope).value for scope in scopes}
    if RestrictionScope.ALL in chosen:
        return [RestrictionScope.ALL.value]
    return [scope for scope in RestrictionScope.values if scope in chosen]


def _require_sound(scopes: list[str], ends_at: datetime, words: str, zone: str) -> None:
    if not scopes:
        raise NothingRestricted
    if ends_at <= now():
        raise EndInThePast
    if ends_at > rules.latest_end(now(), zone):
        raise RestrictionTooLong
    if not words:
        raise RestrictionReasonMissing


def _make_room(viewer: Viewer, membership: Membership, former_id: UUID | None) -> None:
    """One at a time: what is open ends here, if it is what the agent saw."""
    former = open_restriction_for_update(viewer, membership.person_id)
    if former and former.ends_at <= now():
        former.closed_at = former.ends_at
        former.save(update_fields=["closed_at"])
        former = None
    if (former.pk if former else None) != former_id:
        raise RestrictedMeanwhile(_conflict_sentence(former))
    if former:
        former.lifted_at = former.closed_at = now()
        former.lifted_by_id = viewer.person_id
        former.replaced = True
        former.save(update_fields=["lifted_at", "lifted_by", "closed_at", "replaced"])


def _conflict_sentence(found: Restriction | None) -> str:
    if found is None:
        return (
            "Le blocage que vous vouliez remplacer vient de prendre fin. Vérifiez, puis validez de nouveau."
        )
    who = found.made_by.full_name if found.made_by else "Quelqu’un"
    return (
        f"{who} a bloqué cette personne pendant que vous écriviez. "
        "Si vous validez de nouveau, votre blocage remplacera le sien."
    )


def _lift(restriction: Restriction, viewer: Viewer, words: str) -> None:
    restriction.lifted_at = restriction.closed_at = now()
    restriction.lifted_by_id = viewer.person_id
    restriction.lifted_words = clean_text(words)
    restriction.save()
    live.rights_changed(person_id=restriction.person_id)


def _is_over(restriction: Restriction) -> bool:
    return restriction.closed_at is not None or restriction.ends_at <= now()


def _end_in_time(restriction: Restriction) -> None:
    end_restriction.enqueue_at(restriction.ends_at, restriction_id=restriction.pk)


def _move_restrictions(commune_id: int, successor_id: int) -> None:
    """Of two that run for the same person, the one that ends last goes on."""
    moving = Restriction.objects.select_for_update().filter(commune_id=commune_id)
    for restriction in moving.filter(closed_at=None):
        there = Restriction.objects.select_for_update().filter(
            commune_id=successor_id, person_id=restriction.person_id, closed_at=None
        )
        for other in there:
            shorter = min(restriction, other, key=lambda one: one.ends_at)
            shorter.replaced, shorter.lifted_at, shorter.closed_at = True, now(), now()
            shorter.save(update_fields=["replaced", "lifted_at", "closed_at"])
    moving.update(commune_id=successor_id)
