"""What an app offers to the search: rows for its index, or what it finds itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from civic.core.viewer import Viewer


class SearchText(NamedTuple):
    """What can be found of one row."""

    commune_id: int
    audience: str  # whom it is looked up for; `visible` decides
    title: str
    body: str  # plain text
    at: datetime


class SearchResult(NamedTuple):
    """A row found, as the viewer may see it."""

    title: str
    text: str  # plain text, whole: the page shows what stands around the words
    url: str
    at: datetime | None  # None: of no date


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSource:
    """A kind of rows that the search finds in its index. Their keys are UUIDs. What the journal records of a row, and
    its deletion, bring the index up to date."""

    model: str  # « posts.post »
    label: str  # « Publications »: the filter by rubric
    icon: str
    position: int
    concerns: Callable[[Viewer], bool]  # without a statement
    # Of these rows, what everybody may find who is in the audience, by pk. A row may be found under another one's pk,
    # as the dates of a series are.
    texts: Callable[[Sequence[UUID]], Mapping[UUID, SearchText]]
    visible: Callable[
        [Viewer, Sequence[UUID]], Mapping[UUID, SearchResult]
    ]  # by pk, of what the viewer may see


class SearchFindings(NamedTuple):
    """What an app found itself. `more_url`: where all of it is; "" where there is no more. `is_near`: none holds what
    was typed as it was typed."""

    results: Sequence[SearchResult]
    more_url: str = ""
    is_near: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchLookup:
    """What its app finds itself when it is asked: what no index may hold, or is no row at all."""

    key: str  # in the address of a search
    label: str
    icon: str
    position: int
    concerns: Callable[[Viewer], bool]  # without a statement
    find: Callable[[Viewer, str], SearchFindings]
