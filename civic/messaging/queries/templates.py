"""« Réponses types » of a town hall, what is known of a resident to fill them in, and what stands beside an answer."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import DateField, QuerySet, Value
from django.http import Http404

from civic.communes.directory.streets import home_of
from civic.core.clock import today_of
from civic.core.compiled_queries import compiled
from civic.core.encryption import readable
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.memberships.queries.memberships import accepted_in
from civic.messaging import rules
from civic.messaging.models import Absence, Conversation, ReplyTemplate


def templates_of(viewer: Viewer) -> list[ReplyTemplate]:
    """By name."""
    require(rules.may_answer(viewer))
    return _of_commune(viewer.commune.id)


@compiled
def _of_commune(commune_id: int) -> "QuerySet[ReplyTemplate]":
    return ReplyTemplate.objects.filter(commune_id=commune_id).order_by("name")


class TemplateName(NamedTuple):
    pk: UUID
    name: str


class BesideAnswer(NamedTuple):
    templates: tuple[TemplateName, ...]  # by name; a drawing is kept under them
    absence: Absence | None  # its days; that runs, or is to come


def beside_answer(viewer: Viewer) -> BesideAnswer:
    require(rules.may_answer(viewer))
    rows = _beside(viewer.commune.id, today_of(viewer))
    days = (Absence(pk=pk, first_day=first, last_day=last) for pk, _, first, last in rows if first)
    templates = tuple(TemplateName(pk, name) for pk, name, first, _ in rows if not first)
    return BesideAnswer(templates, next(days, None))


@compiled
def _beside(commune_id: int, day: date) -> "QuerySet[Any, Any]":
    """Both by one statement, since each answer asks for them."""
    no_day = Value(None, DateField())
    templates = ReplyTemplate.objects.filter(commune_id=commune_id)
    absences = Absence.objects.filter(commune_id=commune_id, last_day__gte=day)
    days = absences.values_list("pk", Value("name"), "first_day", "last_day")
    return templates.values_list("pk", "name", no_day, no_day).union(days, all=True).order_by("name")


def template_in_view(viewer: Viewer, template_id: UUID) -> ReplyTemplate:
    require(rules.may_answer(viewer))
    found = ReplyTemplate.objects.filter(pk=template_id, commune_id=viewer.commune.id).first()
    if found is None:
        raise Http404
    return found


def filled_for(viewer: Viewer, conversation: Conversation, template_id: UUID) -> str:
    """As it is written to the resident of this conversation."""
    template = template_in_view(viewer, template_id)
    require(rules.takes_templates(viewer, conversation))
    assert conversation.resident
    home = accepted_in(conversation.commune_id).filter(person=conversation.resident).only("street").first()
    known = {
        "prenom": conversation.resident.first_name,
        "nom": conversation.resident.last_name,
        # Unknown or unreadable, it stays to be filled in by hand.
        "rue": readable(lambda: home_of(home.street).street if home else "", ""),
    }
    return rules.filled(template.text, known)
