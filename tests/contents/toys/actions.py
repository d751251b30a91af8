from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from civic.contents import actions as contents
from civic.contents import queries
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.posts.enums import PUBLISH
from civic.threads.actions import threads
from civic.threads.models import Thread
from civic.threads.thread_kinds import COMMENTS
from tests.contents.toys.models import Kite, Marble, Toy
from tests.contents.toys.queries import CRUMPLED, SMOOTH, crumpled


@transaction.atomic
def publish_toy(
    *, viewer: Viewer, key: str, title: str = "Toupie", audience: str = "members", at=None
) -> Toy:
    require(viewer.may(PUBLISH))
    sentences = {"title": title, "audience": audience, "at": at}
    toy, is_to_write = contents.content_of_form(
        model=Toy,
        viewer=viewer,
        form_key=key,
        submitted=sentences,
        make=lambda: Toy(title=title, audience=audience, thread=_thread(viewer)),
    )
    if is_to_write:
        contents.publish(content=toy, viewer=viewer, at=at)
    return toy


@transaction.atomic
def publish_marble(*, viewer: Viewer, key: str, title: str = "Agate", at=None) -> Marble:
    require(viewer.may(PUBLISH))
    marble, is_to_write = contents.content_of_form(
        model=Marble, viewer=viewer, form_key=key, submitted=[title, at], make=lambda: Marble(title=title)
    )
    if is_to_write:
        contents.publish(content=marble, viewer=viewer, at=at)
    return marble


@transaction.atomic
def make_kite(*, viewer: Viewer, key: str, title: str = "Losange") -> Kite:
    require(viewer.may(PUBLISH))
    kite, _ = contents.content_of_form(
        model=Kite, viewer=viewer, form_key=key, submitted=title, make=lambda: Kite(title=title)
    )
    return kite


def _thread(viewer: Viewer) -> Thread:
    return threads.open_thread(kind=COMMENTS, commune_id=viewer.commune.id, feature=None)


def _found[T: Toy | Marble | Kite](viewer: Viewer, toy: T) -> T:
    rows = type(toy).objects.select_for_update()
    found = queries.in_view(rows, viewer, toy.pk, lambda viewer, found: viewer.is_member)
    require(viewer.may(PUBLISH))
    return found


@transaction.atomic
def edit_toy[T: Toy | Marble | Kite](*, viewer: Viewer, toy: T, version: int, title: str) -> T:
    toy = _found(viewer, toy)
    contents.require_version(content=toy, version=version)
    toy.title = title
    contents.edit(content=toy, viewer=viewer, fields=["title"])
    return toy


@transaction.atomic
def pin_toy[T: Toy | Kite](*, viewer: Viewer, toy: T, pinned: bool, last_day: date | None = None) -> T:
    return contents.pin(content=_found(viewer, toy), viewer=viewer, pinned=pinned, last_day=last_day)


@transaction.atomic
def set_open(*, viewer: Viewer, toy: Toy, is_open: bool) -> Toy:
    change = contents.reopen if is_open else contents.close
    return change(content=_found(viewer, toy), viewer=viewer)


@transaction.atomic
def remove_toy(*, viewer: Viewer, toy: Toy) -> Toy:
    return contents.remove(content=_found(viewer, toy), viewer=viewer)


@transaction.atomic
def restore_toy(*, viewer: Viewer, toy: Toy) -> Toy:
    return contents.restore(content=_found(viewer, toy), viewer=viewer)


@transaction.atomic
def smooth_kites(*, viewer: Viewer, upto: Mapping[UUID, int]) -> list[UUID]:
    """« Sans suite », of those that are still as they were seen. What flies is out of reach: a pinned one stays."""
    require(viewer.may(PUBLISH))
    rows = crumpled(viewer).select_for_update().filter(pk__in=upto, pinned_at=None).order_by("pk")
    done = [kite.pk for kite in rows if kite.version == upto[kite.pk]]
    Kite.objects.filter(pk__in=done).update(title=SMOOTH)
    return done


@transaction.atomic
def crumple_kites(*, viewer: Viewer, kite_ids: Collection[UUID]) -> None:
    require(viewer.may(PUBLISH))
    kites = Kite.objects.filter(commune_id=viewer.commune.id, title=SMOOTH, pk__in=kite_ids)
    kites.update(title=CRUMPLED)
