"""How each content is made, changed and removed, so that one contract can be run over all of them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from civic.core.descriptors import Right
from civic.core.viewer import Viewer
from civic.posts import actions as posts
from civic.posts.enums import PUBLISH
from civic.posts.models import Post
from tests.contents import toy
from tests.posts.factories import PostFactory


@dataclass(frozen=True)
class Contract:
    """`others`: what the form may hold besides, each time other than what `make` says. What a content has not is
    None."""

    model: type[Any]
    right: Right
    make: Callable[..., Any]  # make(viewer, key, publish_at=None, **others)
    others: dict[str, dict[str, Any]]
    edit: Callable[[Viewer, Any, int], Any]
    twin: Callable[[Any, Any], Any] | None = None  # in that commune, by that author
    pin: Callable[[Viewer, Any, bool], Any] | None = None
    remove: Callable[[Viewer, Any], Any] | None = None
    restore: Callable[[Viewer, Any], Any] | None = None
    said: dict[str, str] = field(default_factory=dict)  # sentences, by the name of the refusal

    def __str__(self) -> str:
        return self.model.__name__


_POST = posts.Content(title="Fête du village", body="<p>Samedi</p>")


def _make_post(viewer: Viewer, key: str, publish_at: datetime | None = None, **others: Any) -> Post:
    content = replace(_POST, publish_at=publish_at, **others)
    return posts.publish_post(viewer=viewer, key=key, content=content)


POSTS = Contract(
    model=Post,
    right=PUBLISH,
    make=_make_post,
    others={
        "title": {"title": "Autre titre"},
        "body": {"body": "<p>Dimanche</p>"},
        "audience": {"audience": "public"},
        "comments": {"comments_open": False},
    },
    edit=lambda viewer, post, version: posts.edit_post(
        viewer=viewer, post_id=post.pk, content=replace(_POST, title="Autre"), version=version
    ),
    twin=lambda commune, author: PostFactory(commune=commune, author=author),
    pin=lambda viewer, post, pinned: posts.pin_post(viewer=viewer, post_id=post.pk, pinned=pinned),
    remove=lambda viewer, post: posts.remove_post(viewer=viewer, post_id=post.pk),
    restore=lambda viewer, post: posts.restore_post(viewer=viewer, post_id=post.pk),
    said={
        "AlreadySent": "Ce formulaire a déjà servi\u00a0: la publication qu’il a donnée est en ligne ou programmée. "
        "Pour changer son texte, choisissez «\u00a0Modifier\u00a0» dans son menu.",
        "ChangedMeanwhile": "Quelqu’un a modifié cette publication pendant que vous écriviez.",
        "AlreadyRemoved": "Cette publication a été supprimée.",
        "TooManyPinned": "3 publications sont déjà épinglées. Détachez-en une d’abord.",
        "OnlyPublishedIsPinned": "Seule une publication déjà en ligne peut être épinglée.",
        "DateInThePast": "Cette date est passée. Choisissez une date à venir, ou «\u00a0Tout de suite\u00a0».",
    },
)

TOYS = Contract(
    model=toy.Toy,
    right=PUBLISH,
    make=lambda viewer, key, publish_at=None, **others: toy.publish_toy(
        viewer=viewer, key=key, at=publish_at, **others
    ),
    others={"title": {"title": "Cerf-volant"}, "audience": {"audience": "public"}},
    edit=lambda viewer, one, version: toy.edit_toy(viewer=viewer, toy=one, version=version),
    twin=lambda commune, author: toy.Toy.objects.create(commune=commune, author=author, title="Toupie"),
    pin=lambda viewer, one, pinned: toy.pin_toy(viewer=viewer, toy=one, pinned=pinned),
    remove=lambda viewer, one: toy.remove_toy(viewer=viewer, toy=one),
    restore=lambda viewer, one: toy.restore_toy(viewer=viewer, toy=one),
    said={
        "ChangedMeanwhile": "Quelqu’un a modifié ce jouet pendant que vous écriviez. Vos réponses sont toujours "
        "là\u00a0: enregistrez de nouveau pour qu’elles remplacent les siennes.",
        "TooManyPinned": "3 jouets sont déjà épinglés. Détachez-en un d’abord.",
        "TooLateToRestore": "Ce jouet a été supprimé il y a plus de dix minutes\u00a0: il ne peut plus revenir.",
    },
)

CONTRACTS = [TOYS, POSTS]
