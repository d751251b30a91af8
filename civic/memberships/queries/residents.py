"""« Vos administrés » of a town of any size: each list is read along an index, in its order, from where the last page
ended. Which index: the street's when one is asked for, the names' for a search, the date's when dates are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.urls import reverse

from civic.accounts import queries as people
from civic.communes.directory.streets import address_digests
from civic.core.clock import now
from civic.core.compiled_queries import compiled
from civic.core.descriptors import Subject
from civic.core.refusals import require
from civic.core.text import clean_line, unaccented
from civic.core.viewer import Viewer
from civic.journal import queries as journal
from civic.journal.models import Entry
from civic.memberships.enums import ListOrder, MembershipStatus, Proof
from civic.memberships.models import AddressWord, Membership
from civic.memberships.queries.memberships import accepted_in
from civic.memberships.queries.namesakes import with_namesake_labels
from civic.memberships.resident_parts import Tab, annotated, resident_tabs
from civic.town_halls.models import TownHall
from civic.town_halls.queries.town_halls import town_hall_row
from civic.town_halls.rules import may_manage_residents

PAGE_SIZE = 20
MOST_COUNTED = 1000  # beyond it nobody reads the figure: « 999+ »
_BATCH = 1000
_LATEST = 20  # answers that are looked at for what was seen last
_LONGEST_SEARCH = 200
_PAST_ALL_LETTERS = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. Of what waits, the dates are those of the request; else those of the answer."""

    name: str = ""  # the beginning of a first or last name, or of both, in either order
    residence: str = ""
    street: str = ""  # whole words
    since: datetime | None = None
    until: datetime | None = None  # not included

    def __bool__(self) -> bool:
        return bool(self.name or self.residence or self.street or self.since or self.until)


@dataclass(frozen=True, slots=True)
class ResidentPage:
    memberships: list[Membership]
    next_after: str  # cursor of the next page, "" at the end
    order: ListOrder


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows in the order of an index. The cursor of a page holds `mark` and the key of its last row: no name."""

    mark: str
    rows: QuerySet[Any]
    key: str  # the field of Membership that it is ordered by
    falling: bool = False
    by_word: bool = False  # rows are AddressWords, each with its membership

    def after(self, last: Membership | None) -> "QuerySet[Any]":
        tie = "membership_id" if self.by_word else "pk"
        sign = "-" if self.falling else ""
        rows = self.rows.order_by(f"{sign}{self.key}", f"{sign}{tie}")
        if last is None:
            return rows
        value, way = getattr(last, self.key), "lt" if self.falling else "gt"
        # The condition on the key alone is what the index begins at.
        beyond = Q((f"{self.key}__{way}", value)) | Q((f"{tie}__{way}", last.pk))
        return rows.filter(beyond, (f"{self.key}__{way}e", value))

    def membership(self, row: Any) -> Membership:
        found: Membership = row.membership if self.by_word else row
        return found


def resident_page(
    viewer: Viewer,
    status: MembershipStatus,
    filters: Filters,
    *,
    after: str = "",
    limit: int = PAGE_SIZE,
    narrowed: Q | None = None,
) -> ResidentPage:
    """A page of a list: those who wait in the order of their requests, residents by last name, refusals and whatever
    dates were asked for with the latest first. `narrowed`: a further condition on Membership."""
    require(may_manage_residents(viewer))
    if status == MembershipStatus.PENDING and limit == PAGE_SIZE and not (filters or narrowed or after):
        found = [("d", one) for one in _first_requests(viewer.commune.id)]
        return _page(found, limit, ListOrder.OLDEST_FIRST)
    parts = _parts(viewer, status, filters, narrowed or Q())
    order = _order(parts)
    mark, last = _position(viewer, after)
    if mark:
        parts = parts[next((n for n, part in enumerate(parts) if part.mark == mark), 0) :]
    found = []
    for part in parts:
        rows = part.after(last if part.mark == mark else None)[: limit + 1 - len(found)]
        found += [(part.mark, part.membership(row)) for row in rows]
        if len(found) > limit:
            break
    return _page(found, limit, order)


def _order(parts: list[_Part]) -> ListOrder:
    if any(part.key == "first_last" for part in parts):
        return ListOrder.LAST_NAMES_FIRST
    if any(part.mark == "d" for part in parts):
        return ListOrder.LATEST_FIRST if parts[0].falling else ListOrder.OLDEST_FIRST
    return ListOrder.NAMES


def _page(found: list[tuple[str, Membership]], limit: int, order: ListOrder) -> ResidentPage:
    """`found`: one more than `limit`, where there are more; each with the mark of its part."""
    more, found = len(found) > limit, found[:limit]
    cursor = f"{found[-1][0]}{found[-1][1].pk.hex}" if more else ""
    return ResidentPage([membership for _, membership in found], cursor, order)


@compiled
def _first_requests(commune_id: int) -> "QuerySet[Membership]":
    """What « Vos administrés » opens on."""
    rows = Membership.objects.filter(commune_id=commune_id, status=MembershipStatus.PENDING)
    return _with_names(rows).order_by("requested_at", "pk")[: PAGE_SIZE + 1]


def all_residents(
    viewer: Viewer, status: MembershipStatus, filters: Filters, *, narrowed: Q | None = None
) -> Iterator[Membership]:
    """The whole list, batch by batch, each with what other apps say of it (`resident_parts`)."""
    after = ""
    while True:
        page = resident_page(viewer, status, filters, after=after, limit=_BATCH, narrowed=narrowed)
        yield from annotated(viewer, page.memberships)
        after = page.next_after
        if not after:
            return


class _Counted(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0  # of a condition that nobody can meet


def bounded_counts(viewer: Viewer) -> dict[str, int]:
    """Of each list, by its name, up to MOST_COUNTED; of all residents, the number that is kept."""
    return dict(zip(resident_tabs(), _counts(viewer.commune.id, now())[0], strict=True))


@compiled
def _counts(commune_id: int, moment: datetime) -> "QuerySet[TownHall, tuple[int, ...]]":
    return town_hall_row(commune_id).values_list(
        *(_number_in(tab, commune_id, moment) for tab in resident_tabs().values())
    )


def _number_in(tab: Tab, commune_id: int, moment: datetime) -> F | Subquery:
    if tab.is_everyone:
        return F("residents")
    if tab.people:
        return _Counted(tab.people(commune_id, moment))
    rows = Membership.objects.filter(commune_id=commune_id, status=tab.status)
    return _Counted(rows.order_by().values("pk")[:MOST_COUNTED])


def accepted_between(commune_id: int, start: datetime, end: datetime) -> Subquery:
    """How many, up to MOST_COUNTED, beside what another statement reads."""
    rows = Membership.objects.filter(
        commune_id=commune_id, status=MembershipStatus.ACCEPTED, decided_at__range=(start, end)
    )
    return _Counted(rows.order_by().values("pk")[:MOST_COUNTED])


def has_requests(commune_id: int) -> bool:
    """Does anybody wait for this town hall's answer?"""
    return Membership.objects.filter(commune_id=commune_id, status=MembershipStatus.PENDING).exists()


def resident_in_view(viewer: Viewer, membership_id: UUID) -> Membership:
    """The card of someone of the commune in view, whatever was answered, with their sign; not of those who left."""
    found = _in_view(membership_id, viewer.commune.id)
    if not found:
        raise Http404
    return with_namesake_labels(viewer, found)[0]


@compiled
def _in_view(membership_id: UUID, commune_id: int) -> "QuerySet[Membership]":
    rows = _with_people(Membership.objects.filter(pk=membership_id, commune_id=commune_id))
    return rows.exclude(status__in=[MembershipStatus.UNCONFIRMED, MembershipStatus.LEFT])


def history_of(membership: Membership) -> list[tuple[Entry, str]]:
    """What happened to a registration, the latest first, each with the name of who did it ("" for nobody)."""
    entries = journal.latest_of(membership)
    names = people.names_of({entry.actor_id for entry in entries if entry.actor_id})
    return [(entry, names.get(entry.actor_id, "") if entry.actor_id else "") for entry in entries]


def _with_people(rows: "QuerySet[Any]", prefix: str = "") -> "QuerySet[Any]":
    return rows.select_related(*(prefix + name for name in ("person__photo", "decided_by", "proof_request")))


def _with_names(rows: "QuerySet[Any]", prefix: str = "") -> "QuerySet[Any]":
    """For a list: what else is known of the people stays unread."""
    return _with_people(rows, prefix).defer(
        *people.columns_to_defer(f"{prefix}decided_by", pictured=f"{prefix}person")
    )


def _parts(viewer: Viewer, status: MembershipStatus, filters: Filters, narrowed: Q) -> list[_Part]:
    own = {"commune_id": viewer.commune.id}
    rows = _with_names(Membership.objects.filter(narrowed, **own, status=status))
    dated = "requested_at" if status == MembershipStatus.PENDING else "decided_at"
    rows = rows.filter(_narrow(filters, dated))
    name = unaccented(clean_line(filters.name[:_LONGEST_SEARCH]))
    if filters.street:
        return _street_parts(viewer, rows, filters.street, name)
    if name:
        by_last = _range("last_first", name)
        return [
            _Part("n", rows.filter(by_last), "last_first"),
            _Part("p", rows.filter(_range("first_last", name)).exclude(by_last), "first_last"),
        ]
    if status == MembershipStatus.PENDING:
        return [_Part("d", rows, dated)]
    if status == MembershipStatus.REFUSED or filters.since or filters.until:
        return [_Part("d", rows, dated, falling=True)]
    return [_Part("n", rows, "last_first")]


def _narrow(filters: Filters, dated: str) -> Q:
    wanted = Q()
    if filters.residence:
        wanted &= Q(residence=filters.residence)
    if filters.since:
        wanted &= Q((f"{dated}__gte", filters.since))
    if filters.until:
        wanted &= Q((f"{dated}__lt", filters.until))
    return wanted


def _range(field: str, prefix: str) -> Q:
    """A range of the index: neither % nor _ means anything here."""
    return Q((f"{field}__gte", prefix), (f"{field}__lt", prefix + _PAST_ALL_LETTERS))


def residents_called(commune_id: int, typed: str) -> "QuerySet[Membership]":
    """For a statement: residents whose first or last name begins so, or both in either order; nobody for no letter."""
    rows, name = accepted_in(commune_id), unaccented(clean_line(typed[:_LONGEST_SEARCH]))
    return rows.filter(_range("last_first", name) | _range("first_last", name)) if name else rows.none()


def _street_parts(viewer: Viewer, rows: "QuerySet[Membership]", street: str, name: str) -> list[_Part]:
    """Along the rarest word of the street. Words that no address is found by, « rue » alone, find nobody."""
    digests = address_digests(street, viewer.commune.id)
    if not digests:
        return []
    if name:
        rows = rows.filter(_range("last_first", name) | _range("first_last", name))
    for digest in digests[1:]:
        rows = rows.filter(Exists(AddressWord.objects.filter(membership=OuterRef("pk"), digest=digest)))
    words = AddressWord.objects.filter(commune_id=viewer.commune.id, digest=digests[0])
    return [_Part("r", _joined(words, rows), "last_first", by_word=True)]


def _joined(words: "QuerySet[AddressWord]", rows: "QuerySet[Membership]") -> "QuerySet[AddressWord]":
    """The words whose membership is among the rows, each with it."""
    among = rows.select_related(None).filter(pk=OuterRef("membership_id")).order_by()
    return _with_names(words.filter(Exists(among)), "membership__")


def _position(viewer: Viewer, cursor: str) -> tuple[str, Membership | None]:
    """Mark, and the last row of the page before. Http404 for what no page wrote; someone of another commune, or who is
    gone since, begins the list again."""
    if not cursor:
        return "", None
    try:
        mark, row_id = cursor[0], UUID(hex=cursor[1:])
    except ValueError as error:
        raise Http404 from error
    if mark not in "nprd" or len(cursor) != 33:
        raise Http404
    last = Membership.objects.filter(pk=row_id, commune_id=viewer.commune.id).first()
    return (mark, last) if last else ("", None)


def membership_subjects(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    """Residents by name, for those who may see the list of them."""
    if not may_manage_residents(viewer):
        return {}
    rows = Membership.objects.filter(pk__in=ids, commune_id=viewer.commune.id).select_related("person")
    slug = viewer.commune.slug
    return {
        str(one.pk): Subject(one.person.full_name, reverse("resident_detail", args=[slug, one.pk]))
        for one in rows
    }


def last_proof(viewer: Viewer) -> str:
    """What this town hall saw of those whom it accepted last, "" where it is not said."""
    unsaid = {"", Proof.AUTOMATIC, Proof.UNSTATED}
    return next((proof for proof in _latest_proofs(viewer.commune.id) if proof not in unsaid), "")


@compiled
def _latest_proofs(commune_id: int) -> "QuerySet[Membership, str]":
    accepted = Membership.objects.filter(commune_id=commune_id, status=MembershipStatus.ACCEPTED)
    return accepted.order_by("-decided_at", "-id").values_list("proof_seen", flat=True)[:_LATEST]
