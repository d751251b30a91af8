"""What an app declares to the rest of the product about itself.

Each app has a module `descriptor.py` with one `APP = AppDescriptor(…)`. `core.registry` finds it at start; the menu,
settings, preferences and the journal read it there. Every field has to be given, empty ones too: an app that leaves
something out does not load.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from civic.core.desk_sources import DeskSource, FirstStep
from civic.core.searching import SearchLookup, SearchSource

if TYPE_CHECKING:
    from civic.core.viewer import Viewer


class Feature(str):
    """What a town hall can switch on or off: a page of a feature that is off answers 404. The string itself is what is
    stored, and never changes."""

    def __new__(
        cls, key: str, *, label: str, sentence: str, position: int, on_by_default: bool = True
    ) -> "Feature":
        feature = super().__new__(cls, key)
        feature.label = label
        feature.sentence = sentence  # what the settings say of it
        feature.position = position
        feature.on_by_default = on_by_default  # until the town hall decides
        return feature

    label: str
    sentence: str
    position: int
    on_by_default: bool


class Right(str):
    """What a mayor may hand to a delegate. The string itself is what is stored, and never changes."""

    def __new__(
        cls,
        key: str,
        *,
        label: str,
        sentence: str,
        position: int,
        is_guarded: bool = False,
        is_planned: bool = False,
    ) -> "Right":
        right = super().__new__(cls, key)
        right.label = label
        right.sentence = sentence  # what it lets a person do
        right.position = position
        # A stolen password must not be enough for it: it works with strong authentication alone.
        right.is_guarded = is_guarded
        # Its app is not here yet: it can be given, and counts from the day the app declares it.
        right.is_planned = is_planned
        return right

    label: str
    sentence: str
    position: int
    is_guarded: bool
    is_planned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationCategory:
    """A heading in the matrix of preferences, with the icon of its lines in the inbox."""

    key: str
    label: str
    icon: str
    position: int
    # Whether kinds that leave the person no choice have a line there, too; and why they are sent, at the foot of mails.
    lists_mandatory: bool = True
    mandatory_reason: str = ""


class MenuAudience(Enum):
    ANYONE = "anyone"
    APPLICANT = "applicant"
    MEMBER = "member"
    TOWN_HALL = "town hall"
    DELEGATE = "delegate"
    MAYOR = "mayor"


_ACTING = frozenset({MenuAudience.TOWN_HALL, MenuAudience.DELEGATE, MenuAudience.MAYOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class CommuneLink:
    """A way to a page of the commune, for those whom it concerns. `label`: {the_mayor} stands for « Le maire » or
    « La maire »."""

    label: str
    icon: str
    url_name: str  # takes the commune's slug
    position: int
    audience: MenuAudience = MenuAudience.ANYONE
    right: Right | None = None  # for TOWN_HALL; None: whoever acts for the town hall
    feature: Feature | None = None

    @property
    def is_of_town_hall(self) -> bool:
        """Is it done for the town hall, or in one's own name?"""
        return self.audience in _ACTING

    def is_for(self, viewer: "Viewer") -> bool:
        if self.feature and self.feature not in viewer.features:
            return False
        if self.audience is MenuAudience.TOWN_HALL and self.right:
            return viewer.may(self.right)
        return {
            MenuAudience.ANYONE: True,
            MenuAudience.APPLICANT: viewer.is_applicant,
            MenuAudience.MEMBER: viewer.is_member,
            MenuAudience.TOWN_HALL: viewer.is_town_hall,
            MenuAudience.DELEGATE: viewer.is_town_hall and not viewer.is_mayor,
            MenuAudience.MAYOR: viewer.is_mayor,
        }[self.audience]


class MenuGroup(Enum):
    """The groups of a commune's menu, in their order."""

    LIFE = "La vie de la commune"
    PARTICIPATE = "Participer"
    SERVICES = "Services"
    COMMUNE = "La commune"
    TOWN_HALL = "La mairie"


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuEntry(CommuneLink):
    """One line of a commune's menu."""

    group: MenuGroup
    news: NotificationCategory | None  # whose unread notifications are the count beside it
    pages: Sequence[str] = ()  # URL names of others that stand under it
    bar_label: str = ""  # its short name in the bottom bar of phones, where the first two stand
    takes_part: str = ""  # what a resident may do there, as « Écrire » lists it

    def covers(self, page: str) -> bool:
        """Does the page of this URL name stand under it?"""
        return page in (self.url_name, *self.pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickAction(CommuneLink):
    """Something new that a person may begin here: behind the central button of phones, and on the desk."""


class Subject(NamedTuple):
    """What an entry of the journal is about, for those who read it. `url`: "" where it has no page of its own."""

    label: str
    url: str = ""


# Of ids of one model, those rows that still exist and that the viewer may see, as the journal names them.
type SubjectNames = Callable[["Viewer", list[str]], dict[str, Subject]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledTask:
    """Work that the clock starts. `cron`: five fields, read in `zone`'s wall-clock time."""

    key: str  # stored in rows: never changed
    cron: str
    job: str  # dotted path of a job without arguments
    label: str  # for the staff's page
    zone: str = "Europe/Paris"


class AfterErasure(Enum):
    """What becomes of rows when the account of their person is erased."""

    DELETED = "deleted with the account"
    DETACHED = "kept, and nobody's any more"
    RETAINED = "kept under the person's name: it belongs to the commune"
    PURGED = "purged by age, whatever becomes of the account"


class Foothold(Enum):
    """How rows let somebody into an account, or its news out of it: whoever took an account for a time must have
    nothing left of it once its owner has taken the address back."""

    NONE = "none"
    ADDED = "added"  # a second factor, a device: those that came since end
    ALL = "all"  # these end whenever they came: an address that whoever was in the account has read


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """Rows that speak of a person, for their export, their erasure, and the proof that none was left out."""

    field: str  # « polls.Voter.person »: the model, and its way to the person
    label: str  # the heading in the person's export
    exported: Sequence[str]  # fields that the export shows
    after_erasure: AfterErasure
    foothold: Foothold = Foothold.NONE
    added_at: str = ""  # the field that says when, of what is `Foothold.ADDED`
    # Of rows that are several things, those that stand under this heading; erased are all.
    exported_where: tuple[tuple[str, Any], ...] = ()

    @property
    def model(self) -> str:
        return self.field.rpartition(".")[0]

    @property
    def field_name(self) -> str:
        return self.field.rpartition(".")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataUse:
    """A row of the privacy page: what people entrust us with."""

    position: int
    data: str
    purpose: str
    seen_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """How long something is kept, as the privacy page says it."""

    position: int
    sentence: str


class AlarmLine(NamedTuple):
    """One thing that went wrong by itself: where, why, and the key by which logs name it."""

    place: str
    reason: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What those who run the platform have to look at."""

    key: str  # its count in `/sante/`
    position: int
    heading: str
    advice: str  # what they can do
    find: Callable[[], Sequence[AlarmLine]]


class HelpPage(Enum):
    RESIDENT = "resident"
    MAYOR = "mayor"
    TEAM = "team"


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpSection:
    """A part of a help page."""

    page: HelpPage
    position: int
    template: str

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return self.template.removesuffix(".html").replace("/", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """A tab of « Mon compte »."""

    label: str
    icon: str
    url_name: str  # takes nothing
    position: int


class HomePlace(Enum):
    """Where a section stands on a commune's page. Nothing stands above the feed but WaitingItems."""

    FEED = "the feed itself"
    TODAY = "first of what stands beside the feed: what this day brings"
    BESIDE_FEED = "beside the feed; on a phone, on a page of its own"


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeSection:
    """A part of a commune's page, the same for all viewers of a rank: rendered and cached with the page."""

    place: HomePlace
    position: int
    feature: Feature | None
    render: Callable[["Viewer"], str]  # HTML; "" for nothing
    # What it depends on besides the viewer's rank and the commune's version: asked at each request, so no statement.
    varies_with: Callable[["Viewer"], Hashable] = lambda viewer: None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveHomeSection:
    """A part of a commune's page that is filled at each request, in a slot of the cached page."""

    place: HomePlace
    position: int
    feature: Feature | None
    is_open: Callable[["Viewer"], bool]  # asked when the page is rendered: whether it has a slot there
    fill: Callable[
        ["Viewer", Mapping[str, str]], Any
    ]  # `ui.fragments.Filling`; also given the address's query


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBanner:
    """What stands above everything on every page of a commune, for whoever looks. Filled at each request, so without a
    statement: what it goes by comes with the viewer."""

    position: int
    fill: Callable[
        ["Viewer", Mapping[str, str]], str
    ]  # HTML, "" for nothing; also given the device's cookies


class WaitingLine(NamedTuple):
    """One line of the strip above the feed: what waits, and the one thing to do about it."""

    icon: str
    text: str
    url: str
    action: str  # « Voter »


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingItem:
    """What waits for this very person: lines of the strip above the feed."""

    position: int
    is_alert: bool  # before all others, in red
    feature: Feature | None
    concerns: Callable[["Viewer"], bool]  # asked of a rank, when the page is rendered: can there be any?
    find: Callable[["Viewer"], Sequence[WaitingLine]]  # at each request: one statement at most
    # What the answer of `concerns` depends on besides, as that of a HomeSection.
    varies_with: Callable[["Viewer"], Hashable] = lambda viewer: None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppDescriptor:
    """What the rest of the product must know of an app. Nothing has a default: an app says what it does not have."""

    feature: Feature | None
    rights: Sequence[Right]
    menu: Sequence[MenuEntry]
    quick_actions: Sequence[QuickAction]
    account_pages: Sequence[AccountPage]
    home: Sequence[HomeSection | LiveHomeSection]
    banners: Sequence[PageBanner]
    waiting: Sequence[WaitingItem]
    desk: Iterable[DeskSource]
    first_steps: Sequence[FirstStep]
    search: Sequence[SearchSource | SearchLookup]
    notification_categories: Sequence[NotificationCategory]
    journal_topics: Sequence[str]  # headings of its events: the town hall's journal is filtered by them
    journal_subjects: Mapping[str, SubjectNames]  # by the label of a model, as in `Entry.target_type`
    schedule: Sequence[ScheduledTask]
    personal_data: Sequence[PersonalData]
    data_uses: Sequence[DataUse]
    retention: Sequence[RetentionRule]
    alarms: Sequence[Alarm]
    help_sections: Sequence[HelpSection]
