"""Builds the whole demo in one transaction: it is there, or it is not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from civic.accounts.models import Person
from civic.communes.models import Commune
from demo.loading import (
    agenda,
    alerts,
    delegations,
    discussions,
    messaging,
    people,
    polls,
    profiles,
    proofs,
    texts,
    visits,
)
from demo.loading.past import Past
from demo.loading.pictures import Pictures
from demo.loading.publications import Editor
from demo.loading.registrations import LIFE, Registrar, Town

SEED = 20_261_122  # one seed, one demo


class DirectoryMissing(Exception):
    """The two communes of the demo are not in the directory."""


@dataclass(frozen=True, slots=True)
class Size:
    residents: int
    others: int  # residents of the second commune
    applicants: int
    faces: int
    posts: int  # of those published, per commune
    photos: int  # per publication


FULL = Size(residents=60, others=25, applicants=8, faces=14, posts=100, photos=40)
SMALL = Size(residents=12, others=5, applicants=3, faces=1, posts=6, photos=1)


def is_loaded() -> bool:
    return Person.objects.filter(email=people.MAYOR.email).exists()


@transaction.atomic
def build(size: Size, say: Callable[[str], None]) -> None:
    """`say` receives each step. Raises DirectoryMissing."""
    found = {commune.slug: commune for commune in Commune.objects.filter(slug__in=["eze-06", "l-aigle-61"])}
    if len(found) < 2:
        raise DirectoryMissing
    past, random = Past(), Random(SEED)
    with Pictures() as pictures:
        registrar = Registrar(past, random, pictures)
        say("Habitants et mairies…")
        eze, laigle = _people(registrar, size, found["eze-06"], found["l-aigle-61"])
        polls.order_pictures(pictures)
        say("Publications, photos et commentaires…")
        for town, file_name in ((eze, "eze.md"), (laigle, "laigle.md")):
            editor = Editor(town, past, random, pictures)
            wanted = _selected(texts.posts_of(file_name), size)
            editor.order(wanted)
            for text in wanted:
                editor.write(text)
            if editor.film_missing:
                say("Sans ffmpeg, la vidéo de démonstration est laissée de côté.")
        say("Sondages…")
        for town, questions in ((eze, polls.EZE), (laigle, polls.LAIGLE)):
            for asked in questions:
                polls.Pollster(town, past, random, pictures).ask(asked)
        say("Groupes de discussion…")
        for town, file_name in ((eze, "eze_discussions.md"), (laigle, "laigle_discussions.md")):
            for text in texts.posts_of(file_name):
                discussions.hold(town, text, past, random)
        say("Messages privés…")
        taken: set[Person] = set()
        for text in texts.posts_of("eze_messages.md"):
            messaging.exchange(eze, text, past, random, taken)
        for text in texts.posts_of("mayors.md"):
            messaging.between_mayors({"eze": eze, "laigle": laigle}, text, past, random)
        messaging.at_hand(eze)
        alerts.sound(eze, past)
        say("Agenda…")
        for town in (eze, laigle):
            agenda.fill(town, past)
        # Last of all: what they wrote here, they wrote before.
        registrar.restrictions(eze)
    past.settle()
    say("Visites et statistiques…")
    visits.fill((eze, laigle), past, random)


def _people(
    registrar: Registrar, size: Size, eze_commune: Commune, laigle_commune: Commune
) -> tuple[Town, Town]:
    random, now = registrar.random, registrar.past.now
    known = [
        people.MAYOR, people.OTHER_MAYOR, people.DIRECTOR, people.RESIDENT, people.RESIDENT_OF_TWO,
        people.OTHER_RESIDENT, people.APPLICANT, people.STAFF,
    ]  # fmt: skip
    crowd = people.residents(
        "eze", size.residents + size.applicants + len(people.REFUSALS), random, faces=size.faces
    )
    crowd, applicants = crowd[: size.residents], crowd[size.residents :]
    others = people.residents("laigle", size.others + size.applicants // 4, random, faces=size.faces // 3)
    others, knocking = others[: size.others], others[size.others :]
    registrar.order_portraits([*known, *crowd, *others])
    profiles.order_photos(registrar.pictures, photos=min(3, size.photos))

    eze = registrar.town(
        "eze", eze_commune, people.MAYOR, since=date(2020, 5, 28), slogan="Un village, la mer, et nous tous"
    )
    laigle = registrar.town(
        "laigle",
        laigle_commune,
        people.OTHER_MAYOR,
        since=date(2014, 4, 5),
        slogan="La ville à la campagne",
        former=(people.FORMER_MAYOR, date(2001, 3, 25)),
    )
    for town in (eze, laigle):
        profiles.furnish(town, registrar.pictures, photos=min(3, size.photos))
        registrar.past.furnished(town.commune.pk, now - LIFE)
    registrar.director(eze, people.DIRECTOR)
    early = now - LIFE + timedelta(days=4)
    for town, character, name in (
        (eze, people.RESIDENT, "citoyen"),
        (eze, people.RESIDENT_OF_TWO, "citoyenne"),
        (laigle, people.OTHER_RESIDENT, "citoyen"),
    ):
        person = registrar.account(character, early, password=people.PASSWORD)
        registrar.settle_in(town, person, character.age, early)
        town.known[name] = person
    owner = eze.known["citoyenne"]
    registrar.settle_in(
        laigle,
        owner,
        people.RESIDENT_OF_TWO.age,
        early + timedelta(days=90),
        second_home="6 quai de la Risle, 61300 L’Aigle",
    )

    registrar.settle_all(eze, crowd)
    registrar.settle_all(laigle, others)
    delegations.settle(eze, registrar.past)
    registrar.applicants(eze, applicants[: size.applicants])
    registrar.applicants(laigle, knocking)
    registrar.refused(eze, applicants[size.applicants :])
    waiting = registrar.account(people.APPLICANT, now - timedelta(days=2), password=people.PASSWORD)
    registrar.wait(
        eze,
        waiting,
        "Bonjour, je viens d’emménager au bord de mer. Je peux passer avec un justificatif.",
        now - timedelta(days=2),
    )
    for town in (eze, laigle):
        proofs.ask_and_answer(town, registrar.past)
    staff = registrar.account(people.STAFF, now - LIFE, password=people.PASSWORD, staff=True)
    TOTP.activate(staff, people.STAFF_SECRET)  # the platform's pages ask for it
    return eze, laigle


def _selected(all_posts: list[texts.PostText], size: Size) -> list[texts.PostText]:
    published = [text for text in all_posts if text.status == "published"][: size.posts]
    waiting = [text for text in all_posts if text.status != "published"]
    chosen = [*published, *waiting]
    for text in chosen:
        if len(text.photos) > size.photos:
            text.options["photos"] = " | ".join(text.options["photos"].split(" | ")[: size.photos])
    return chosen
