"""The mayor's own page: slogan, presentation, CV. It belongs to the office: the next mayor starts with theirs."""

from uuid import UUID

from django.db import transaction

from civic.core.clock import UNDO_FOR, now
from civic.core.form_keys import digest_of_form
from civic.core.refusals import Refusal, require
from civic.core.text import mark_of
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.town_halls import rules
from civic.town_halls.actions.pages import bump_page_version
from civic.town_halls.events import CvChanged, MayorPresentationChanged, SloganChanged
from civic.town_halls.models import CvEntry
from civic.town_halls.queries.profile import cv_entry_for_update, office_for_update

MAX_CV_ENTRIES = 40


class TextChangedMeanwhile(Refusal):
    """Another editor saved first. The view shows what they wrote beside what was typed."""

    status = 409
    message = "Quelqu’un a modifié ce texte pendant que vous écriviez."


class TooManyCvEntries(Refusal):
    message = f"Un parcours compte {MAX_CV_ENTRIES} lignes au plus. Retirez-en une d’abord."


class YearOutOfRange(Refusal):
    message = f"Écrivez une année entre {rules.OLDEST_YEAR} et cette année."


@transaction.atomic
def change_slogan(*, viewer: Viewer, slogan: str) -> None:
    office = office_for_update(viewer)
    require(rules.may_change_page(viewer))
    if office.slogan != slogan:
        office.slogan = slogan
        office.save(update_fields=["slogan"])
        bump_page_version(commune_id=office.commune_id)
        record(SloganChanged(office_id=office.pk), viewer=viewer, target=office)


@transaction.atomic
def change_mayor_presentation(*, viewer: Viewer, presentation: str, seen: str) -> None:
    """`presentation`: rich text. `seen`: the mark (mark_of) of the text that the editor started from."""
    office = office_for_update(viewer)
    require(rules.may_change_page(viewer))
    if office.presentation == presentation:
        return
    if mark_of(office.presentation) != seen:
        raise TextChangedMeanwhile
    office.presentation = presentation
    office.save(update_fields=["presentation"])
    record(MayorPresentationChanged(office_id=office.pk), viewer=viewer, target=office)


@transaction.atomic
def add_cv_entry(*, viewer: Viewer, key: str, year: int, month: int | None, text: str) -> CvEntry:
    """The same form sent twice makes one line. Among those of its year it stands where its month puts it."""
    office = office_for_update(viewer)
    require(rules.may_change_page(viewer))
    _require_year(year)
    key = digest_of_form(key, year, month, text)
    if known := CvEntry.objects.filter(office=office, key=key).first():
        return known
    if CvEntry.objects.filter(office=office, removed_at=None).count() >= MAX_CV_ENTRIES:
        raise TooManyCvEntries
    entry = CvEntry.objects.create(office=office, key=key, year=year, month=month, text=text)
    _place_by_month(entry)
    record(CvChanged(cv_entry_id=entry.pk), viewer=viewer, target=entry)
    return entry


@transaction.atomic
def edit_cv_entry(*, viewer: Viewer, cv_entry_id: UUID, year: int, month: int | None, text: str) -> CvEntry:
    entry = cv_entry_for_update(viewer, cv_entry_id)
    require(rules.may_change_page(viewer))
    _require_year(year)
    if (entry.year, entry.month, entry.text) == (year, month, text):
        return entry
    moves = (entry.year, entry.month) != (year, month)
    entry.year, entry.month, entry.text = year, month, text
    entry.save(update_fields=["year", "month", "text"])
    if moves:
        _place_by_month(entry)
    record(CvChanged(cv_entry_id=entry.pk), viewer=viewer, target=entry)
    return entry


@transaction.atomic
def move_cv_entry(*, viewer: Viewer, cv_entry_id: UUID, to: int) -> CvEntry:
    """To a place, from 0 on, among the lines of its year."""
    entry = cv_entry_for_update(viewer, cv_entry_id)
    require(rules.may_change_page(viewer))
    others = _others_of_year(entry)
    others.insert(max(0, min(to, len(others))), entry)
    if _number(others):
        record(CvChanged(cv_entry_id=entry.pk), viewer=viewer, target=entry)
    return entry


@transaction.atomic
def remove_cv_entry(*, viewer: Viewer, cv_entry_id: UUID) -> CvEntry:
    """Can be brought back for UNDO_FOR, then erased."""
    return _set_removed(viewer, cv_entry_id, removed=True)


@transaction.atomic
def restore_cv_entry(*, viewer: Viewer, cv_entry_id: UUID) -> CvEntry:
    return _set_removed(viewer, cv_entry_id, removed=False)


def erase_removed_cv_entries() -> None:
    """Those that can no longer be brought back."""
    CvEntry.objects.filter(removed_at__lt=now() - UNDO_FOR).delete()


def _set_removed(viewer: Viewer, cv_entry_id: UUID, *, removed: bool) -> CvEntry:
    entry = cv_entry_for_update(viewer, cv_entry_id, removed=True)
    require(rules.may_change_page(viewer))
    if bool(entry.removed_at) != removed:
        entry.removed_at = now() if removed else None
        entry.save(update_fields=["removed_at"])
        record(CvChanged(cv_entry_id=entry.pk), viewer=viewer, target=entry)
    return entry


def _require_year(year: int) -> None:
    if not rules.OLDEST_YEAR <= year <= now().year:
        raise YearOutOfRange


def _place_by_month(entry: CvEntry) -> None:
    """Newest month first; a line without a month stands last."""
    others = _others_of_year(entry)
    at = next((i for i, other in enumerate(others) if (other.month or 0) < (entry.month or 0)), len(others))
    others.insert(at, entry)
    _number(others)


def _others_of_year(entry: CvEntry) -> list[CvEntry]:
    rows = CvEntry.objects.filter(office_id=entry.office_id, year=entry.year, removed_at=None)
    return list(rows.exclude(pk=entry.pk).order_by("position", "id"))


def _number(entries: list[CvEntry]) -> bool:
    """Whether anything moved."""
    moved = False
    for position, entry in enumerate(entries):
        if entry.position != position:
            entry.position, moved = position, True
            entry.save(update_fields=["position"])
    return moved
