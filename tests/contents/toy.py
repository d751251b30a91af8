"""A content as small as it can be, with all that contents may have. Its table is made for the test that asks for it."""

from dataclasses import dataclass

from django.db import connection, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from civic.contents import actions as contents
from civic.contents import queries
from civic.contents.models import Authored, Closable, Pinnable, Removable, Schedulable, WithAudience
from civic.contents.registry import Lifecycle, Noun, register
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.journal.events import Event
from civic.posts.enums import PUBLISH


@dataclass(frozen=True, slots=True, kw_only=True)
class ToyChanged(Event):
    what: str


class Toy(Authored, Schedulable, Closable, Pinnable, Removable, WithAudience):
    title = models.CharField(max_length=50)

    class Meta:
        app_label = "contents"
        constraints = [*Authored.CONSTRAINTS, *Schedulable.CONSTRAINTS]

    def __str__(self) -> str:
        return self.title


register(
    Lifecycle(
        model=Toy,
        noun=Noun("jouet", "jouets"),
        already_sent="Ce formulaire a déjà servi.",
        scheduled=lambda toy: ToyChanged(what="scheduled"),
        published=lambda toy: ToyChanged(what="published"),
        edited=lambda toy: ToyChanged(what="edited"),
        closed=lambda toy: ToyChanged(what="closed"),
        reopened=lambda toy: ToyChanged(what="reopened"),
        pinned=lambda toy, pinned: ToyChanged(what="pinned" if pinned else "unpinned"),
        removed=lambda toy: ToyChanged(what="removed"),
        restored=lambda toy: ToyChanged(what="restored"),
        has_drafts=True,
        max_pinned=3,
    )
)


def make_table() -> None:
    """Where the database was made before this module was read."""
    if Toy._meta.db_table in connection.introspection.table_names():
        return
    editor: BaseDatabaseSchemaEditor = connection.SchemaEditorClass(connection, collect_sql=True)
    sql, parameters = editor.table_sql(Toy)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)


@transaction.atomic
def publish_toy(
    *, viewer: Viewer, key: str, title: str = "Toupie", audience: str = "members", at=None
) -> Toy:
    require(viewer.may(PUBLISH))
    said = {"title": title, "audience": audience, "at": at}
    toy, is_to_write = contents.content_of_form(
        model=Toy, viewer=viewer, form_key=key, said=said, make=lambda: Toy(title=title, audience=audience)
    )
    if is_to_write:
        contents.publish(content=toy, viewer=viewer, at=at)
    return toy


def _found(viewer: Viewer, toy: Toy) -> Toy:
    rows = Toy.objects.select_for_update()
    found = queries.in_view(rows, viewer, toy.pk, lambda viewer, toy: viewer.is_member)
    require(viewer.may(PUBLISH))
    return found


@transaction.atomic
def edit_toy(*, viewer: Viewer, toy: Toy, version: int) -> Toy:
    toy = _found(viewer, toy)
    contents.require_version(content=toy, version=version)
    toy.title = "Autre"
    contents.edit(content=toy, viewer=viewer, fields=["title"])
    return toy


@transaction.atomic
def pin_toy(*, viewer: Viewer, toy: Toy, pinned: bool) -> Toy:
    return contents.pin(content=_found(viewer, toy), viewer=viewer, pinned=pinned)


@transaction.atomic
def remove_toy(*, viewer: Viewer, toy: Toy) -> Toy:
    return contents.remove(content=_found(viewer, toy), viewer=viewer)


@transaction.atomic
def restore_toy(*, viewer: Viewer, toy: Toy) -> Toy:
    return contents.restore(content=_found(viewer, toy), viewer=viewer)
