from collections import Counter
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from civic.communes.events import communes_merged
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership
from civic.memberships.resident_parts import ResidentPart, Tab, resident_parts
from civic.restrictions import actions
from civic.restrictions.queries import (
    annotate_restrictions,
    restricted_now,
    restriction_history,
)


@receiver(communes_merged)
def follow_merged_communes(sender: Any, **kwargs: Any) -> dict[int, Counter[str]]:
    actions.follow_merged_communes()
    return {}


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
            condition=restricted_now,
            line="restrictions/restriction_line.html",
        ),
        annotate=annotate_restrictions,
        badge="restrictions/restriction_badge.html",
        column="Bloqué jusqu’au",
        cell=_restricted_until,
        card="restrictions/resident_restrictions.html",
        card_context=lambda viewer, membership: {
            "restrictions": restriction_history(viewer, membership.person_id)
        },
    )
)
