"""Keeping residents where the town hall looks for them: under their name, and by the words of their address."""

from uuid import UUID

from django.db import transaction
from django.db.models import Min, Q

from civic.accounts.actions.account import accept_identity, take_former_address
from civic.communes.directory.streets import Address, address_digests, parts_of, street_digest
from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.memberships.enums import MembershipStatus
from civic.memberships.events import ResidentsExported
from civic.memberships.models import AddressWord, Membership
from civic.town_halls.rules import may_manage_residents

MOST_COMPLETED = 1000  # a night


def index_address(*, membership: Membership) -> None:
    """Found by its street and the words of its address as it is now; not at all once they left."""
    membership.street_digest = street_digest(membership.street, membership.commune_id)
    membership.save(update_fields=["street_digest"])
    AddressWord.objects.filter(membership=membership).delete()
    if membership.status == MembershipStatus.LEFT:
        return
    AddressWord.objects.bulk_create(
        (
            AddressWord(
                commune_id=membership.commune_id,
                digest=digest,
                last_first=membership.last_first,
                membership=membership,
            )
            for digest in address_digests(str(membership.address), membership.commune_id)
        ),
        ignore_conflicts=True,  # the same person's other request, at the same moment
    )


@transaction.atomic
def index_person(*, person_id: UUID) -> None:
    """The person's name may have changed. Twice does it once."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("person")
    for membership in rows.filter(person_id=person_id):
        membership.name_after(membership.person.first_name, membership.person.last_name)
        membership.save(update_fields=["last_first", "first_last", "lookalike_key"])
        index_address(membership=membership)


@job(lane=Lane.UPKEEP)
def complete_names() -> None:
    """Of who asked while a process of before the column of `lookalike_key` still served: nobody saw their namesakes."""
    incomplete = (
        Membership.objects.filter(lookalike_key="").order_by("person_id").values_list("person_id", flat=True)
    )
    for person_id in incomplete.distinct()[:MOST_COMPLETED]:
        index_person(person_id=person_id)


@job(lane=Lane.UPKEEP)
def complete_streets() -> None:
    """Of who wrote their address while a process of before the column of `street_digest` still served."""
    incomplete = Membership.objects.filter(street_digest="").exclude(street="").order_by("person_id")
    for person_id in incomplete.values_list("person_id", flat=True).distinct()[:MOST_COMPLETED]:
        index_person(person_id=person_id)


@job(lane=Lane.UPKEEP)
def complete_identities() -> None:
    """Of who was accepted while a process of before the column `identity_accepted_at` still served."""
    accepted = Membership.objects.filter(
        Q(status=MembershipStatus.ACCEPTED) | Q(status=MembershipStatus.LEFT) & ~Q(proof_seen=""),
        person__identity_accepted_at=None,
    )
    rows = accepted.order_by("person_id").values_list("person_id").annotate(first=Min("decided_at"))
    for person_id, moment in rows[:MOST_COMPLETED]:
        accept_identity(person_id=person_id, moment=moment or now())


@job(lane=Lane.UPKEEP)
def move_addresses() -> None:
    """Of who wrote theirs while a process of before a membership carried its own still served."""
    rows = Membership.objects.exclude(person__postal_address="").exclude(status=MembershipStatus.LEFT)
    for person_id in (
        rows.order_by("person_id").values_list("person_id", flat=True).distinct()[:MOST_COMPLETED]
    ):
        move_address(person_id=person_id)


@transaction.atomic
def move_address(*, person_id: UUID) -> None:
    """To each membership without one, as their town halls read it until now."""
    rows = Membership.objects.select_for_update(of=("self",)).filter(person_id=person_id)
    memberships = list(rows.exclude(status=MembershipStatus.LEFT))
    address = parts_of(take_former_address(person_id=person_id))
    for membership in memberships:
        if not any(membership.address):
            membership.move_to(address)
            membership.save(update_fields=Address._fields)
            index_address(membership=membership)


def record_export(*, viewer: Viewer, tab: str) -> None:
    """« Exporter la liste »: who took it away is written down."""
    require(may_manage_residents(viewer))
    record(ResidentsExported(tab=tab), viewer=viewer)
