from collections.abc import Iterable
from uuid import UUID

from django import template

from civic.memberships import rules
from civic.memberships.queries import memberships as queries

register = template.Library()


@register.simple_tag
def communes_awaiting_confirmation(person_id: UUID) -> Iterable[str]:
    """What this person asked to belong to and will be asked once their address is confirmed, by its official name."""
    return queries.communes_awaiting_confirmation(person_id)


register.filter("identity_words", rules.identity_words)
