from uuid import UUID

from django.http import QueryDict

from civic.core.ids import as_id
from civic.polls.models import MAX_OPTIONS
from civic.polls.refusals import NotConfirmed


def chosen_ids(data: QueryDict) -> list[UUID]:
    """The options that a voter ticked."""
    return [as_id(text) for text in data.getlist("option")[: 2 * MAX_OPTIONS]]


def require_confirmed(data: QueryDict) -> None:
    """« Mon vote est définitif » was ticked."""
    if not data.get("confirme"):
        raise NotConfirmed
