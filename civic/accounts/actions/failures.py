"""What was done in the background for a person, and failed: the one way in which they hear of it.

Whoever shows the thing calls this, since it alone knows where it can be replaced.
"""

from uuid import UUID

from django.db import transaction

from civic.accounts.events import WorkFailed
from civic.accounts.models import Person
from civic.journal.actions import record
from civic.media import queries as media_queries
from civic.media.enums import MediaKind
from civic.media.models import Media

_NAMES = {
    MediaKind.PHOTO: "Une photo",
    MediaKind.VIDEO: "La vidéo",
    MediaKind.PORTRAIT: "La photo",
    MediaKind.EMBLEM: "L’image",
}


@transaction.atomic
def notify_failure(*, person_id: UUID | None, thing_id: UUID, sentence: str, url: str) -> None:
    """`sentence`: what failed and what to do, nothing personal; `url`: the page where it is done."""
    if person_id and Person.objects.filter(pk=person_id).exists():
        record(WorkFailed(person_id=person_id, thing_id=thing_id, explanation=sentence, url=url))


def notify_failed_file(*, media_id: UUID, place: str, url: str) -> None:
    """To who sent it; nothing for a file or a link card that did not fail. `place`: « de votre profil »,
    « de votre publication « Fête » du mardi 3 mars »."""
    thing = media_queries.failed(media_id)
    if thing is None:
        return
    if isinstance(thing, Media):
        sentence = (
            f"{_NAMES[MediaKind(thing.kind)]} {place} n’a pas pu être préparée. Remplacez-la, ou retirez-la."
        )
    else:
        sentence = f"Le lien {place} n’a pas pu être lu. Corrigez-le, ou retirez-le."
    notify_failure(person_id=thing.owner_id, thing_id=media_id, sentence=sentence, url=url)
