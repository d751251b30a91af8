from collections import Counter
from datetime import datetime
from typing import Any, NamedTuple

from django.dispatch import receiver
from django.utils.timezone import localtime

from civic.communes.events import communes_merged
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership
from civic.memberships.resident_parts import ResidentPart, Tab, resident_parts
from civic.restrictions import actions
from civic.restrictions.queries import (
    annotate_restrictions,
    restricted_residents,
    restriction_history,
)


@receiver(communes_merged)
def follow_merged_communes(sender: Any, **kwargs: Any) -> dict[int, Counter[str]]:
    actions.follow_merged_communes()
    return {}


class _RestrictionWords(NamedTuple):
    """What a line says of a restriction."""

    forbidden: str
    ends_at: datetime
    reason: str
    words: str
    made_by: str
    starts_at: datetime


def _line_values(membership: Membership) -> dict[str, _RestrictionWords | None]:
    restriction = membership.restriction  # type: ignore[attr-defined]
    words = restriction and _RestrictionWords(
        forbidden=restriction.forbidden_text,
        ends_at=localtime(restriction.ends_at),
        reason=restriction.get_reason_display(),
        words=restriction.words,
        made_by=restriction.made_by.full_name if restriction.made_by else "",
        starts_at=localtime(restriction.starts_at),
    )
    return {"restriction": words}


def _restricted_until(membership: Membership) -> datetime | None:
    restriction = membership.restriction  # type: ignore[attr-defined]
    return restriction.ends_at if restriction else None


resident_parts.append(
    ResidentPart(
        tab=Tab(
            name="bloques",
            label="Bloqués",
            status=MembershipStatus.ACCEPTED,
            intro="Les personnes dont la parole est suspendue. Elles continuent à lire. "
            "Chaque blocage se lève seul à sa date, ou ici avant.",
            empty_icon="unlock",
            empty_title="Personne n’est bloqué",
            empty_text="Quand des propos l’exigent, ouvrez la fiche de la personne depuis la liste des inscrits et "
            "choisissez «\u00a0Bloquer…\u00a0».",
            people=restricted_residents,
            line="restrictions/restriction_line.html",
        ),
        annotate=annotate_restrictions,
        badge="restrictions/restriction_badge.html",
        line_values=_line_values,
        column="Bloqué jusqu’au",
        cell=_restricted_until,
        card="restrictions/resident_restrictions.html",
        card_context=lambda viewer, membership: {
            "restrictions": restriction_history(viewer, membership.person_id)
        },
    )
)
