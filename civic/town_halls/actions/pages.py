"""The page of a town hall: whom it shows, how many residents, and when it is rendered again."""

from uuid import UUID

from django.db.models import F

from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.refusals import require
from civic.core.viewer import Banner, Viewer
from civic.media.actions import keeping as media
from civic.town_halls import rules
from civic.town_halls.models import Office, TownHall
from civic.town_halls.queries.town_halls import town_hall_for_update


def town_hall_to_edit(*, viewer: Viewer) -> TownHall:
    """Of the commune in view, locked, for those who may change its page."""
    town_hall = town_hall_for_update(viewer)
    require(rules.may_change_page(viewer))
    return town_hall


def bump_page_version(*, commune_id: int) -> None:
    """What the layout of the commune's pages shows has changed: what was rendered before is not used again."""
    TownHall.objects.filter(commune_id=commune_id).update(version=F("version") + 1)


def set_banner(*, commune_id: int, banner: Banner | None) -> None:
    """What stands above every page of the commune, read with the viewer: no page is rendered again for it."""
    TownHall.objects.filter(commune_id=commune_id).update(banner=banner.as_text if banner else "")


def bump_page_of_mayor(*, person_id: UUID) -> None:
    """Whoever holds an office is shown to every visitor of the commune's page: their photo is public."""
    offices = Office.objects.filter(person_id=person_id, ended_at=None).select_related("person")
    for office in offices:
        if office.person.photo_id:
            media.set_audience(audience=Audience.PUBLIC, media_ids=[office.person.photo_id])
        bump_page_version(commune_id=office.commune_id)


def count_residents(*, commune_id: int, change: int) -> None:
    """Someone was accepted (1) or is no longer a resident (-1)."""
    TownHall.objects.filter(commune_id=commune_id).update(
        residents=F("residents") + change, version=F("version") + 1
    )


def set_residents(*, commune_id: int, residents: int) -> None:
    TownHall.objects.filter(commune_id=commune_id).update(residents=residents, version=F("version") + 1)


def record_reminder(*, town_hall: TownHall) -> None:
    """The town hall was reminded of the requests that wait. In the caller's transaction, the row being locked."""
    town_hall.reminded_at = now()
    town_hall.save(update_fields=["reminded_at"])
