"""What a town hall does with its « réponses types »."""

from uuid import UUID

from django.db import transaction

from civic.accounts.queries import require_open_account
from civic.core.refusals import require
from civic.core.text import clean_line, clean_text
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.messaging import rules
from civic.messaging.enums import MOST_TEMPLATES
from civic.messaging.events import ReplyTemplateAdded, ReplyTemplateEdited, ReplyTemplateRemoved
from civic.messaging.models import ReplyTemplate
from civic.messaging.queries import templates as queries
from civic.messaging.refusals import (
    TemplateChangedMeanwhile,
    TemplateNameTaken,
    TooManyTemplates,
    UnknownTemplateField,
)
from civic.town_halls.queries.town_halls import town_hall_for_update


@transaction.atomic
def save_template(
    *, viewer: Viewer, name: str, text: str, reply_template_id: UUID | None = None, seen: str = ""
) -> ReplyTemplate:
    """A new one without `reply_template_id`; of another one `seen` is the mark of what the editor started from. The
    name tells them apart: the same form sent twice makes one."""
    others = _for_update(viewer)
    template = ReplyTemplate(commune_id=viewer.commune.id)
    if reply_template_id:
        template = queries.template_in_view(viewer, reply_template_id)
    name, text = clean_line(name), clean_text(text)
    if unknown := rules.unknown_fields(text):
        raise UnknownTemplateField(unknown[0])
    namesake = next((one for one in others if one.name == name and one.pk != template.pk), None)
    if namesake and (reply_template_id or namesake.text != text):
        raise TemplateNameTaken
    if namesake or (template.name, template.text) == (name, text):
        return namesake or template
    if not reply_template_id and len(others) >= MOST_TEMPLATES:
        raise TooManyTemplates
    if reply_template_id and template.mark != seen:
        raise TemplateChangedMeanwhile
    template.name, template.text = name, text
    template.save()
    event = ReplyTemplateEdited if reply_template_id else ReplyTemplateAdded
    record(event(reply_template_id=template.pk), viewer=viewer, target=template)
    return template


@transaction.atomic
def remove_template(*, viewer: Viewer, reply_template_id: UUID) -> None:
    _for_update(viewer)
    template = queries.template_in_view(viewer, reply_template_id)
    record(ReplyTemplateRemoved(reply_template_id=template.pk), viewer=viewer, target=template)
    template.delete()


def _for_update(viewer: Viewer) -> list[ReplyTemplate]:
    """Those that there are, while nobody else adds one."""
    require(rules.may_answer(viewer))
    town_hall_for_update(viewer)
    require_open_account(viewer)
    return queries.templates_of(viewer)
