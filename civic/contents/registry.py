"""What each content says of its life, in its own `lifecycle.py`: found at start, refused when incomplete.

register(Lifecycle(
    model=Suggestion,
    noun=Noun("suggestion", feminine=True),
    already_sent="Ce formulaire a déjà servi : …",
    published=lambda suggestion: SuggestionPublished(suggestion_id=suggestion.pk),
    …
))
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, Q, QuerySet

from civic.contents.models import (
    AbstractContent,
    Closable,
    Pinnable,
    Removable,
    Schedulable,
    WithComments,
    WithThread,
)
from civic.core.descriptors import Feature
from civic.core.registry import descriptors
from civic.core.text import Noun
from civic.core.viewer import Viewer
from civic.journal.events import Event
from civic.threads.actions.threads import ThreadState
from civic.threads.kinds import CommentedContent, register_commented

type Describe = Callable[[Any], Event]  # what happened to this content, for the journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Reuse:
    """How another town hall makes it its own, once its mayor was shown it (« Reprendre chez moi »). One of `copy` and
    `fields` is given. Pictures are not taken along: who is on them agreed to be shown in one commune."""

    rows: Callable[[], QuerySet[Any]]  # of all communes, what may be shown to another mayor; the newest first
    words: Callable[[Any], str]  # plain
    copy: Callable[[Viewer, Any, str], AbstractContent] | None = None  # a draft, by the form's key
    # Where there are no drafts: what the form holds at first.
    fields: Callable[[Any], dict[str, str]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    model: type[AbstractContent]
    noun: Noun
    # Sentences that are the content's own.
    already_sent: str
    changed_meanwhile: str = (
        "Vos réponses sont toujours là : enregistrez de nouveau pour qu’elles remplacent les siennes."
    )
    past: str = "Cette date est passée. Choisissez une date à venir, ou « Tout de suite »."
    # What the journal records of each change.
    scheduled: Describe | None = None
    published: Describe | None = None
    edited: Describe | None = None
    closed: Describe | None = None
    reopened: Describe | None = None
    pinned: Callable[[Any, bool], Event] | None = None
    removed: Describe | None = None
    restored: Describe | None = None
    # How the desk shows what is not out yet.
    title: Callable[[Any], str] | None = None
    edit_page: str = ""  # takes the commune's slug and the content's id
    prepared_by: Callable[[Viewer], bool] | None = None
    thread: Callable[[Any], ThreadState] | None = None  # what its thread follows
    commented: CommentedContent | None = None  # how what concerns its comments names it
    # What it may be begun from.
    new_page: str = (
        ""  # takes the commune's slug; opens with what `forms.begun_with` or `begun_privately` gives
    )
    message_field: str = (
        ""  # of that form: gets private words, where a message may become one (`PrivateWords`)
    )
    reuse: Reuse | None = None
    # What else is to be done.
    before_publishing: Callable[[Any], None] | None = None  # in the same transaction
    after_saving: Callable[[Any], None] | None = None  # in the same transaction, each time
    erase: Callable[[Any], bool | None] | None = (
        None  # instead of `delete`; True while there is more to erase
    )
    erasable: Q = field(default_factory=Q)  # which of those removed are still to be erased
    has_drafts: bool = False
    closes_for_good: bool = False
    max_pinned: int = 0

    def __post_init__(self) -> None:
        needed = {
            AbstractContent: ("edited",),
            Schedulable: ("scheduled", "published", "title", "edit_page", "prepared_by"),
            Closable: ("closed",) if self.closes_for_good else ("closed", "reopened"),
            Pinnable: ("pinned", "max_pinned"),
            Removable: ("removed", "restored"),
            WithThread: ("thread",),
            WithComments: ("commented",),
        }
        missing = [
            name
            for trait, names in needed.items()
            if issubclass(self.model, trait)
            for name in names
            if not getattr(self, name)
        ]
        if missing:
            raise TypeError(f"the lifecycle of {self.model.__name__} lacks {', '.join(missing)}")
        if (self.reuse or self.message_field) and not (self.title and self.prepared_by and self.new_page):
            raise TypeError(f"the lifecycle of {self.model.__name__} lacks title, prepared_by or new_page")
        if self.commented and self.commented.noun is not self.noun:
            raise TypeError(f"the lifecycle of {self.model.__name__} names it by two nouns")

    @property
    def label(self) -> str:
        """« posts.post », as jobs name the model."""
        return self.model._meta.label_lower

    @property
    def rows(self) -> QuerySet[Any]:
        return self.model._default_manager.all()

    @property
    def standing(self) -> QuerySet[Any]:
        """Those that were not removed."""
        return self.rows.filter(removed_at=None) if self.has(Removable) else self.rows

    @property
    def feature(self) -> Feature | None:
        """That of its app."""
        return descriptors()[self.model._meta.app_label].feature

    def has(self, trait: type[Model]) -> bool:
        return issubclass(self.model, trait)


class PrivateWords(NamedTuple):
    """Of what somebody wrote in private, of which a content is begun; and where one was reading it."""

    words: str
    back_url: str


_registered: dict[str, Lifecycle] = {}
_finders: list[Callable[[Viewer, UUID], PrivateWords]] = []


def register(lifecycle: Lifecycle) -> None:
    if _registered.setdefault(lifecycle.label, lifecycle) is not lifecycle:
        raise ValueError(f"{lifecycle.label} has two lifecycles")
    if lifecycle.commented:
        register_commented(lifecycle.commented, lifecycle.feature)


def begin_from_private(find: Callable[[Viewer, UUID], PrivateWords]) -> None:
    """By the app that keeps them: 404 for who may make nothing of it."""
    if _finders:
        raise ValueError("two apps read private words")
    _finders.append(find)


def private_words(viewer: Viewer, message_id: UUID) -> PrivateWords:
    [find] = _finders
    return find(viewer, message_id)


def require_lifecycles(models: Iterable[type[Model]]) -> None:
    """Those of the contents among these models."""
    without = [
        model._meta.label
        for model in models
        if issubclass(model, AbstractContent)
        if not model._meta.proxy and model._meta.label_lower not in _registered
    ]
    if without:
        raise ImproperlyConfigured(f"no lifecycle is registered for {', '.join(without)}")


def lifecycle_of(model: type[AbstractContent] | AbstractContent) -> Lifecycle:
    return _registered[model._meta.label_lower]


def lifecycle_named(label: str) -> Lifecycle:
    return _registered[label]


def lifecycles(trait: type[Model] = AbstractContent) -> Iterator[Lifecycle]:
    """Those of the contents that have this trait."""
    return (one for one in _registered.values() if one.has(trait))
