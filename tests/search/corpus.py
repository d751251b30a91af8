"""Texts of a commune, straight into the database, then into the index as the worker does it."""

from datetime import timedelta
from typing import Any

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.audience import Audience
from civic.core.clock import now
from civic.search import actions
from civic.search.queries.finding import Asked, Found, find
from tests.posts.factories import PostFactory


def post(
    commune: Commune, author: Person, title: str, body: str = "", *, days: float = 1, **fields: Any
) -> Any:
    """Published so many days ago, for members."""
    fields = {"audience": Audience.MEMBERS} | fields
    return PostFactory(
        commune=commune,
        author=author,
        title=title,
        body=f"<p>{body}</p>",
        published_at=now() - timedelta(days=days),
        **fields,
    )


def index(*rows: Any) -> None:
    for row in rows:
        actions.index_rows(source=row._meta.label_lower, ids=[row.pk])


def titles(found: Found) -> list[str]:
    return [hit.result.title for hit in found.hits]


def search(viewer: Any, words: str, **asked: Any) -> list[str]:
    return titles(find(viewer, Asked(words=words, **asked)))
