"""What was done in the background for a person, and failed: the one way in which they hear of it.

Whoever shows the thing calls this, since it alone knows where it can be replaced. The words go with what they name, and
after a year.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from civic.accounts.events import WorkFailed, WorkFailureErased
from civic.accounts.models import Person, WorkFailure
from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.core.text import shortened
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


NAME = "{name}"
RETENTION = timedelta(days=365)  # as notifications
_LONGEST = 160  # signs of a notification


@transaction.atomic
def notify_failure(
    *,
    person_id: UUID | None,
    thing_id: UUID,
    sentence: str,
    url: str,
    name: str = "",
    content_id: UUID | None = None,
) -> None:
    """`sentence`: what failed and what to do; `url`: the page where it is done. `name` stands where the sentence says
    NAME, as much of it as leaves room for the rest. `content_id`: what the failed thing belongs to, if it is not one by
    itself."""
    if person_id and Person.objects.filter(pk=person_id).exists():
        WorkFailure.objects.update_or_create(
            person_id=person_id,
            thing_id=thing_id,
            defaults={
                "content_id": content_id or thing_id,
                "explanation": _with_name(sentence, name),
                "url": url,
                "happened_at": now(),
            },
        )
        record(WorkFailed(person_id=person_id, thing_id=thing_id))


def _with_name(sentence: str, name: str) -> str:
    room = _LONGEST - len(sentence.replace(NAME, ""))
    return sentence.replace(NAME, shortened(name, room - 1))  # « … » takes a place as well


@transaction.atomic
def erase_failures(*, content_id: UUID) -> None:
    """It is gone: what was said of it too, for whomever."""
    _erase(WorkFailure.objects.filter(content_id=content_id))


@job(lane=Lane.UPKEEP)
@transaction.atomic
def purge_old_failures() -> None:
    _erase(WorkFailure.objects.filter(happened_at__lt=now() - RETENTION))


def _erase(failures: QuerySet[WorkFailure]) -> None:
    things = set(failures.values_list("thing_id", flat=True))
    failures.delete()
    for thing_id in things:
        record(WorkFailureErased(thing_id=thing_id))


def notify_failed_file(
    *, media_id: UUID, place: str, url: str, name: str = "", content_id: UUID | None = None
) -> None:
    """To who sent it; nothing for a file or a link card that did not fail. `place`: « de votre profil »,
    « de votre publication « {name} » du mardi 3 mars »."""
    thing = media_queries.failed(media_id)
    if thing is None:
        return
    if isinstance(thing, Media):
        sentence = (
            f"{_NAMES[MediaKind(thing.kind)]} {place} n’a pas pu être préparée. Remplacez-la, ou retirez-la."
        )
    else:
        sentence = f"Le lien {place} n’a pas pu être lu. Corrigez-le, ou retirez-le."
    notify_failure(
        person_id=thing.owner_id,
        thing_id=media_id,
        sentence=sentence,
        url=url,
        name=name,
        content_id=content_id,
    )
