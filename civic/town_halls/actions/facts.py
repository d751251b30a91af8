"""« La commune »: its presentation, and what its town hall corrects of the official facts, which stay as they are."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from civic.accounts.actions import failures
from civic.communes.enums import Fact
from civic.communes.queries.facts import commune_card
from civic.communes.rules import is_value_of
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.refusals import Refusal
from civic.core.text import mark_of
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.media import queries as media_queries
from civic.media.actions import keeping as media
from civic.media.actions.describing import describe_attached
from civic.town_halls.actions.pages import bump_page_version, town_hall_to_edit
from civic.town_halls.actions.profile import TextChangedMeanwhile
from civic.town_halls.events import CommunePresentationChanged, FactCorrected, FactReverted
from civic.town_halls.models import CommunePhoto, TownHall
from civic.town_halls.queries.facts import facts_of

MAX_PHOTOS = 20


class TooManyPhotos(Refusal):
    message = f"La présentation montre {MAX_PHOTOS} photos au plus. Retirez-en quelques-unes."


class NotAValue(Refusal):
    message = "Cette valeur n’a pas la bonne forme. Vérifiez-la, puis enregistrez de nouveau."


@transaction.atomic
def change_commune_presentation(
    *,
    viewer: Viewer,
    presentation: str,
    media_ids: Sequence[UUID],
    alts: Mapping[UUID, str] | None = None,
    seen: str,
) -> None:
    """`presentation`: rich text. `alts`: the alternative text of the photos that are described again. `seen`: the mark
    (mark_of) of the text that the editor started from."""
    town_hall = town_hall_to_edit(viewer=viewer)
    if len(media_ids) > MAX_PHOTOS:
        raise TooManyPhotos
    if town_hall.presentation != presentation and mark_of(town_hall.presentation) != seen:
        raise TextChangedMeanwhile
    rows = CommunePhoto.objects.filter(commune_id=town_hall.pk).order_by("position")
    stored, alts = dict(rows.values_list("media_id", "media__alt")), alts or {}
    if (
        town_hall.presentation == presentation
        and list(stored) == list(media_ids)
        and stored == {**stored, **alts}
    ):
        return
    TownHall.objects.filter(pk=town_hall.pk).update(presentation=presentation)
    _publish_photos(viewer, media_ids, alts)
    record(CommunePresentationChanged(), viewer=viewer)


@transaction.atomic
def correct_fact(*, viewer: Viewer, fact: Fact, value: Any) -> None:
    """What the town hall knows better. The official value typed again is no correction."""
    town_hall = town_hall_to_edit(viewer=viewer)
    if not is_value_of(fact, value):
        raise NotAValue
    if fact is Fact.HOURS:
        TownHall.objects.filter(pk=town_hall.pk).update(hours_checked_at=now())
    official = facts_of(commune_card(viewer), town_hall).official(fact)
    if value == official:
        _revert(viewer, town_hall, fact)
        return
    today = timezone.localdate().isoformat()
    if town_hall.corrections.get(fact, {}).get("value") == value:
        return
    town_hall.corrections = {**town_hall.corrections, fact.value: {"value": value, "on": today}}
    town_hall.save(update_fields=["corrections"])
    bump_page_version(commune_id=town_hall.pk)
    record(FactCorrected(fact=fact.value), viewer=viewer)


@transaction.atomic
def revert_fact(*, viewer: Viewer, fact: Fact) -> None:
    """« Revenir à la valeur officielle »."""
    _revert(viewer, town_hall_to_edit(viewer=viewer), fact)


def _revert(viewer: Viewer, town_hall: TownHall, fact: Fact) -> None:
    if fact in town_hall.corrections:
        town_hall.corrections = {
            name: usable for name, usable in town_hall.corrections.items() if name != fact
        }
        town_hall.save(update_fields=["corrections"])
        bump_page_version(commune_id=town_hall.pk)
        record(FactReverted(fact=fact.value), viewer=viewer)


def notify_failed_photo(*, media_id: UUID) -> None:
    """One of the presentation. Does nothing for any other file."""
    for photo in CommunePhoto.objects.filter(media_id=media_id).select_related("commune"):
        url = reverse("commune_presentation", args=[photo.commune.slug])
        place = f"de la présentation {photo.commune.of_name}"
        failures.notify_failed_file(media_id=media_id, place=place, url=url)


def _publish_photos(viewer: Viewer, media_ids: Sequence[UUID], alts: Mapping[UUID, str]) -> None:
    """These in this order; those that are no longer shown are discarded."""
    commune_id = viewer.commune.id
    used_by = uuid5(NAMESPACE_OID, f"commune {commune_id}")
    rows = CommunePhoto.objects.filter(commune_id=commune_id)
    former = set(rows.values_list("media_id", flat=True))
    usable = [photo.pk for photo in media_queries.usable_media(viewer, media_ids)]
    rows.delete()
    CommunePhoto.objects.bulk_create(
        CommunePhoto(commune_id=commune_id, media_id=media_id, position=position)
        for position, media_id in enumerate(usable)
    )
    media.discard(media_ids=former - set(usable))
    media.attach(commune_id=commune_id, used_by=used_by, audience=Audience.PUBLIC, media_ids=usable)
    describe_attached(used_by=used_by, alts=alts)
