"""What the parts of this app's addresses stand for in the access matrix."""

from civic.media.enums import MediaKind, MediaStatus
from civic.media.models import Media
from civic.town_halls.models import CommunePhoto
from tests.architecture.world import MANY, Examples, Place
from tests.communes.factories import CvEntryFactory

EXAMPLES: Examples = {
    "office_id": lambda wanted: wanted.place.office.pk,
    "cv_entry_id": lambda wanted: CvEntryFactory(commune_id=wanted.commune.pk).pk,
    "section": lambda wanted: "publications",
    "fact": lambda wanted: "population",
}


def fill(place: Place) -> Examples:
    """The photos of the commune's presentation."""
    for position in range(MANY):
        photo = Media.objects.create(
            commune_id=place.commune.pk,
            owner_id=place.mayor.pk,
            kind=MediaKind.PHOTO,
            status=MediaStatus.READY,
            alt=f"La place, vue {position}",
            variants=[{"name": "320.webp", "width": 320, "height": 240, "bytes": 1, "type": "image/webp"}],
            by_town_hall=True,
        )
        CommunePhoto.objects.create(commune=place.commune, media=photo, position=position)
    return {}


# What a delegate with this right alone may send: nothing else (tests/architecture/test_rights.py).
RIGHT_OPENS = {
    "page": [
        "commune_presentation",
        "cv_entry_delete",
        "cv_entry_edit",
        "cv_entry_move",
        "cv_entry_new",
        "cv_entry_restore",
        "emblem_change",
        "emblem_remove",
        "emblem_restore",
        "fact_edit",
        "fact_revert",
        "mayor_presentation",
        "mayor_slogan",
        "settings_section",
    ],
}
