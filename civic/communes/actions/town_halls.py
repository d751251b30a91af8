"""The page of a town hall: whom it shows, and when it is drawn anew."""

from uuid import UUID

from django.db.models import F

from civic.communes.models import Office, TownHall
from civic.core.audience import Audience
from civic.media import actions as media


def touch_page(*, commune_id: int) -> None:
    """What the frame of the commune's page shows has changed: kept renderings are not used again."""
    TownHall.objects.filter(commune_id=commune_id).update(version=F("version") + 1)


def show_mayor(*, person_id: UUID) -> None:
    """Whoever holds an office is shown to every visitor of the commune's page: their photo is public."""
    offices = Office.objects.filter(person_id=person_id, ended_at=None).select_related("person")
    for office in offices:
        if office.person.photo_id:
            media.set_audience(audience=Audience.PUBLIC, media_ids=[office.person.photo_id])
        touch_page(commune_id=office.commune_id)
