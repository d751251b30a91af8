from django.db import transaction
from fountains.enums import LIST_FOUNTAINS
from fountains.events import FountainOpened
from fountains.models import Fountain

from civic.core.jobs import Lane, job
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.journal.actions import record


@transaction.atomic
def open_fountain(*, viewer: Viewer, name: str) -> Fountain:
    require(viewer.may(LIST_FOUNTAINS))
    fountain = Fountain.objects.create(commune_id=viewer.commune.id, author_id=viewer.own_id, name=name)
    record(FountainOpened(fountain_id=fountain.pk), viewer=viewer, target=fountain)
    return fountain


@job(lane=Lane.FETCHING)
def count_fountains() -> None:
    Fountain.objects.count()
