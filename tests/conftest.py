"""What every test may ask for: two communes that are twins, and people of each rank.

`other_commune` holds what `commune` holds, under the same titles with its own name in them: a page of the one that
shows anything of the other fails.
"""

from collections.abc import Callable
from itertools import count
from typing import Any

import hypothesis
import pytest
from django.core.cache import cache
from django.test import Client

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core import registry
from civic.core.audience import Audience
from civic.core.descriptors import Right
from civic.core.jobs import Lane
from civic.core.viewer import Viewer
from civic.memberships.enums import MembershipStatus
from civic.posts.models import Post
from civic.threads.models import Message
from civic.town_halls.enums import EDIT_PAGE
from civic.ui.fragments import fragment_cache
from civic.viewers.queries.viewer import viewer_for
from civic.worker.enums import JobStatus
from civic.worker.models import Job
from tests.accounts.factories import PersonFactory
from tests.communes.factories import (
    CommuneFactory,
    DelegationFactory,
    MembershipFactory,
    OfficeFactory,
    TownHallFactory,
)
from tests.posts.factories import PostFactory
from tests.threads.factories import MessageFactory
from tests.worker.lanes import carry_out_jobs

# A machine that does something else beside is no fault of the example.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

pytest_plugins = [
    "tests.plugins.databases",
    "tests.plugins.engines",
    "tests.plugins.forms_only_read",
    "tests.plugins.frozen_time",
    "tests.plugins.long_first",
    "tests.plugins.tripwires",
]

_numbers = count(1)

# --- A clean slate ----------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def empty_caches() -> None:
    """Each test starts with empty caches."""
    fragment_cache.clear()
    cache.clear()


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each test has its own storage and its own mailbox, made when something is put there. Mail leaves as in the demo:
    queued, then a file by mail, and not through the backend that Django's test runner puts in between."""
    folder = tmp_path_factory.getbasetemp() / f"own-{next(_numbers)}"
    settings.MEDIA_ROOT = folder / "media"
    settings.MAILBOX_DIR = folder / "mailbox"
    settings.MAILERS = {
        "default": {"BACKEND": "civic.delivery.backends.QueuedMailBackend"},
        "transport": {
            "BACKEND": "civic.delivery.providers.mailbox.MailboxBackend",
            "OPTIONS": {"folder": settings.MAILBOX_DIR},
        },
    }


@pytest.fixture
def run_jobs(db: None) -> Callable[..., int]:
    """Carry out every job that is due, those that they enqueue included, as the worker does. Returns how many were
    tried. A job that fails fails the test, unless `failing=True`."""

    def run(*lanes: Lane, failing: bool = False) -> int:
        tried = carry_out_jobs(*lanes)
        if not failing:
            errors = Job.objects.exclude(error="").exclude(status=JobStatus.DONE)
            assert [f"{job.task}\n{job.error}" for job in errors] == []
        return tried

    return run


# --- Two communes ---------------------------------------------------------------------------------------------------


@pytest.fixture
def mayor(db: None) -> Person:
    return PersonFactory(first_name="Camille", last_name="Exemple", email="maire@villeneuve.test")


@pytest.fixture
def commune(mayor: Person) -> Commune:
    """« Villeneuve », on the platform, its mayor in office."""
    place = CommuneFactory(code="06201", name="Villeneuve")
    TownHallFactory(commune=place)
    OfficeFactory(commune=place, person=mayor)
    return place


@pytest.fixture
def other_mayor(db: None) -> Person:
    return PersonFactory(first_name="Dominique", last_name="Ailleurs", email="maire@autreville.test")


@pytest.fixture
def other_commune(other_mayor: Person) -> Commune:
    """« Autreville »: its own town hall, public and reserved publications, a comment under each."""
    place = CommuneFactory(code="61202", name="Autreville")
    TownHallFactory(commune=place)
    OfficeFactory(commune=place, person=other_mayor)
    for audience in (Audience.PUBLIC, Audience.MEMBERS):
        twin = PostFactory(
            commune=place,
            author=other_mayor,
            audience=audience,
            title="Titre d’Autreville",
            body="<p>Texte d’Autreville</p>",
        )
        MessageFactory(thread=twin.thread, author=other_mayor, body="Commentaire d’Autreville")
    return place


@pytest.fixture
def other_post(other_commune: Commune) -> Post:
    """The twin of `post`, which must never show in `commune`."""
    return Post.objects.select_related("thread").get(commune=other_commune, audience=Audience.MEMBERS)


@pytest.fixture
def other_comment(other_post: Post) -> Message:
    return Message.objects.get(thread=other_post.thread)


@pytest.fixture
def empty_commune(db: None) -> Commune:
    """« Sanmairie », whose town hall is not on the platform."""
    return CommuneFactory(code="06203", name="Sanmairie")


@pytest.fixture
def merged_commune(commune: Commune) -> Commune:
    """« Vieilleville », now part of `commune`."""
    return CommuneFactory(code="06204", name="Vieilleville", is_current=False, merged_into=commune)


# --- People ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def resident(commune: Commune) -> Person:
    person = PersonFactory(first_name="Anne", last_name="Martin", email="anne@exemple.test")
    MembershipFactory(commune=commune, person=person)
    return person


@pytest.fixture
def second_resident(commune: Commune) -> Person:
    person = PersonFactory(first_name="Bruno", last_name="Petit", email="bruno@exemple.test")
    MembershipFactory(commune=commune, person=person)
    return person


@pytest.fixture
def stranger(other_commune: Commune) -> Person:
    """A resident of `other_commune` alone."""
    person = PersonFactory(first_name="Sacha", last_name="Lointain", email="sacha@exemple.test")
    MembershipFactory(commune=other_commune, person=person)
    return person


@pytest.fixture
def applicant(commune: Commune) -> Person:
    """Whose request waits for the town hall's answer."""
    person = PersonFactory(first_name="Ines", last_name="Attend", email="ines@exemple.test")
    MembershipFactory(commune=commune, person=person, status=MembershipStatus.PENDING)
    return person


@pytest.fixture
def delegate_with(commune: Commune, mayor: Person) -> Callable[..., Person]:
    """`delegate_with(PUBLISH, …)`: a new person who holds these rights of `commune` and no other."""

    def make(*rights: Right, **fields: Any) -> Person:
        person = PersonFactory(**fields)
        DelegationFactory(commune=commune, person=person, given_by=mayor, rights=list(rights))
        return person

    return make


@pytest.fixture
def delegate(request: pytest.FixtureRequest, delegate_with: Callable[..., Person]) -> Person:
    """Who holds every right; with `@pytest.mark.parametrize("delegate", [PUBLISH], indirect=True)`, that one."""
    rights = [request.param] if hasattr(request, "param") else list(registry.rights())
    return delegate_with(*rights, first_name="Denise", last_name="Adjointe", email="dgs@villeneuve.test")


@pytest.fixture
def powerless_delegate(delegate_with: Callable[..., Person]) -> Person:
    """Of the town hall, with one right that opens neither publications, comments nor residents."""
    return delegate_with(EDIT_PAGE, first_name="Paul", last_name="Modeste", email="paul@villeneuve.test")


@pytest.fixture
def staff(db: None) -> Person:
    return PersonFactory(
        first_name="Stef", last_name="Plateforme", email="stef@plateforme.test", is_staff=True
    )


@pytest.fixture
def viewer_of() -> Callable[[Person | None, Commune], Viewer]:
    """`viewer_of(person, commune)`, or of a visitor with None: rebuilt, as each request does."""

    def build(person: Person | None, place: Commune) -> Viewer:
        return viewer_for(person_id=person.pk if person else None, commune_id=place.pk)

    return build


@pytest.fixture
def client_of() -> Callable[[Person | None], Client]:
    """`client_of(person)`: a browser where this person is signed in; of a visitor with None."""

    def build(person: Person | None, **options: Any) -> Client:
        browser = Client(**options)
        if person:
            browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser

    return build


# --- Contents -------------------------------------------------------------------------------------------------------


@pytest.fixture
def post(commune: Commune, mayor: Person) -> Post:
    """For members alone."""
    return PostFactory(
        commune=commune, author=mayor, title="Réservé aux administrés", body="<p>Entre nous</p>"
    )


@pytest.fixture
def public_post(commune: Commune, mayor: Person) -> Post:
    return PostFactory(
        commune=commune,
        author=mayor,
        audience=Audience.PUBLIC,
        title="Pour tout le monde",
        body="<p>Bienvenue</p>",
    )


@pytest.fixture
def comment(post: Post, resident: Person) -> Message:
    """By `resident`, under `post`."""
    return MessageFactory(thread=post.thread, author=resident, body="Merci pour cette nouvelle")
