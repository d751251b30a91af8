"""Accounts, town halls and registrations of the demo, through the same actions as everybody's."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from allauth.account.models import EmailAddress

from civic.accounts.actions import account as accounts
from civic.accounts.enums import Civility
from civic.accounts.models import Person
from civic.communes.actions.streets import import_streets
from civic.communes.directory.streets import Address, parts_of
from civic.communes.models import Commune
from civic.core.viewer import Viewer
from civic.delegations.actions import give_delegation
from civic.delegations.models import Delegation
from civic.discussions.enums import LEAD_DISCUSSIONS
from civic.memberships.actions.answering import accept_membership, refuse_membership
from civic.memberships.actions.joining import request_membership
from civic.memberships.enums import Proof, Residence
from civic.memberships.models import Membership
from civic.messaging.enums import ANSWER_MESSAGES
from civic.moderation import actions as moderation
from civic.posts.enums import PUBLISH
from civic.restrictions.actions import restrict_resident
from civic.restrictions.enums import RestrictionDuration, RestrictionReason, RestrictionScope
from civic.restrictions.queries import own_restriction
from civic.threads.enums import MODERATE_COMMENTS
from civic.threads.models import Message
from civic.town_halls.actions.offices import open_town_hall
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.town_halls.models import Office
from civic.viewers.queries.viewer import viewer_for
from demo.loading import people
from demo.loading.calendar import awake
from demo.loading.past import Past
from demo.loading.people import Character
from demo.loading.pictures import Pictures, as_upload, hand_in
from demo.loading.preparing import Use
from demo.loading.texts import french

LIFE = timedelta(days=760)  # how long ago the town halls of the demo joined


@dataclass(slots=True)
class Inhabitant:
    person: Person
    age: int
    since: datetime  # accepted by the town hall


@dataclass(slots=True)
class Town:
    """A commune of the demo and those who speak there."""

    key: str
    commune: Commune
    mayor: Person
    director: Person | None = None
    inhabitants: list[Inhabitant] = field(default_factory=list)
    known: dict[str, Person] = field(default_factory=dict)  # by the names that the texts use
    _viewers: dict[UUID, Viewer] = field(default_factory=dict)

    def viewer(self, person: Person) -> Viewer:
        """Kept: call it only once the person's rights here are settled."""
        if person.pk not in self._viewers:
            self._viewers[person.pk] = viewer_for(person_id=person.pk, commune_id=self.commune.pk)
        return self._viewers[person.pk]


class Registrar:
    def __init__(self, past: Past, random: Random, pictures: Pictures) -> None:
        self.past, self.random, self.pictures = past, random, pictures
        self.addresses: dict[UUID, Address] = {}  # by the people who live there

    def order_portraits(self, characters: Iterable[Character]) -> None:
        for character in characters:
            if character.portrait:
                self.pictures.order(character.portrait, Use.PORTRAIT)

    def account(
        self, character: Character, at: datetime, *, password: str = "", staff: bool = False
    ) -> Person:
        """With a verified address. Without a password nobody signs in."""
        # The action hashes a password, which takes its time by design: those who never sign in are given none.
        person = Person(is_staff=staff)
        if not password:
            person.set_password = _no_password(person)  # type: ignore[method-assign, assignment]
        accounts.create_account(
            person=person,
            email=character.email,
            password=password,
            first_name=character.first_name,
            last_name=character.last_name,
            birth_date=character.born(self.past.now.date()),
            civility=Civility.MADAME if character.woman else Civility.MONSIEUR,
            presentation=character.presentation,
        )
        self.addresses[person.pk] = parts_of(character.address)
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        if character.portrait:
            viewer = Viewer(person_id=person.pk)
            accounts.change_photo(viewer=viewer, file=as_upload(character.portrait))
            person.refresh_from_db(fields=["photo"])
            assert person.photo_id
            hand_in(person.photo_id, self.pictures.take(character.portrait, Use.PORTRAIT))
        self.past.person(person, at)
        return person

    def town(
        self,
        key: str,
        commune: Commune,
        mayor: Character,
        *,
        since: date,
        slogan: str,
        former: tuple[Character, date] | None = None,
    ) -> Town:
        """`former`: who was mayor before, since when, and is a resident now."""
        at = self.past.now - LIFE
        import_streets(streets={commune.code: [name[0].upper() + name[1:] for name in people.STREETS[key]]})
        person = self.account(mayor, at, password=people.PASSWORD)
        if former:
            open_town_hall(commune=commune, mayor=self.account(former[0], at), since=former[1])
        town_hall = open_town_hall(commune=commune, mayor=person, since=since, slogan=slogan)
        self.past.town_hall(town_hall, at)
        for membership in Membership.objects.filter(commune=commune):
            self.past.membership(membership, at, at)
        return Town(key, commune, person, known={"maire": person})

    def director(self, town: Town, character: Character) -> Person:
        at = self.past.now - LIFE + timedelta(days=2)
        person = self.account(character, at, password=people.PASSWORD)
        delegation = give_delegation(
            office=Office.objects.get(commune=town.commune, ended_at=None),
            person=person,
            title="Directrice générale des services",
            rights=[PUBLISH, MANAGE_RESIDENTS, MODERATE_COMMENTS, LEAD_DISCUSSIONS, ANSWER_MESSAGES],
        )
        self.past.delegation(delegation, at)
        town.director = town.known["dgs"] = person
        # Nobody accepts themselves: the mayor and the director accept each other.
        self.settle_in(town, person, character.age, at, by=town.mayor)
        self.settle_in(town, town.mayor, people.MAYOR.age, at, by=person)
        return person

    def settle_in(
        self,
        town: Town,
        person: Person,
        age: int,
        at: datetime,
        *,
        by: Person | None = None,
        second_home: str = "",
    ) -> None:
        """Ask and be accepted within two days. `second_home`: where it is."""
        membership = request_membership(
            person=person,
            commune=town.commune,
            residence=Residence.SECOND if second_home else Residence.MAIN,
            address=parts_of(second_home) if second_home else self.addresses[person.pk],
        )
        proof = (
            Proof.SECOND_HOME
            if second_home
            else self.random.choice([Proof.ELECTORAL_ROLL, Proof.ADDRESS, Proof.KNOWN])
        )
        decider = by or self.random.choice([town.director or town.mayor, town.mayor])
        accept_membership(viewer=town.viewer(decider), membership_id=membership.pk, proof=proof)
        accepted_at = awake(at + timedelta(hours=self.random.uniform(2, 48)), self.random)
        self.past.membership(membership, at, accepted_at)
        if by is None and person != town.mayor:
            town.inhabitants.append(Inhabitant(person, age, accepted_at))

    def settle_all(self, town: Town, characters: list[Character]) -> None:
        """Most came in the first weeks, the others along two years."""
        for number, character in enumerate(characters):
            days = self.random.uniform(1, 30) if number % 5 < 3 else self.random.uniform(60, LIFE.days - 30)
            at = self.past.now - LIFE + timedelta(days=days)
            self.settle_in(town, self.account(character, at), character.age, at)

    def applicants(self, town: Town, characters: list[Character]) -> None:
        for character, words in zip(characters, people.REQUESTS, strict=False):
            at = awake(self.past.now - timedelta(hours=self.random.uniform(12, 260)), self.random)
            residence = Residence.SECOND if "secondaire" in words else Residence.MAIN
            self.wait(town, self.account(character, at), words, at, residence)

    def wait(
        self, town: Town, person: Person, words: str, at: datetime, residence: str = Residence.MAIN
    ) -> Membership:
        membership = request_membership(
            person=person,
            commune=town.commune,
            residence=residence,
            address=self.addresses[person.pk],
            words=french(words),
        )
        self.past.membership(membership, at, None)
        return membership

    def refused(self, town: Town, characters: list[Character]) -> None:
        for number, (character, (words, answer)) in enumerate(zip(characters, people.REFUSALS, strict=False)):
            at = self.past.now - timedelta(days=40 + 90 * number)
            membership = self.wait(town, self.account(character, at), words, at)
            viewer = town.viewer(town.director or town.mayor)
            refuse_membership(viewer=viewer, membership_id=membership.pk, words=french(answer))
            self.past.membership(membership, at, at + timedelta(hours=20))

    def restrictions(self, town: Town) -> None:
        """One that runs and is contested, and one of the past."""
        now = self.past.now
        # Nobody who acts for the mairie. They have said nothing since; where everyone speaks, the last who came.
        acting = Delegation.objects.filter(commune=town.commune).values_list("person_id", flat=True)
        spoke = Message.objects.filter(written_at__gt=now - timedelta(days=3)).values_list(
            "author_id", flat=True
        )
        others = {one.person.pk for one in town.inhabitants} - set(acting)
        last_first = [one.person for one in reversed(town.inhabitants) if one.person.pk in others]
        silent = others - set(spoke)
        first, second, *_ = sorted(last_first, key=lambda person: person.pk not in silent)
        for person, scopes, days_ago, days, reason, words in (
            (first, [RestrictionScope.COMMENTS], 2, 7, RestrictionReason.INSULT, people.RESTRICTED_NOW),
            (second, [RestrictionScope.ALL], 150, 7, RestrictionReason.ADVERTISING, people.RESTRICTED_THEN),
        ):
            membership = Membership.objects.get(person=person, commune=town.commune)
            made = restrict_resident(
                viewer=town.viewer(town.director or town.mayor),
                membership_id=membership.pk,
                scopes=[scope.value for scope in scopes],
                duration=RestrictionDuration.WEEK,
                reason=reason,
                words=french(words),
                key=f"demo-{days_ago}",
            )
            at = awake(now - timedelta(days=days_ago), self.random)
            self.past.restriction(made, at, at + timedelta(days=days))
        own = town.viewer(first)
        running = own_restriction(own)
        assert running
        appeal = moderation.contest_restriction(
            viewer=own, restriction_id=running.pk, words=french(people.CONTESTED)
        )
        self.past.appeal(appeal, awake(now - timedelta(days=1), self.random))


def _no_password(person: Person) -> Callable[[str | None], None]:
    def set_password(raw_password: str | None) -> None:
        person.set_unusable_password()

    return set_password
