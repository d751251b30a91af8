"""A vote. Nothing is recorded of it: no entry in the journal, no notification, no live message, no line in a log."""

from collections.abc import Collection
from uuid import UUID, uuid4

from django.db import connection, transaction

from civic.core.clock import now
from civic.core.refusals import Refusal
from civic.core.viewer import Viewer
from civic.polls import rules
from civic.polls.models import Poll
from civic.polls.queries import polls as queries
from civic.polls.refusals import NoOptionChosen, TooManyOptionsChosen
from civic.polls.sealing import Seals, Stored, Tally, Uncountable, open_box

_TAKE_PART = "INSERT INTO polls_voter (poll_id, person_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_BALLOT = "INSERT INTO polls_sealedballot (id, poll_id, sealed) "
_TAKE_PART_WITH_BALLOT = (
    f"WITH part AS ({_TAKE_PART} RETURNING poll_id) {_BALLOT}SELECT %s, poll_id, %s FROM part"  # noqa: S608 - ours
)


class AlreadyVoted(Refusal):
    message = "Vous avez déjà voté : votre premier vote est bien enregistré, et lui seul compte."


class VoteIsOver(Refusal):
    message = "Le vote est clos : la limite est passée."


class VoteNotOpen(Refusal):
    message = "Ce sondage n’est pas encore ouvert."


class VoteSuspended(Refusal):
    message = "La mairie a désactivé ce sondage : on ne peut pas y voter pour l’instant."


class CannotBeCounted(Refusal):
    message = (
        "Votre vote n’est pas pris\u00a0: ce sondage ne peut pas être dépouillé pour l’instant. "
        "L’équipe de la plateforme est prévenue."
    )


class NotAVoter(Refusal):
    message = "Seuls les administrés inscrits dans cette commune peuvent voter."


class MainResidentsOnly(Refusal):
    message = "Ce sondage s’adresse aux administrés dont la résidence principale est dans la commune."


class OptionsChanged(Refusal):
    message = "Les réponses de ce sondage ont changé entre-temps. Relisez-les, puis choisissez de nouveau."


@transaction.atomic
def cast_vote(*, viewer: Viewer, poll_id: UUID, option_ids: Collection[UUID]) -> None:
    """Once for each person, for good: that they took part, and a sealed ballot, both or neither. Of two at the same
    instant the database takes one. What is asked of the poll, the hour first, is asked with both locks held: either can
    be waited for until the limit is past."""
    poll = queries.poll_for_vote(viewer, poll_id)
    sealed_tally = queries.tally_for_vote(viewer, poll)
    _require_voter(viewer, poll)
    places = _places(poll, option_ids)
    seals, tally = _opened(poll, sealed_tally)
    ballot_id = uuid4()
    if not _write(viewer, poll_id, ballot_id, seals.seal_ballot(ballot_id, places, tally.round_id)):
        raise AlreadyVoted


def _require_voter(viewer: Viewer, poll: Poll) -> None:
    if not queries.may_vote(viewer, poll):
        raise MainResidentsOnly if rules.is_voter(viewer, poll, lives_here=True) else NotAVoter
    if rules.takes_votes(poll, now()):
        return
    if poll.is_closed or rules.is_counting(poll, now()):
        raise VoteIsOver
    if poll.failure:
        raise CannotBeCounted
    raise VoteSuspended if poll.suspended_at else VoteNotOpen


def _opened(poll: Poll, sealed_tally: Stored) -> tuple[Seals, Tally]:
    """What is sealed now can be opened then."""
    try:
        return open_box(poll.pk, sealed_tally)
    except Uncountable as error:
        raise CannotBeCounted from error


def _places(poll: Poll, option_ids: Collection[UUID]) -> list[int]:
    chosen = set(option_ids)
    if not chosen:
        raise NoOptionChosen
    if len(chosen) > poll.max_choices:
        raise TooManyOptionsChosen(poll.max_choices)
    places = {UUID(key): place for place, key in enumerate(poll.paper)}
    if not chosen <= places.keys():
        raise OptionsChanged
    return [places[option_id] for option_id in chosen]


def _write(viewer: Viewer, poll_id: UUID, ballot_id: UUID, sealed: bytes) -> bool:
    """False where the person took part already; a row that another transaction is about to write is waited for. In
    SQL: Django does not say whether it inserted, and a failed insert would take the transaction with it. PostgreSQL
    writes both in one statement, SQLite knows none that does."""
    poll_key, person_key, ballot_key = (
        Poll._meta.pk.get_db_prep_value(key, connection) for key in (poll_id, viewer.own_id, ballot_id)
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_TAKE_PART_WITH_BALLOT, [poll_key, person_key, ballot_key, sealed])
            return cursor.rowcount == 1
        cursor.execute(_TAKE_PART, [poll_key, person_key])
        if cursor.rowcount != 1:
            return False
        cursor.execute(_BALLOT + "VALUES (%s, %s, %s)", [ballot_key, poll_key, sealed])
        return True
