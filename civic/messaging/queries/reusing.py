"""What one mayor shows another to make their own, and what a message may become."""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from civic.contents.registry import Lifecycle, PrivateWords, Reuse, lifecycles
from civic.core.compiled_queries import compiled
from civic.core.viewer import Viewer
from civic.messaging.models import ProposedContent
from civic.messaging.queries import conversations as queries
from civic.threads.kinds import kind_of
from civic.threads.rules import may_turn

MOST_OFFERED = 8  # of each kind, the newest: older ones are news to nobody


class Proposal(NamedTuple):
    """`content`: None once it was removed."""

    lifecycle: Lifecycle
    reuse: Reuse
    content: Any

    @property
    def title(self) -> str:
        assert self.lifecycle.title
        return self.lifecycle.title(self.content)

    @property
    def makes_draft(self) -> bool:
        """Or else a form opens with its words."""
        return self.reuse.copy is not None

    @property
    def words(self) -> str:
        return self.reuse.words(self.content)


def offered(viewer: Viewer) -> list[Proposal]:
    """Of the commune in view, what may be shown to another mayor."""
    return [
        Proposal(lifecycle, lifecycle.reuse, content)
        for lifecycle in lifecycles()
        if lifecycle.reuse and lifecycle.feature in viewer.features
        for content in lifecycle.reuse.rows().filter(commune_id=viewer.commune.id)[:MOST_OFFERED]
    ]


def proposals_under(message_ids: Collection[UUID]) -> dict[UUID, Proposal]:
    """By message that stands. One statement, and one for each kind of content that is among them."""
    found: dict[UUID, Proposal] = {}
    by_label: dict[str, dict[UUID, list[UUID]]] = {}
    for row in _proposed(list(message_ids)):
        by_label.setdefault(row.label, {}).setdefault(row.content_id, []).append(row.message_id)
    for label, messages in by_label.items():
        lifecycle = _named(label)
        if lifecycle is None or lifecycle.reuse is None:
            continue
        contents = {one.pk: one for one in lifecycle.reuse.rows().filter(pk__in=messages)}
        for content_id, its_messages in messages.items():
            proposal = Proposal(lifecycle, lifecycle.reuse, contents.get(content_id))
            found |= dict.fromkeys(its_messages, proposal)
    return found


@compiled
def _proposed(message_ids: list[UUID]) -> "QuerySet[ProposedContent]":
    return ProposedContent.objects.filter(message_id__in=message_ids, message__removed_at=None)


def _named(label: str) -> Lifecycle | None:
    """None where its app was taken out, or what the form says is none."""
    return next((one for one in lifecycles() if one.label == label), None)


def is_offered(viewer: Viewer, label: str, content_id: UUID) -> bool:
    """Among all of the commune in view, however old."""
    lifecycle = _named(label)
    if lifecycle is None or lifecycle.reuse is None or lifecycle.feature not in viewer.features:
        return False
    return lifecycle.reuse.rows().filter(pk=content_id, commune_id=viewer.commune.id).exists()


def made_of_messages(viewer: Viewer) -> list[Lifecycle]:
    """The contents that the viewer may make of a resident's message (« Transformer en… »)."""
    return [
        one
        for one in lifecycles()
        if one.message_field
        if one.feature in viewer.features
        if one.prepared_by and one.prepared_by(viewer)
    ]


def turn_label(viewer: Viewer) -> str:
    """What leads there from a message: by its own name where there is but one, "" where there is none."""
    becomes = made_of_messages(viewer)
    if len(becomes) > 1:
        return "Transformer en…"
    return f"En faire {becomes[0].noun.one}" if becomes else ""


def words_to_turn(viewer: Viewer, message_id: UUID) -> PrivateWords:
    message = queries.message_in_view(viewer, message_id)
    kind = kind_of(message.thread)
    if not may_turn(viewer, kind, message):
        raise Http404
    return PrivateWords(message.words, kind.address_of(message))
