"""What the parts of this app's addresses stand for in the access matrix."""

from tests.architecture.world import Examples
from tests.communes.factories import CvEntryFactory

EXAMPLES: Examples = {
    "office_id": lambda wanted: wanted.place.office.pk,
    "cv_entry_id": lambda wanted: CvEntryFactory(commune_id=wanted.commune.pk).pk,
    "section": lambda wanted: "publications",
    "fact": lambda wanted: "population",
}

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
