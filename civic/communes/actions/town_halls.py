"""The page of a town hall: its settings, and whom it shows."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from civic.communes import rules
from civic.communes.events import TownHallSettingsChanged
from civic.communes.models import Office, TownHall
from civic.core.audience import Audience
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.media import actions as media


def touch_page(*, commune_id: int) -> None:
    """What the frame of the commune's page shows has changed: kept renderings are not used again."""
    TownHall.objects.filter(commune_id=commune_id).update(version=F("version") + 1)


@transaction.atomic
def change_settings(*, viewer: Viewer, fields: dict[str, Any]) -> None:
    """Slogan, how requests are accepted, what a new publication proposes."""
    require(rules.may_change_page(viewer))
    TownHall.objects.filter(commune_id=viewer.commune.id).update(
        slogan=fields["slogan"],
        accepts_automatically=bool(fields["accepts_automatically"]),
        posts_public_by_default=fields["posts_public_by_default"],
        comments_open_by_default=fields["comments_open_by_default"],
        version=F("version") + 1,
    )
    record(TownHallSettingsChanged(), viewer=viewer)


def show_mayor(*, person_id: UUID) -> None:
    """Whoever holds an office is shown to every visitor of the commune's page: their photo is public."""
    offices = Office.objects.filter(person_id=person_id, ended_at=None).select_related("person")
    for office in offices:
        if office.person.photo_id:
            media.set_audience(audience=Audience.PUBLIC, media_ids=[office.person.photo_id])
        touch_page(commune_id=office.commune_id)
