"""From the map to the desks of the town halls it concerns. Nothing is ever published here."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction

from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.vigilance import meteo_france, queries, rules
from civic.vigilance.events import VigilanceRaised
from civic.vigilance.models import VigilanceDraft, VigilanceWarning

RETENTION = timedelta(days=30)  # after their end
log = structlog.get_logger("civic.vigilance")


@job(lane=Lane.FETCHING)
def read_vigilance() -> None:
    """Every few minutes: one request for the whole country, by setting. A map that cannot be read changes nothing."""
    if not meteo_france.is_on():
        return
    try:
        found = rules.read(meteo_france.read_map(), now())
    except meteo_france.MapUnread as reason:
        log.warning("vigilance_unread", reason=str(reason))
        return
    except rules.MapUnreadable:
        log.warning("vigilance_unread", reason="another shape than documented")
        return
    moment = now()
    for forecast in found.forecasts:
        if forecast.ends_at > moment:
            _write_down(forecast)
    _lift(found)


@transaction.atomic
def _write_down(forecast: rules.Forecast) -> None:
    """Once a département, phenomenon and day; again where it is graver, or was over."""
    values = {
        "colour": forecast.colour,
        "begins_at": forecast.begins_at,
        "ends_at": forecast.ends_at,
    }
    warning, is_new = VigilanceWarning.objects.select_for_update().get_or_create(
        department=forecast.department,
        phenomenon=forecast.phenomenon,
        day=forecast.day,
        defaults=values,
    )
    moment = now()
    is_graver, is_back = forecast.colour > warning.colour, warning.ends_at <= moment
    if not is_new and any(getattr(warning, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(warning, name, value)
        warning.save()
    if is_back:
        warn_communes.enqueue(warning_id=warning.pk, back_at=moment.isoformat())
    elif is_new or is_graver:
        warn_communes.enqueue(warning_id=warning.pk)


def _lift(found: rules.VigilanceMap) -> None:
    """What the map names no more, of the places and days that it speaks of, is over."""
    moment = now()
    over = [
        warning.pk
        for warning in queries.warnings_that_run(moment)
        if found.is_silent_about(warning.department, warning.phenomenon, warning.day)
    ]
    VigilanceWarning.objects.filter(pk__in=over).update(ends_at=moment)


@job(lane=Lane.PEOPLE)
def warn_communes(*, warning_id: int, back_at: str = "") -> None:
    """Each town hall of the département, once a colour; once more where it was over and came back at `back_at`."""
    since = datetime.fromisoformat(back_at) if back_at else None
    warning = VigilanceWarning.objects.filter(pk=warning_id, ends_at__gt=now()).first()
    for commune_id in queries.communes_to_warn(warning, since) if warning else ():
        _warn(warning_id, commune_id, since)


@transaction.atomic
def _warn(warning_id: int, commune_id: int, since: datetime | None) -> None:
    warning = VigilanceWarning.objects.select_for_update().get(pk=warning_id)
    draft, is_new = VigilanceDraft.objects.get_or_create(
        commune_id=commune_id,
        warning=warning,
        defaults={"colour": warning.colour, "made_at": now()},
    )
    if not is_new:
        if draft.colour >= warning.colour and (since is None or draft.made_at >= since):
            return
        draft.colour, draft.made_at, draft.put_away_at = warning.colour, now(), None
        draft.save(update_fields=["colour", "made_at", "put_away_at"])
    record(VigilanceRaised(draft_id=draft.pk, colour=draft.colour), commune_id=commune_id, target=draft)


@transaction.atomic
def put_away_draft(*, viewer: Viewer, draft_id: UUID, upto: int) -> bool:
    """« Sans suite ». Not where it became graver than the colour that was seen."""
    require(rules.may_use(viewer))
    draft = queries.draft_in_view(viewer, draft_id)
    if draft.colour > upto:
        return False
    draft.colour = min(
        draft.colour, draft.warning.colour
    )  # should that rise once more, it is graver than what was seen
    draft.save(update_fields=["colour"])
    _put_away(draft, is_away=True)
    return True


@transaction.atomic
def take_back_draft(*, viewer: Viewer, draft_id: UUID) -> None:
    require(rules.may_use(viewer))
    _put_away(queries.draft_in_view(viewer, draft_id), is_away=False)


def _put_away(draft: VigilanceDraft, *, is_away: bool) -> None:
    draft.put_away_at = now() if is_away else None
    draft.save(update_fields=["put_away_at"])


@job(lane=Lane.UPKEEP)
def purge_old_warnings() -> None:
    VigilanceWarning.objects.filter(ends_at__lt=now() - RETENTION).delete()
