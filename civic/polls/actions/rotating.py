"""A box and its ballots by the first of ENCRYPTION_KEYS (`core.rotation`): nothing is counted, and no round opens."""

from uuid import UUID

from django.db import transaction

from civic.core.encryption import UnreadableValue
from civic.polls.actions.counting import locked_box
from civic.polls.models import BallotBox, SealedBallot
from civic.polls.sealing import Seals, Tally, Uncountable, open_box


def boxes() -> list[UUID]:
    return list(BallotBox.objects.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def renew_box(*, poll_id: UUID) -> bool:
    """Whether there was something to write. All of a box or nothing, and no vote meanwhile. Raises UnreadableValue,
    also where the secret of the poll is lost: what its ballots need cannot be told."""
    box = locked_box(poll_id=poll_id)
    if box is None:
        return False
    try:
        seals, tally = open_box(poll_id, box.tally)
    except Uncountable as error:
        raise UnreadableValue from error
    tally_changed = _renew_tally(box, seals, tally)
    return _renew_ballots(poll_id, seals, tally.round_id) or tally_changed


def _renew_tally(box: BallotBox, seals: Seals, tally: Tally) -> bool:
    try:
        seals.by_first_key().open_tally(box.tally)
    except UnreadableValue:
        box.tally = seals.seal_tally(tally)
        box.save(update_fields=["tally"])
        return True
    return False


def _renew_ballots(poll_id: UUID, seals: Seals, round_id: bytes) -> bool:
    """By their random keys: the order of the votes is not that of the writing."""
    newest, changed = seals.by_first_key(), False
    ballots = SealedBallot.objects.filter(poll_id=poll_id).order_by("pk")
    for ballot_id, sealed in ballots.values_list("pk", "sealed"):
        try:
            newest.open_ballot(ballot_id, sealed, round_id)
        except UnreadableValue:
            places = seals.open_ballot(ballot_id, sealed, round_id)
            again = seals.seal_ballot(ballot_id, places, round_id)
            SealedBallot.objects.filter(pk=ballot_id).update(sealed=again)
            changed = True
    return changed
