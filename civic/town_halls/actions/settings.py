"""What a town hall chooses for all its pages, section by section, and its coat of arms."""

from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.core.files.base import File
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from civic.accounts.actions import failures
from civic.communes.actions.time_zones import change_commune_time_zone
from civic.communes.directory.departments import TIME_ZONES
from civic.core import registry
from civic.core.audience import Audience
from civic.core.clock import UNDO_FOR, now
from civic.core.refusals import Refusal, require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.media.actions import keeping, receiving
from civic.media.models import Media
from civic.town_halls import rules
from civic.town_halls.actions.pages import bump_page_version, town_hall_to_edit
from civic.town_halls.enums import Colour
from civic.town_halls.events import EmblemChanged, TownHallSettingsChanged
from civic.town_halls.models import TownHall


class NoSuchChoice(Refusal):
    message = "Ce choix n’existe pas. Rechargez la page et recommencez."


@transaction.atomic
def change_admission(*, viewer: Viewer, accepts_automatically: bool, reminder_days: int) -> None:
    """How requests are accepted, and after how many days those that wait are called to mind (0: never). For those
    who answer requests: to accept all of them is to answer them."""
    require(rules.may_manage_residents(viewer))
    if not 0 <= reminder_days <= rules.LONGEST_REMINDER:
        raise NoSuchChoice
    _change(viewer, "inscriptions", accepts_automatically=accepts_automatically, reminder_days=reminder_days)


@transaction.atomic
def change_publishing(
    *, viewer: Viewer, posts_public_by_default: bool, comments_open_by_default: bool
) -> None:
    """What a new publication proposes."""
    _change(
        viewer,
        "publications",
        posts_public_by_default=posts_public_by_default,
        comments_open_by_default=comments_open_by_default,
    )


@transaction.atomic
def change_features(*, viewer: Viewer, features: list[str]) -> None:
    """Which features are on. What is switched off is not there any more, and nothing of it is erased."""
    if not set(features) <= set(registry.features()):
        raise NoSuchChoice
    _change(
        viewer,
        "rubriques",
        feature_decisions={feature: feature in features for feature in registry.features()},
    )


@transaction.atomic
def change_time_zone(*, viewer: Viewer, time_zone: str) -> None:
    """By which clock dates are shown and summaries leave. Imports of the directory leave it alone from now on."""
    town_hall = town_hall_to_edit(viewer=viewer)
    if time_zone not in TIME_ZONES:
        raise NoSuchChoice
    if change_commune_time_zone(commune_id=town_hall.pk, time_zone=time_zone):
        bump_page_version(commune_id=town_hall.pk)
        record(TownHallSettingsChanged(section="heure"), viewer=viewer)


@transaction.atomic
def change_colour(*, viewer: Viewer, colour: str) -> None:
    if colour not in Colour:
        raise NoSuchChoice
    _change(viewer, "apparence", colour=colour)


def change_emblem(*, viewer: Viewer, file: "File[bytes]") -> Media:
    """« Blason ou logo ». It shows once its copies are made; the one before goes then and there."""
    require(rules.may_change_page(viewer))
    emblem = receiving.receive_emblem(viewer=viewer, file=file)
    with transaction.atomic():
        town_hall = town_hall_to_edit(viewer=viewer)
        former = town_hall.emblem_id
        town_hall.emblem, town_hall.emblem_shown, town_hall.emblem_removed_at = emblem, False, None
        _save_emblem(town_hall, viewer, removed=False)
        keeping.attach(
            commune_id=town_hall.pk,
            used_by=uuid5(NAMESPACE_OID, f"emblem {town_hall.pk}"),
            audience=Audience.PUBLIC,
            media_ids=[emblem.pk],
        )
        if former:
            keeping.discard(media_ids=[former])
    return emblem


@transaction.atomic
def remove_emblem(*, viewer: Viewer) -> None:
    """Can be brought back for UNDO_FOR, then erased with its files."""
    town_hall = town_hall_to_edit(viewer=viewer)
    if town_hall.emblem_id and town_hall.emblem_removed_at is None:
        town_hall.emblem_shown, town_hall.emblem_removed_at = False, now()
        _save_emblem(town_hall, viewer, removed=True)


@transaction.atomic
def restore_emblem(*, viewer: Viewer) -> None:
    town_hall = town_hall_to_edit(viewer=viewer)
    if town_hall.emblem and town_hall.emblem_removed_at:
        town_hall.emblem_shown, town_hall.emblem_removed_at = town_hall.emblem.is_ready, None
        _save_emblem(town_hall, viewer, removed=False)


@transaction.atomic
def bump_pages_with_emblem(*, media_id: UUID) -> None:
    """Its copies are ready, or never will be. Does nothing for any other file."""
    locked = TownHall.objects.select_for_update(of=("self",)).select_related("commune", "emblem")
    town_hall = locked.filter(emblem_id=media_id).first()
    if town_hall:
        url = reverse("emblem_change", args=[town_hall.commune.slug])
        failures.notify_failed_file(media_id=media_id, place="de votre blason", url=url)
    if (
        town_hall
        and town_hall.emblem
        and town_hall.emblem_removed_at is None
        and town_hall.emblem_shown != town_hall.emblem.is_ready
    ):
        town_hall.emblem_shown = town_hall.emblem.is_ready
        town_hall.save(update_fields=["emblem_shown"])
        bump_page_version(commune_id=town_hall.pk)


@transaction.atomic
def erase_removed_emblems() -> None:
    """Those that can no longer be brought back."""
    for town_hall in TownHall.objects.select_for_update().filter(emblem_removed_at__lt=now() - UNDO_FOR):
        if town_hall.emblem_id:
            former, town_hall.emblem, town_hall.emblem_removed_at = town_hall.emblem_id, None, None
            town_hall.save(update_fields=["emblem", "emblem_removed_at"])
            keeping.discard(media_ids=[former])


def _change(viewer: Viewer, section: str, **fields: Any) -> None:
    town_hall = town_hall_to_edit(viewer=viewer)
    if all(getattr(town_hall, name) == value for name, value in fields.items()):
        return
    TownHall.objects.filter(pk=town_hall.pk).update(**fields, version=F("version") + 1)
    record(TownHallSettingsChanged(section=section), viewer=viewer)


def _save_emblem(town_hall: TownHall, viewer: Viewer, *, removed: bool) -> None:
    town_hall.save(update_fields=["emblem", "emblem_shown", "emblem_removed_at"])
    bump_page_version(commune_id=town_hall.pk)
    record(EmblemChanged(removed=removed), viewer=viewer)
