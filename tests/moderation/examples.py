"""What the parts of this app's addresses stand for in the access matrix."""

from tests.architecture.world import Examples
from tests.moderation.factories import AppealFactory

EXAMPLES: Examples = {
    "appeal_id": lambda wanted: (
        AppealFactory(commune_id=wanted.commune.pk, person=wanted.place.second_resident).pk
    ),
}
