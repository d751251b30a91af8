"""Reads. Nothing here tells who voted, or what, but whether the viewer has."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.urls import reverse

from civic.accounts.queries import columns_to_defer, read_with_open_account
from civic.contents import queries as contents
from civic.contents.enums import Status
from civic.core.clock import now, stored_moment
from civic.core.compiled_queries import compiled
from civic.core.cursor import cursor_at, position
from civic.core.descriptors import AlarmLine, Subject
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.memberships.enums import Residence
from civic.memberships.queries.memberships import own_membership
from civic.polls import rules
from civic.polls.models import BATCH, BallotBox, Poll, SealedBallot, Voter
from civic.polls.rules import Share
from civic.polls.sealing import Stored, Tally, Uncountable, open_box

_OPEN = Q(status=Status.PUBLISHED, closed_at=None)
PAGE_SIZE = 20
MOST_OPEN = 50  # shown in a list; nobody has more
MOST_WAITING = 10  # lines of what waits; the page of polls shows them all
OUTCOME_PERIOD, MOST_OUTCOMES = timedelta(days=7), 2  # beside the feed


def reusable() -> QuerySet[Poll]:
    """With their options."""
    rows = _with_options().filter(status=Status.PUBLISHED, removed_at=None)
    return rows.order_by("-published_at", "-id")


# --- For the pages --------------------------------------------------------------------------------------------------


def poll_in_view(viewer: Viewer, poll_id: UUID) -> Poll:
    """With its options."""
    return contents.seen(_in_commune(poll_id, viewer.commune.id), viewer, rules.may_see)


@compiled
def _in_commune(poll_id: UUID, commune_id: int) -> "QuerySet[Poll]":
    return _with_options().filter(pk=poll_id, commune_id=commune_id)


@dataclass(frozen=True, slots=True)
class OpenPoll:
    poll: Poll
    has_voted: bool
    is_asked: bool  # the viewer is one of those who vote


def open_polls(viewer: Viewer) -> list[OpenPoll]:
    """« En cours », those that close first in front. One statement; one more where one is for main residents alone."""
    polls = _open_with_vote(viewer.commune.id, viewer.own_id)
    lives_here = any(poll.is_for_main_residents for poll in polls) and _lives_here(viewer)
    return [
        OpenPoll(poll, poll.has_voted, rules.is_voter(viewer, poll, lives_here=lives_here)) for poll in polls
    ]


@compiled
def _open_with_vote(commune_id: int, voter_id: UUID) -> "QuerySet[Any]":
    mine = Voter.objects.filter(poll_id=OuterRef("pk"), person_id=voter_id)
    rows = _present(commune_id).filter(_OPEN).select_related("box").annotate(has_voted=Exists(mine))
    return rows.order_by("closes_at", "id")[:MOST_OPEN]


def planned(viewer: Viewer) -> list[Poll]:
    """Still to come, the first in front."""
    require(rules.may_keep_polls(viewer))
    return _planned(viewer.commune.id)


@compiled
def _planned(commune_id: int) -> "QuerySet[Poll]":
    return _present(commune_id).filter(status=Status.SCHEDULED).order_by("publish_at", "id")[:MOST_OPEN]


def drafts(viewer: Viewer) -> list[Poll]:
    """What was saved last in front."""
    require(rules.may_keep_polls(viewer))
    return _drafts(viewer.commune.id)


@compiled
def _drafts(commune_id: int) -> "QuerySet[Poll]":
    return _present(commune_id).filter(status=Status.DRAFT).order_by("-saved_at", "id")[:MOST_OPEN]


@dataclass(frozen=True, slots=True)
class PollPage:
    polls: list[Poll]
    older: str  # cursor, "" at the end


def closed(viewer: Viewer, cursor: str = "") -> PollPage:
    """The latest first, by keyset."""
    if cursor:
        moment, last = position(cursor)
        rows = _closed(viewer.commune.id).filter(Q(closed_at__lt=moment) | Q(pk__lt=last))
        found = list(rows.filter(closed_at__lte=moment)[: PAGE_SIZE + 1])
    else:
        found = _last_closed(viewer.commune.id)
    page = found[:PAGE_SIZE]
    final = page[-1] if len(found) > PAGE_SIZE else None
    return PollPage(page, cursor_at(final.closed_at, final.pk) if final and final.closed_at else "")


@compiled
def _last_closed(commune_id: int) -> "QuerySet[Poll]":
    return _closed(commune_id)[: PAGE_SIZE + 1]


def _closed(commune_id: int) -> QuerySet[Poll]:
    # In the words of the index that holds them in this order: SQLite knows it again by these alone.
    return _present(commune_id).filter(~Q(closed_at=None)).order_by("-closed_at", "-id")


def has_voted(viewer: Viewer, poll: Poll) -> bool:
    """Known until the poll is closed: then nobody needs to know any more."""
    return Voter.objects.filter(poll_id=poll.pk, person_id=viewer.own_id).exists()


def votes_cast(poll: Poll) -> int:
    """In an open poll, those of people who erased their account since among them."""
    erased = BallotBox.objects.filter(poll_id=poll.pk).values_list("erased_voters", flat=True).first()
    return Voter.objects.filter(poll_id=poll.pk).count() + (erased or 0)


def has_votes(poll: Poll) -> bool:
    """Those of people who erased their account since are still there."""
    return poll.is_closed or bool(_a_vote(poll.pk))


@compiled
def _a_vote(poll_id: UUID) -> "QuerySet[Any, tuple[UUID]]":
    voters = Voter.objects.filter(poll_id=poll_id).values_list("poll_id")
    erased = BallotBox.objects.filter(poll_id=poll_id, erased_voters__gt=0).values_list("poll_id")
    return voters.union(erased, all=True)[:1]


def may_vote(viewer: Viewer, poll: Poll) -> bool:
    """Is the viewer one of those whom the poll asks?"""
    lives_here = poll.is_for_main_residents and _lives_here(viewer)
    return rules.is_voter(viewer, poll, lives_here=lives_here)


def _lives_here(viewer: Viewer) -> bool:
    membership = own_membership(viewer) if viewer.is_authenticated else None
    return membership is not None and membership.residence == Residence.MAIN


# --- Results --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Result:
    """`ballots`: how many were counted, 0 while they are too few."""

    ballots: int
    shares: list[Share]

    @property
    def leading(self) -> list[Share]:
        """The first, or those that are first together."""
        return [share for share in self.shares if share.is_first]


def result_of(poll: Poll) -> Result:
    """Of a poll read with its options: when it is closed as it was counted, before as far as it is counted. The caller
    knows that the viewer may see it (`rules.sees_result`)."""
    options = list(poll.options.all())
    if poll.is_closed:
        votes, ballots = [option.votes or 0 for option in options], poll.ballots or 0
    else:
        tally = tally_of(poll)
        votes, ballots = tally.votes[: len(options)], tally.ballots
    return Result(ballots, rules.shares([option.text for option in options], votes, ballots))


def tally_of(poll: Poll) -> Tally:
    """Of one that cannot be counted, nothing is shown."""
    try:
        return Tally() if poll.failure else open_box(poll.pk, poll.box.tally)[1]
    except BallotBox.DoesNotExist:
        return Tally()
    except Uncountable:  # within a minute, the page says so
        return Tally()


# --- On the commune's page ------------------------------------------------------------------------------------------


def has_open(viewer: Viewer) -> bool:
    """For the layout of the page: opening and closing a poll render it again."""
    return viewer.is_member and _asking(viewer.commune.id, now()).exists()


def awaiting_vote(viewer: Viewer) -> list[Poll]:
    """Those that ask for the viewer's vote, the first to close in front. One statement; one more where a poll is for
    main residents alone."""
    found = _without_vote_of(viewer.own_id, viewer.commune.id, now())
    lives_here = any(poll.is_for_main_residents for poll in found) and _lives_here(viewer)
    return [poll for poll in found if rules.is_voter(viewer, poll, lives_here=lives_here)]


def just_concluded(viewer: Viewer) -> list[Poll]:
    """Those whose outcome was published these days, the latest first, with their options."""
    rows = _with_options().filter(
        commune_id=viewer.commune.id,
        removed_at=None,
        closed_at__isnull=False,
        outcome_at__gt=now() - OUTCOME_PERIOD,
    )
    return list(rows.order_by("-outcome_at", "-id")[:MOST_OUTCOMES])


@compiled
def _without_vote_of(person_id: UUID, commune_id: int, at: datetime) -> "QuerySet[Poll]":
    votes = Voter.objects.filter(poll_id=OuterRef("pk"), person_id=person_id)
    rows = _asking(commune_id, at).filter(~Exists(votes)).order_by("closes_at", "id")
    return rows.only("title", "commune_id", "electorate", "status", "closed_at", "removed_at")[:MOST_WAITING]


def _asking(commune_id: int, at: datetime) -> "QuerySet[Poll]":
    here = _present(commune_id)
    return here.filter(_OPEN, suspended_at=None, failure="", closes_at__gt=at)


# --- For the actions ------------------------------------------------------------------------------------------------


def poll_for_update(viewer: Viewer, poll_id: UUID) -> Poll:
    """One of the commune in view that the viewer may see, or removed a moment ago; locked against votes too."""
    return contents.in_view(Poll.objects.select_for_update(), viewer, poll_id, rules.may_find)


# In SQL because Django does not know shared locks: votes go in side by side; who edits or closes the poll waits for
# them, and they for it. What was changed meanwhile is read again in the row that is locked, and only there.
_FOR_VOTE = """SELECT status, suspended_at, closes_at, closed_at, removed_at, max_choices, electorate, paper, failure
FROM polls_poll WHERE id = %s AND commune_id = %s"""


def poll_for_vote(viewer: Viewer, poll_id: UUID) -> Poll:
    """What a vote is judged by: of the poll no more than the rules ask."""
    # SQLite lets in one writer at a time.
    sql = _FOR_VOTE + (" FOR SHARE" if connection.vendor == "postgresql" else "")
    with connection.cursor() as cursor:
        cursor.execute(sql, [Poll._meta.pk.get_db_prep_value(poll_id, connection), viewer.commune.id])
        row = cursor.fetchone()
    if row is None:
        raise Http404
    status, suspended_at, closes_at, closed_at, removed_at, max_choices, electorate, paper, failure = row
    poll = Poll(
        id=poll_id,
        commune_id=viewer.commune.id,
        status=status,
        suspended_at=_moment(suspended_at),
        closes_at=_moment(closes_at),
        closed_at=_moment(closed_at),
        removed_at=_moment(removed_at),
        max_choices=max_choices,
        electorate=electorate,
        paper=json.loads(paper),
        failure=failure,
    )
    if not rules.may_see(viewer, poll):
        raise Http404
    return poll


def tally_for_vote(viewer: Viewer, poll: Poll) -> Stored:
    """The sealed count. Read once the poll is locked, never with it: a count that the lock was waited for opened
    another round. So it is read with the voter's account, the last that a vote locks."""
    poll_key = Poll._meta.pk.get_db_prep_value(poll.pk, connection)
    found: Stored = read_with_open_account(
        viewer, expression="(SELECT tally FROM polls_ballotbox WHERE poll_id = %s)", values=[poll_key]
    )
    return found


def _moment(value: datetime | str | None) -> datetime | None:
    return stored_moment(value) if value else None


def published_poll(poll_id: UUID) -> Poll | None:
    """For those who are notified of it."""
    rows = Poll.objects.select_related("commune").filter(pk=poll_id, removed_at=None)
    return rows.filter(status=Status.PUBLISHED).first()


def due_to_close(moment: datetime) -> list[UUID]:
    rows = Poll.objects.filter(_OPEN, closes_at__lte=moment, removed_at=None)
    return list(rows.order_by("closes_at").values_list("pk", flat=True)[:500])


def due_to_count() -> list[UUID]:
    """Polls in whose box enough ballots wait for a batch to be opened, and another one to stay."""
    waiting = SealedBallot.objects.values("poll_id").annotate(count=Count("pk"))
    return [row["poll_id"] for row in waiting.filter(count__gte=2 * BATCH).order_by("poll_id")[:500]]


def boxes() -> list[BallotBox]:
    """Of all open polls, with the failure that is known."""
    rows = BallotBox.objects.select_related("poll").order_by("poll_id")
    return list(rows.only("tally", "erased_voters", "poll__failure"))


def without_box(poll_ids: Collection[UUID]) -> set[UUID]:
    found = BallotBox.objects.filter(poll_id__in=poll_ids).values_list("poll_id", flat=True)
    return set(poll_ids) - set(found)


# --- For others -----------------------------------------------------------------------------------------------------


def subjects(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    """Polls of the commune in view as the town hall's journal names them."""
    rows = Poll.objects.filter(pk__in=ids, commune_id=viewer.commune.id)
    return {
        str(poll.pk): Subject(
            poll.title or "Sondage",
            reverse("poll_detail", args=[viewer.commune.slug, poll.pk])
            if rules.may_see(viewer, poll)
            else "",
        )
        for poll in rows
        if rules.may_find(viewer, poll)
    }


def uncountable() -> list[AlarmLine]:
    """Open, and their ballots cannot be counted: for those who run the platform."""
    polls = Poll.objects.select_related("commune").filter(_OPEN, removed_at=None).exclude(failure="")
    return [AlarmLine(poll.commune.name, poll.get_failure_display(), str(poll.pk)) for poll in polls]


def present(viewer: Viewer) -> QuerySet[Poll]:
    return _present(viewer.commune.id)


def _present(commune_id: int) -> QuerySet[Poll]:
    return Poll.objects.filter(commune_id=commune_id, removed_at=None)


def _with_options() -> QuerySet[Poll]:
    rows = Poll.objects.select_related("author").defer(*columns_to_defer("author"))
    return rows.prefetch_related("options__media")
