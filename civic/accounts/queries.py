from civic.accounts.models import Person
from civic.core.viewer import Viewer


def self_of(viewer: Viewer) -> Person:
    """The viewer's own person, with everything that only they may see."""
    return Person.objects.select_related("photo").get(pk=viewer.own_id)


def person_by_email(email: str) -> Person | None:
    return Person.objects.filter(email=email.strip().lower()).first()
