from collections import Counter
from typing import Any

from django.dispatch import receiver

from civic.communes.events import communes_merged
from civic.core.viewer import Viewer
from civic.delegations import actions
from civic.delegations.queries.delegations import delegation_subjects
from civic.journal.events import Subject, describes
from civic.town_halls.events import mayor_left
from civic.town_halls.models import Office


@describes("delegations.delegation")
def names_of_delegates(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    return delegation_subjects(viewer, ids)


@receiver(mayor_left)
def end_with_the_mayor(sender: Any, office: Office, **kwargs: Any) -> None:
    actions.end_delegations(commune_id=office.commune_id)


@receiver(communes_merged)
def end_with_the_commune(sender: Any, **kwargs: Any) -> dict[int, Counter[str]]:
    return actions.end_delegations_of_merged_communes()
