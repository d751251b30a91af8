"""« Le bureau »: where those who act for a town hall begin."""

from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from civic.core.access import Access, Request, page
from civic.core.clock import now
from civic.core.desk_sources import DeskBadge, FirstStep, TasksTogether
from civic.core.parts import STAYS, part
from civic.core.viewer import Viewer
from civic.desk.actions import claims
from civic.desk.actions.steps import hide_steps, restore_steps
from civic.desk.marks import Mark, TaskBatch, line_address, marked
from civic.desk.queries.steps import Steps
from civic.desk.queries.tasks import (
    MOST_ALONE,
    Desk,
    TasksOfOneKind,
    WaitingTask,
    desk_of,
    folded,
    kinds,
    source_in_view,
)
from civic.desk.queries.waiting import Urgency
from civic.statistics import rules as statistics
from civic.statistics.queries.week import Week
from civic.ui import french
from civic.ui.fragments import drawn
from civic.ui.menu import quick_actions_for

working = page(access=Access.TOWN_HALL, writes=True)

NOTHING_LEFT = "Plus rien n’attend ici."
RELEASED = "Vous ne vous en occupez plus"
NOTHING_PUT_AWAY = "Rien n’a été mis sans suite\u00a0: tout a changé entre-temps."


class TaskLine(NamedTuple):
    """One line of the desk, in words: it is drawn once for all that they say."""

    heading: str
    text: str
    detail: str
    age: str
    is_late: bool
    url: str
    action: str
    put_away_url: str
    upto: int
    mark: str
    holder: str  # « Vous », or the name of who has taken it; "" for nobody
    is_own: bool
    comes_first: bool
    badge: DeskBadge | None

    @property
    def late_words(self) -> str:
        if self.comes_first:
            return "Urgent"
        return "En retard" if self.is_late else ""

    @property
    def button_id(self) -> str:
        """Of « Je m’en occupe », and of what takes its place."""
        return f"tache-{self.mark}"

    @property
    def put_away_id(self) -> str:
        return f"sans-suite-{self.mark}"

    @property
    def holder_words(self) -> str:
        return "Vous vous en occupez" if self.is_own else f"{self.holder} s’en occupe"

    @property
    def holder_colour(self) -> str:
        return "leaf" if self.is_own else "sun"


class GroupLine(NamedTuple):
    """Several lines under one."""

    heading: str
    text: str
    age: str
    late: int
    key: str
    lines: tuple[TaskLine, ...]
    tasks: str  # what « Tout mettre sans suite » sends

    @property
    def put_away_id(self) -> str:
        return f"sans-suite-{self.key}"

    @property
    def late_words(self) -> str:
        return f"Dont {self.late} en retard" if self.late else ""


@page(access=Access.TOWN_HALL)
def desk(request: Request) -> HttpResponse:
    viewer = request.viewer
    found = desk_of(viewer, with_week=not request.htmx)
    asked = request.GET.get("tache") if request.htmx else None
    changed = _task_in(found, asked or "")
    opened = changed.source.key if changed else ""
    shared, steps, week = found.beside
    context: dict[str, Any] = {
        "lines": [_drawn(viewer, one, shared=shared, opened=opened) for one in folded(viewer, found.tasks)],
        "summary": _summary(found),
        "information": [
            drawn("desk/information_line.html", {"line": _line(viewer, one)}) for one in found.information
        ],
        "steps": steps if steps and steps.remain else None,
        "steps_alone": not found.tasks,
        "step_lines": _step_lines(viewer, steps) if steps else [],
        "nothing": _nothing_waits(steps),
    }
    if asked is not None and (said := list(messages.get_messages(request))):
        return _in_place(request, found, context, of=asked, said=said)
    if changed:
        line = _line(viewer, changed)
        words = line.holder_words if line.holder else RELEASED
        return part(request, "desk/desk.html#tasks", context, focus=line.button_id, announcement=words)
    if request.htmx:
        return part(request, "desk/desk.html#tasks", context, focus=STAYS, announcement="")
    begun = quick_actions_for(viewer)
    context["quick_actions"] = begun.actions if begun.for_town_hall else []
    context["week"] = _week_lines(week) if week else []
    return render(request, "desk/desk.html", context)


def _in_place(
    request: Request, found: Desk, context: dict[str, Any], *, of: str, said: list[Message]
) -> HttpResponse:
    """Of a line of the desk, once « Sans suite » or its « Annuler » was pressed."""
    viewer = request.viewer
    task = _task_in(found, of)
    waiting = [task] if task else [one for one in folded(viewer, found.tasks) if one.source.key == of]
    shown = {one.source.key for one in waiting if isinstance(one, TasksOfOneKind)}
    context |= {
        # A line that is back where it was speaks for itself, and is heard.
        "of": of,
        "shown": [one for one in said if not (waiting and one.level == messages.SUCCESS)],
        "back": [_drawn(viewer, one, shared=found.beside.has_colleagues, opened=of) for one in waiting],
        "groups": [
            _group_line(viewer, one) for one in kinds(viewer, found.tasks) if one.source.key not in shown
        ],
    }
    focus = f"sans-suite-{of}" if waiting else STAYS
    words = " ".join(map(str, said))
    return part(request, "desk/task_done.html", context, focus=focus, announcement=words)


@working
def task_claim(request: Request) -> HttpResponse:
    """« Je m’en occupe »."""
    if request.method == "POST" and (mark := Mark.read(request.POST.get("task", ""))):
        claims.claim_task(viewer=request.viewer, source=mark.source, task_id=mark.task_id)
    return _to_line(request)


@page(access=Access.MAYOR, writes=True)
def task_take_over(request: Request) -> HttpResponse:
    """« Je reprends »."""
    if request.method == "POST" and (mark := Mark.read(request.POST.get("task", ""))):
        claims.claim_task(viewer=request.viewer, source=mark.source, task_id=mark.task_id, takes_over=True)
    return _to_line(request)


@working
def task_release(request: Request) -> HttpResponse:
    """« Je laisse »."""
    if request.method == "POST" and (mark := Mark.read(request.POST.get("task", ""))):
        claims.release_task(viewer=request.viewer, source=mark.source, task_id=mark.task_id)
    return _to_line(request)


def _to_line(request: Request) -> HttpResponse:
    """The desk, with what changed on the line of that button."""
    return redirect(line_address(request, reverse("desk", args=[request.viewer.commune.slug])))


@working
def tasks_put_away(request: Request) -> HttpResponse:
    """« Tout mettre sans suite »: what was on the page, and nothing that came since."""
    viewer, slug = request.viewer, request.viewer.commune.slug
    if request.method == "POST" and (batch := TaskBatch.read(request.POST.get("tasks", ""))):
        together = _together(viewer, batch)
        if done := together.put_away(viewer, batch.upto):
            claims.announce(commune_id=viewer.commune.id)
            query = urlencode({"tasks": str(TaskBatch(batch.source, {pk: batch.upto[pk] for pk in done}))})
            undo = f"{reverse('tasks_take_back', args=[slug])}?{query}"
            messages.success(request, together.after_put_away, extra_tags=undo)
        else:
            messages.success(request, NOTHING_PUT_AWAY)
    return _to_line(request)


@working
def tasks_take_back(request: Request) -> HttpResponse:
    """« Annuler »."""
    viewer = request.viewer
    if request.method == "POST" and (batch := TaskBatch.read(request.GET.get("tasks", ""))):
        together = _together(viewer, batch)
        together.take_back(viewer, list(batch.upto))
        claims.announce(commune_id=viewer.commune.id)
        messages.success(request, together.after_take_back)
    return _to_line(request)


def _together(viewer: Viewer, batch: TaskBatch) -> TasksTogether:
    together = source_in_view(viewer, batch.source).together
    if together is None:
        raise Http404
    return together


def _task_in(found: Desk, mark: str) -> WaitingTask | None:
    return next((one for one in found.tasks if str(Mark(one.source.key, one.row.task_id)) == mark), None)


def _summary(found: Desk) -> str:
    many = french.counted(len(found.tasks), "chose attend", "choses attendent")
    if found.has_more:
        return f"Plus de {many} la mairie. Voici les plus pressées."
    if not found.tasks:
        return "Ce qui attend la mairie vient ici de lui-même, de toutes les rubriques."
    late = sum(one.row.urgency == Urgency.LATE for one in found.tasks)
    return f"{many} la mairie{f', dont {late} en retard' if late else ''}."


def _nothing_waits(steps: Steps | None) -> tuple[str, str]:
    """Heading and words of an empty desk."""
    if steps and not steps.done:
        return "Bienvenue", "Rien n’attend encore la mairie. Voici par où commencer."
    if steps and steps.remain:  # whoever did the first ones: an invited mayor begins where an agent went on
        left = french.counted(len(steps.steps) - steps.done, "premier pas", "premiers pas")
        return "Rien n’attend la mairie", f"À faire quand vous voulez\u00a0: {left}, ci-dessous."
    hour = french.hour(timezone.localtime(now()))
    return "Tout est fait", f"Il est {hour}, et plus rien n’attend la mairie. Bonne suite de journée\u202f!"


def _drawn(viewer: Viewer, one: WaitingTask | TasksOfOneKind, *, shared: bool, opened: str) -> SafeString:
    """`shared`: several people work here. `opened`: the source whose group was unfolded, as one worked in it."""
    shown: dict[str, Any] = {"slug": viewer.commune.slug, "is_mayor": viewer.is_mayor, "shared": shared}
    if isinstance(one, WaitingTask):
        return drawn("desk/task_line.html", shown | {"line": _line(viewer, one)})
    is_open = one.source.key == opened
    return drawn("desk/group_line.html", shown | {"line": _group_line(viewer, one), "is_open": is_open})


def _group_line(viewer: Viewer, one: TasksOfOneKind) -> GroupLine:
    lines = tuple(_line(viewer, task) for task in one.tasks)
    return GroupLine(
        heading=one.source.heading,
        text=_group_text(one.together, len(lines)),
        age=lines[0].age if lines else "",
        late=sum(line.is_late for line in lines),
        key=one.source.key,
        lines=lines,
        tasks=str(TaskBatch(one.source.key, {shown.row.task_id: shown.task.upto for shown in one.tasks})),
    )


def _group_text(together: TasksTogether, count: int) -> str:
    """So few are left only of what was folded while the page was open."""
    if count > MOST_ALONE:
        return together.text.format(count=count)
    return french.counted(count, "chose attend encore", "choses attendent encore") if count else NOTHING_LEFT


def _line(viewer: Viewer, one: WaitingTask) -> TaskLine:
    mark, moment = Mark(one.source.key, one.row.task_id), timezone.localtime(now())
    is_own = one.claim is not None and one.claim.person_id == viewer.person_id
    return TaskLine(
        heading=one.source.heading,
        text=one.task.text,
        detail=one.task.detail,
        age="" if one.row.urgency == Urgency.INFORMATION else french.since(one.row.since, moment),
        is_late=one.row.urgency == Urgency.LATE,
        url=marked(one.task.url, mark),
        action=one.task.action,
        put_away_url=one.task.put_away_url,
        upto=one.task.upto,
        mark=str(mark),
        holder=one.claim.person.full_name if one.claim else "",
        is_own=is_own,
        comes_first=one.row.urgency <= Urgency.FIRST,
        badge=one.task.badge,
    )


@dataclass(frozen=True, slots=True)
class StepLine:
    label: str
    sentence: str
    url: str
    done: bool
    link: str = ""


def _step_lines(viewer: Viewer, steps: Steps) -> list[StepLine]:
    return [
        _done_line(viewer, step, steps.words.get(step.position, "")) if done else _step_line(viewer, step)
        for step, done in steps.steps
    ]


def _step_line(viewer: Viewer, step: FirstStep) -> StepLine:
    address = reverse(step.url_name, args=[viewer.commune.slug, *step.arguments])
    return StepLine(step.label, step.sentence, marked(address, Mark.of_step(step.position)), done=False)


def _done_line(viewer: Viewer, step: FirstStep, words: str) -> StepLine:
    """`words`: "" where there is nothing more to say, or nothing any more."""
    said = step.once_done
    if said is None or not words:
        return StepLine(step.label, "", "", done=True)
    address = reverse(said.url_name, args=[viewer.commune.slug])
    return StepLine(step.label, said.sentence.format(words), address, done=True, link=said.link)


@working
def steps_hide(request: Request) -> HttpResponse:
    """« Masquer ces étapes »."""
    slug = request.viewer.commune.slug
    if request.method == "POST":
        hide_steps(viewer=request.viewer)
        undo = reverse("steps_restore", args=[slug])
        messages.success(request, "Les premiers pas sont masqués.", extra_tags=undo)
    return redirect("desk", slug)


@working
def steps_restore(request: Request) -> HttpResponse:
    if request.method == "POST":
        restore_steps(viewer=request.viewer)
    return redirect("desk", request.viewer.commune.slug)


def _week_lines(week: Week) -> list[tuple[str, str]]:
    """A figure and its words."""
    # « moins de 5 lectures » of nothing would make one look for a publication.
    is_read = week.published or week.opened >= statistics.FEWEST
    return [
        _figure(week.published, "Aucune", "publication parue", "publications parues"),
        *([(statistics.in_fives(week.opened), "lectures")] if is_read else []),
        _figure(week.residents, "Aucun", "nouvel administré", "nouveaux administrés"),
    ]


def _figure(number: int, none: str, *words: str) -> tuple[str, str]:
    return french.grouped(number) if number else none, french.agreed(number, *words)
