"""Work that was begun at the desk leads back to it. The address of such a page names the task, and nothing that is
written there is ever an address to go to."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from struct import Struct
from struct import error as StructError
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from civic.core.referer import referring_page
from civic.core.viewer import VISITOR, Viewer
from civic.desk import rules

PARAMETER = "bureau"
_MOST_SIGNS = 2000  # more than the tasks of a desk take
_LONGEST = 80  # signs of a mark
_TASK = Struct(">16sI")
_STEP = "etape"  # no source has this key


class Mark(NamedTuple):
    source: str
    task_id: UUID

    def __str__(self) -> str:
        return f"{self.source}.{self.task_id.hex}"

    @classmethod
    def of_step(cls, position: int) -> Self:
        return cls(_STEP, UUID(int=position))

    @property
    def step(self) -> int | None:
        """The position of a first step; None for a task."""
        return self.task_id.int if self.source == _STEP else None

    @classmethod
    def read(cls, text: str) -> Self | None:
        """None for what we never wrote."""
        source, _, task_id = text[:_LONGEST].partition(".")
        try:
            return cls(source, UUID(hex=task_id))
        except ValueError:
            return None


class TaskBatch(NamedTuple):
    """Tasks of one source, each with how far it was shown (`DeskTask.upto`); short enough for the cookie that carries
    « Annuler » to the next page."""

    source: str
    upto: Mapping[UUID, int]

    def __str__(self) -> str:
        packed = b"".join(_TASK.pack(task_id.bytes, upto) for task_id, upto in self.upto.items())
        return f"{self.source}.{urlsafe_b64encode(packed).decode()}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """None for what we never wrote."""
        source, _, packed = text.partition(".")
        if len(text) > _MOST_SIGNS:
            return None
        try:
            upto = {UUID(bytes=pk): number for pk, number in _TASK.iter_unpack(urlsafe_b64decode(packed))}
        except (ValueError, StructError):
            return None
        return cls(source, upto) if upto else None


def marked(address: str, mark: Mark) -> str:
    """The same address, with the task that it is opened for."""
    parts = urlsplit(address)
    query = "&".join(filter(None, [parts.query, urlencode({PARAMETER: str(mark)})]))
    return urlunsplit(parts._replace(query=query))


def marked_before(request: HttpRequest) -> tuple[str, Mark | None]:
    """Path and mark of the page that the browser comes from."""
    before = referring_page(request)
    return before.path, Mark.read(QueryDict(before.query).get(PARAMETER, ""))


def line_address(request: HttpRequest, desk: str) -> str:
    """The desk; for htmx, with what the button that was pressed stood for: a task, or by their source all of a kind."""
    line = request.POST.get("task", "")[:_LONGEST]
    return f"{desk}?{urlencode({'tache': line})}" if "HX-Request" in request.headers else desk


def desk_context(request: HttpRequest) -> dict[str, Any]:
    """For templates: `desk_url`, where the page of a task leads back to; "" everywhere else."""
    viewer: Viewer = getattr(request, "viewer", VISITOR)
    mark = Mark.read(request.GET.get(PARAMETER, ""))
    is_from_desk = mark and viewer.commune and rules.may_work(viewer)
    return {"desk_url": reverse("desk", args=[viewer.commune.slug]) if is_from_desk else ""}
