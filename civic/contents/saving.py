"""How the page that writes a content saves it: by which action, what it says then, the draft it lets go."""

from collections.abc import Callable
from typing import Any

from civic.contents.enums import Status
from civic.contents.forms import ContentForm
from civic.contents.models import AbstractContent, Schedulable
from civic.core.viewer import Viewer


def save[C: AbstractContent](
    form: ContentForm,
    submitted: Any,
    *,
    viewer: Viewer,
    edit: Callable[..., C] | None,
    publish: Callable[..., C],
    save_draft: Callable[..., C] | None = None,
) -> C:
    """By the action that the button asks for. `edit`: where the content is there already."""
    if edit is None:
        make = save_draft if save_draft and form.as_draft else publish
        return make(viewer=viewer, key=form.form_key, content=submitted)
    as_draft = {"as_draft": form.as_draft} if save_draft else {}
    return edit(viewer=viewer, content=submitted, version=form.started_from, **as_draft)


def sentence_of_saved(
    saved: Schedulable, former: Schedulable | None, *, scheduled: str, published: str
) -> str:
    """`former`: as it was before; None for a new one."""
    if former and former.is_published:
        return "Vos modifications sont en ligne."
    sentences = {
        Status.DRAFT: "Le brouillon est enregistré.",
        Status.SCHEDULED: scheduled,
        Status.PUBLISHED: published,
    }
    return sentences[Status(saved.status)]


def draft_name(viewer: Viewer, kind: str, content: AbstractContent | None, *more: str) -> str:
    """Under which what is being written is kept on the device until it is saved: for this content, or for a new one
    of the commune. As the tag of a message, it says that it may go."""
    return "-".join([kind, str(content.pk) if content else viewer.commune.slug, *more])
