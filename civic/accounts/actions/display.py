"""What a person puts first in their menu."""

from django.db import transaction

from civic.accounts.models import Person
from civic.core import registry
from civic.core.refusals import Refusal
from civic.core.viewer import Viewer
from civic.ui.menu import MOST_PINNED


class TooManyPinned(Refusal):
    message = f"Vous avez déjà {MOST_PINNED} favoris\u00a0: retirez-en un d’abord."


@transaction.atomic
def pin_entry(*, viewer: Viewer, key: str) -> None:
    """Twice is once. What no app has in the menu is not kept."""
    person = Person.objects.select_for_update().get(pk=viewer.own_id)
    known = {entry.url_name for entry in registry.menu()}
    pinned = [own for own in person.pinned_entries if own in known]
    if key not in known or key in pinned:
        return
    if len(pinned) >= MOST_PINNED:
        raise TooManyPinned
    person.pinned_entries = [*pinned, key]
    person.save(update_fields=["pinned_entries"])


@transaction.atomic
def unpin_entry(*, viewer: Viewer, key: str) -> None:
    person = Person.objects.select_for_update().get(pk=viewer.own_id)
    person.pinned_entries = [own for own in person.pinned_entries if own != key]
    person.save(update_fields=["pinned_entries"])
