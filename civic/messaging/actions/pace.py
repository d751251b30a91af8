"""How much one person may write in private, beside the measure of each page: every way to write counts together."""

from collections.abc import Sequence
from datetime import timedelta

from civic.core.clock import now
from civic.core.throttles import A_DAY, TooFast
from civic.core.viewer import Viewer
from civic.memberships.queries.memberships import own_membership
from civic.messaging.refusals import TooManyMessagesAtFirst, TooManyNewMayors
from civic.throttles.actions import closed_until

type Limits = Sequence[tuple[int, int]]  # (seconds, how often)

AN_HOUR = 3_600
RESIDENT: Limits = ((AN_HOUR, 40), (A_DAY, 120))
NEWCOMER: Limits = ((AN_HOUR, 6), (A_DAY, 20))
NEW_MAYORS: Limits = ((AN_HOUR, 20), (A_DAY, 40))  # each of them gets a mail
NEW_FOR = timedelta(days=7)


def require_pace(*, viewer: Viewer) -> None:
    """Of a resident. What answers a resident goes by the measure of its page: a town hall has many to answer."""
    is_new = _is_new(viewer)
    limits = NEWCOMER if is_new else RESIDENT
    until = closed_until(subject=_subject(viewer), activity="private messages", limits=limits)
    if until:
        raise (TooManyMessagesAtFirst if is_new else TooFast)(until)


def require_pace_of_new_mayors(*, viewer: Viewer) -> None:
    until = closed_until(subject=_subject(viewer), activity="new mayors", limits=NEW_MAYORS)
    if until:
        raise TooManyNewMayors(until)


def _subject(viewer: Viewer) -> str:
    return str(viewer.own_id)


def _is_new(viewer: Viewer) -> bool:
    """Accepted in this commune for a few days only."""
    membership = own_membership(viewer)
    since = membership.decided_at if membership else None
    return since is not None and now() < since + NEW_FOR
