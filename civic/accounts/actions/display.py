"""What a person puts first in their menu."""

from django.db import transaction

from civic.accounts.models import Person
from civic.core import registry
from civic.core.refusals import Refusal
from civic.core.viewer import Viewer
from civic.ui.menu import MOST_FAVOURITES


class TooManyFavourites(Refusal):
    message = f"Vous avez déjà {MOST_FAVOURITES} favoris\u00a0: retirez-en un d’abord."


@transaction.atomic
def add_favourite(*, viewer: Viewer, key: str) -> None:
    """Twice is once. What no app has in the menu is not kept."""
    person = Person.objects.select_for_update().get(pk=viewer.own_id)
    known = {entry.url_name for entry in registry.menu()}
    kept = [own for own in person.favourites if own in known]
    if key not in known or key in kept:
        return
    if len(kept) >= MOST_FAVOURITES:
        raise TooManyFavourites
    person.favourites = [*kept, key]
    person.save(update_fields=["favourites"])


@transaction.atomic
def remove_favourite(*, viewer: Viewer, key: str) -> None:
    person = Person.objects.select_for_update().get(pk=viewer.own_id)
    person.favourites = [own for own in person.favourites if own != key]
    person.save(update_fields=["favourites"])
