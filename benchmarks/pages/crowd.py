"""Towns beside the commune that is measured, with people who have portraits, publications, comments, private
conversations and an alert that they answered; and many more with a mayor and a delegate alone. Tables of a hundred rows
are read whole, and those of two communes for half of their rows: by plans that no platform in use has."""

from benchmarks.feed.seed import commune
from civic.accounts.models import Person
from civic.alerts.enums import Level
from civic.alerts.models import Alert, AlertAnswer
from civic.communes.models import Commune
from civic.core.clock import now
from civic.core.ids import new_id
from civic.delegations.models import Delegation
from civic.media.enums import MediaKind, MediaStatus
from civic.media.models import Media
from civic.messaging.enums import FEATURE, Addressee
from civic.messaging.models import Conversation
from civic.messaging.thread_kinds import BY_RESIDENT
from civic.threads.enums import ThreadAudience
from civic.threads.models import Message, Participant, Thread
from civic.town_halls.models import Office, TownHall

TOWNS = 20
RESIDENTS, POSTS, CONVERSATIONS, ANSWERS = 200, 100, 50, 40  # of each
TOWN_HALLS = 1000


def settle() -> None:
    for number in range(TOWNS):
        town, _ = commune(f"99{number:03}", residents=RESIDENTS, posts=POSTS)
        _fill(town)
        _warn(town)
    _open_town_halls(town.department_id)


def _open_town_halls(department_id: str) -> None:
    towns = [
        Commune(code=f"Z{n:04}", slug=f"voisine-{n}", name=f"Voisine {n}", department_id=department_id)
        for n in range(TOWN_HALLS)
    ]
    Commune.objects.bulk_create(towns)
    TownHall.objects.bulk_create(TownHall(commune=town) for town in towns)
    mayors, delegates = (
        Person.objects.bulk_create(
            Person(email=f"{title}@{town.code}.test", first_name="Luce", last_name="Voisin") for town in towns
        )
        for title in ("maire", "adjointe")
    )
    Office.objects.bulk_create(
        Office(commune=town, person=mayor, since=now().date())
        for town, mayor in zip(towns, mayors, strict=True)
    )
    Delegation.objects.bulk_create(
        Delegation(
            commune=town,
            person=person,
            given_by=mayor,
            title="Adjointe",
            rights=["messages"],
            starts_at=now(),
            accepted_at=now(),
        )
        for town, mayor, person in zip(towns, mayors, delegates, strict=True)
    )


def _warn(town: Commune) -> None:
    """A danger that is over, and what was answered."""
    alert = Alert.objects.create(
        commune=town, level=Level.DANGER, text="Crue", version=1, activated_at=now(), ended_at=now()
    )
    people = Person.objects.filter(memberships__commune=town)[:ANSWERS]
    AlertAnswer.objects.bulk_create(
        AlertAnswer(alert=alert, person=person, needs_help=False, answered_at=now()) for person in people
    )


def _fill(town: Commune) -> None:
    people = list(Person.objects.filter(memberships__commune=town).order_by("pk"))
    portraits = [
        Media(owner_id=person.pk, kind=MediaKind.PORTRAIT, status=MediaStatus.READY) for person in people
    ]
    Media.objects.bulk_create(portraits)
    for person, portrait in zip(people, portraits, strict=True):
        person.photo = portrait
    Person.objects.bulk_update(people, ["photo"])
    private = [
        Thread(
            pk=new_id(),
            commune=town,
            kind=BY_RESIDENT.key,
            feature=FEATURE,
            audience=ThreadAudience.PARTICIPANTS,
            encrypted=True,
        )
        for _ in range(CONVERSATIONS)
    ]
    Thread.objects.bulk_create(private)
    Conversation.objects.bulk_create(
        Conversation(
            pk=thread.pk,
            commune=town,
            thread=thread,
            resident=person,
            addressee=Addressee.TEAM,
            active_at=now(),
        )
        for thread, person in zip(private, people, strict=False)
    )
    _say(people, [*Thread.objects.filter(commune=town, last_number=0)])


def _say(people: list[Person], threads: list[Thread]) -> None:
    """One message in each thread."""
    said = list(zip(threads, people, strict=False))
    Message.objects.bulk_create(
        Message(
            thread=thread,
            number=1,
            author=person,
            key=str(new_id()),
            written_at=now(),
            **{"encrypted_body" if thread.encrypted else "body": "Bonjour"},
        )
        for thread, person in said
    )
    Participant.objects.bulk_create(
        Participant(thread=thread, person=person, messages=1, read_upto=1) for thread, person in said
    )
    Thread.objects.filter(pk__in=[thread.pk for thread, _ in said]).update(last_number=1, messages=1)
