"""What the parts of this app's addresses stand for in the access matrix."""

from tests.architecture.world import Examples
from tests.communes.factories import CvEntryFactory

EXAMPLES: Examples = {
    "office_id": lambda wanted: wanted.place.office.pk,
    "cv_entry_id": lambda wanted: CvEntryFactory(commune_id=wanted.commune.pk).pk,
    "section": lambda wanted: "publications",
    "fact": lambda wanted: "population",
}
