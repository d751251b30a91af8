"""« Réponses types » of a town hall, and what is known of a resident to fill them in."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from civic.communes.directory.streets import home_of
from civic.core.compiled_queries import compiled
from civic.core.encryption import readable
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.memberships.queries.memberships import accepted_in
from civic.messaging import rules
from civic.messaging.models import Conversation, ReplyTemplate


def templates_of(viewer: Viewer) -> list[ReplyTemplate]:
    """By name."""
    require(rules.may_answer(viewer))
    return _of_commune(viewer.commune.id)


@compiled
def _of_commune(commune_id: int) -> "QuerySet[ReplyTemplate]":
    return ReplyTemplate.objects.filter(commune_id=commune_id).order_by("name")


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
