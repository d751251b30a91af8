"""Who looks, and in which commune. The one object that rules and queries ask about rights.

Built by `civic.viewers.queries.viewer` (by setting, since core imports no app), once per request, or without a
request for tasks and tests. Rights always come from (person, commune), never from the person alone.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from civic.core.refusals import NotAllowed

SESSION_ID = "session_id"  # in the session: what distinguishes one sign-in from another


class Moved(Exception):
    """The commune of the address, `name`, merged into the one of this slug."""

    def __init__(self, slug: str, name: str) -> None:
        super().__init__(slug)
        self.slug = slug
        self.name = name


@dataclass(frozen=True, slots=True)
class CommuneInView:
    """What a page needs of its commune, read together with the viewer."""

    id: int
    slug: str
    code: str
    name: str
    of_name: str  # « d’Èze », « du Havre »
    time_zone: str
    version: int  # grows with each change of what the layout of a page shows
    has_town_hall: bool
    colour: str = ""  # a communes.enums.Colour
    emblem_id: UUID | None = None  # the Media of the coat of arms, once it can be shown
    the_mayor: str = "Le maire"  # « La maire » where she is a woman

    @property
    def of_the_mayor(self) -> str:
        """« du maire », « de la maire »"""
        return "de la maire" if self.the_mayor == "La maire" else "du maire"

    def __bool__(self) -> bool:
        """False for NOWHERE: a page outside any commune."""
        return self.id != 0


NOWHERE = CommuneInView(
    id=0, slug="", code="", name="", of_name="", time_zone="Europe/Paris", version=0, has_town_hall=False
)


type Role = Literal["town_hall", "member", "public"]
ROLES: tuple[Role, ...] = ("public", "member", "town_hall")  # the closest last


class Belonging(NamedTuple):
    """A commune that a person belongs to, asked for or follows, and how close they stand there."""

    id: int
    slug: str
    name: str
    role: Role

    @property
    def closeness(self) -> int:
        return ROLES.index(self.role)


class Banner(NamedTuple):
    """What a town hall shows above every page: which, in what version, until when (None: until it is taken down)."""

    key: str
    version: int
    ends_at: datetime | None
    closes: bool  # may a reader put it away?
    for_town_hall: bool = False  # an exercise: nobody else sees it

    @classmethod
    def read(cls, text: str) -> "Banner":
        """As it is stored beside the settings of the town hall."""
        key, version, ends_at, mark = text.split("|")
        moment = datetime.fromisoformat(ends_at) if ends_at else None
        return cls(key, int(version), moment, closes=mark == "1", for_town_hall=mark == "t")

    def is_over(self, moment: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= moment

    @property
    def as_text(self) -> str:
        ends_at = self.ends_at.isoformat() if self.ends_at else ""
        return f"{self.key}|{self.version}|{ends_at}|{'t' if self.for_town_hall else int(self.closes)}"


@dataclass(frozen=True, slots=True)
class Viewer:
    person_id: UUID | None = None
    name: str = ""
    initials: str = ""
    photo_id: UUID | None = None
    is_staff: bool = False
    is_strong: bool = False  # signs in with a code as well; known of staff, and of everybody in a commune
    communes: tuple[
        Belonging, ...
    ] = ()  # all that the person belongs to or follows, in the order of the alphabet
    favourites: tuple[str, ...] = ()  # entries that they put first in their menu, by the names of their pages
    is_invited: bool = False  # to act for a town hall, and has not answered
    commune: CommuneInView = NOWHERE
    membership: str = ""  # a communes.enums.MembershipStatus, "" for none
    is_mayor: bool = False
    acts_since: datetime | None = None  # for the town hall; not part of `rank`
    title: str = ""  # in what function they act for the town hall: « Maire », or the delegate's
    rights: frozenset[str] = field(default_factory=frozenset)  # that work now
    withheld: frozenset[str] = field(
        default_factory=frozenset
    )  # given, but asleep until strong authentication
    former: str = ""  # to whom a mandate or a delegation is over: since when, as a sentence
    restrictions: frozenset[str] = field(default_factory=frozenset)  # ways of speaking that are closed
    restricted_until: datetime | None = (
        None  # not part of `rank`: what shows it is rendered for the person alone
    )
    restricted_for: str = ""  # why, in a few words
    features: frozenset[str] = field(default_factory=frozenset)
    # Neither is the banner: it fills a slot, and pages that are rendered already stand when it comes and goes.
    banner: Banner | None = None

    @property
    def own_id(self) -> UUID:
        """The signed-in person's key, where the page admits no visitor. Raises NotAllowed for one."""
        if self.person_id is None:
            raise NotAllowed
        return self.person_id

    @property
    def is_authenticated(self) -> bool:
        return self.person_id is not None

    @property
    def is_town_hall(self) -> bool:
        """Acts for the town hall of this commune: the mayor or a delegate whose delegation runs."""
        return self.is_mayor or bool(self.rights or self.withheld)

    @property
    def is_member(self) -> bool:
        """Reads what is kept for this commune's own people."""
        return self.membership == "accepted" or self.is_town_hall

    @property
    def is_applicant(self) -> bool:
        return self.membership == "pending"

    @property
    def rank(self) -> tuple[object, ...]:
        """All that distinguishes viewers of one commune, their person aside: a key for what is rendered alike."""
        return (
            self.is_authenticated,
            self.membership,
            self.is_mayor,
            self.rights,
            self.withheld,
            self.restrictions,
            self.features,
        )

    def may(self, right: str) -> bool:
        return self.is_mayor or right in self.rights

    def belongs_to(self, commune_id: int) -> bool:
        """Is this the viewer's commune on this page? Every tenant check ends here."""
        return bool(self.commune) and self.commune.id == commune_id


VISITOR = Viewer()
