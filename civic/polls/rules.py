"""Who may do what with a poll, and what its result is. Pure."""

from dataclasses import dataclass
from datetime import datetime

from civic.core.viewer import Viewer
from civic.memberships.enums import MembershipStatus
from civic.polls.enums import HOLD_POLLS, Stage
from civic.polls.models import BATCH, Poll


def may_keep_polls(viewer: Viewer) -> bool:
    return viewer.may(HOLD_POLLS)


def may_manage(viewer: Viewer, poll: Poll) -> bool:
    return may_keep_polls(viewer) and viewer.belongs_to(poll.commune_id)


def may_see(viewer: Viewer, poll: Poll) -> bool:
    if not viewer.belongs_to(poll.commune_id) or poll.removed_at is not None:
        return False
    return viewer.is_member if poll.is_published else may_keep_polls(viewer)


def may_find(viewer: Viewer, poll: Poll) -> bool:
    """Those who keep polls find what was removed a moment ago, too."""
    return may_see(viewer, poll) or may_manage(viewer, poll)


def is_voter(viewer: Viewer, poll: Poll, *, lives_here: bool) -> bool:
    """Those whom the town hall accepted as residents; who acts for it votes as a resident or not at all. A restriction
    takes away ways of speaking, and a vote is none of them. `lives_here`: with their main residence."""
    if not viewer.belongs_to(poll.commune_id) or viewer.membership != MembershipStatus.ACCEPTED:
        return False
    return lives_here or not poll.is_for_main_residents


def takes_votes(poll: Poll, moment: datetime) -> bool:
    return (
        poll.is_open
        and poll.removed_at is None
        and poll.suspended_at is None
        and not poll.failure
        and poll.closes_at is not None
        and moment < poll.closes_at
    )


def is_counting(poll: Poll, moment: datetime) -> bool:
    """The limit has passed, the ballots are not counted yet."""
    return poll.is_open and poll.closes_at is not None and poll.closes_at <= moment


def waits_for_help(poll: Poll) -> bool:
    """Open, and as far as is known its ballots cannot be counted."""
    return poll.is_open and bool(poll.failure)


def stage(viewer: Viewer, poll: Poll, moment: datetime, *, has_voted: bool, is_voter: bool) -> Stage:
    """What the page of a poll shows this viewer."""
    if poll.is_closed:
        return Stage.CLOSED
    if poll.failure:
        return Stage.FAILED
    if has_voted:
        return Stage.VOTED
    if is_counting(poll, moment):
        return Stage.COUNTING
    if is_voter and takes_votes(poll, moment):
        return Stage.BALLOT
    if poll.suspended_at:
        return Stage.SUSPENDED
    if poll.is_scheduled:
        return Stage.SCHEDULED
    if poll.is_draft:
        return Stage.DRAFT
    is_neighbour = poll.is_for_main_residents and viewer.membership == MembershipStatus.ACCEPTED
    return Stage.MAIN_RESIDENTS if is_neighbour else Stage.RESIDENTS


def sees_result(poll: Poll, *, has_voted: bool) -> bool:
    """Before the end, those alone who have voted: neither the town hall nor anybody else sees more than they do."""
    return poll.is_closed or has_voted


def votes_at_least(counted: int) -> int:
    """How many took part in an open poll, as far as all may know it: those whose ballots were counted, five at least at
    a time, and the five that wait. So it grows by five at least, and nobody sees by it that a neighbour voted. 0 before
    the tenth vote."""
    return counted + BATCH if counted else 0


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a result. `percent` is rounded, of the ballots."""

    text: str
    votes: int
    percent: int
    is_first: bool


def shares(texts: list[str], votes: list[int], ballots: int) -> list[Share]:
    best = max(votes, default=0)
    return [
        Share(text, count, round(100 * count / ballots) if ballots else 0, bool(best) and count == best)
        for text, count in zip(texts, votes, strict=True)
    ]
