"""The first steps are put away by whoever has seen enough of them, and can be brought back."""

from django.db import transaction

from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.desk import rules
from civic.desk.events import StepsHidden, StepsRestored
from civic.desk.models import HiddenSteps
from civic.journal.actions import record


@transaction.atomic
def hide_steps(*, viewer: Viewer) -> None:
    require(rules.may_work(viewer))
    _, created = HiddenSteps.objects.get_or_create(commune_id=viewer.commune.id)
    if created:
        record(StepsHidden(), viewer=viewer)


@transaction.atomic
def restore_steps(*, viewer: Viewer) -> None:
    require(rules.may_work(viewer))
    if HiddenSteps.objects.filter(commune_id=viewer.commune.id).delete()[0]:
        record(StepsRestored(), viewer=viewer)
