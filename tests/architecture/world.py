"""What addresses lead to: two communes with people of each rank, and the thing that each part of an address stands for.

Built once for a module, inside one transaction (`world` in conftest.py): each test is a savepoint in it.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.test import Client
from django.urls import reverse

from civic.accounts.models import Person
from civic.agenda import queries as agenda
from civic.agenda.models import CalendarSubscription
from civic.communes.models import Commune
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.ids import new_id
from civic.delegations.models import Delegation
from civic.delivery.models import PushDevice
from civic.media.enums import MediaKind, Status
from civic.media.models import LinkPreview, Media
from civic.memberships.actions.answering import Answers
from civic.memberships.models import Membership, ProofFile, ProofRequest, Solicitation
from civic.memberships.queries.solicitations import stop_token
from civic.notifications.enums import Frequency
from civic.notifications.kinds import NotificationKind
from civic.notifications.models import Notification
from civic.notifications.queries.unsubscribing import digest_unsubscribe_token, unsubscribe_token
from civic.posts.enums import PUBLISH
from civic.posts.models import Post
from civic.restrictions.enums import RestrictionScope
from civic.statistics.models import Report
from civic.town_halls.models import Office
from tests.accounts.factories import PersonFactory
from tests.agenda.factories import CalendarEventFactory
from tests.architecture.addresses import Address
from tests.architecture.ranks import rights_of
from tests.communes.factories import (
    CommuneFactory,
    CvEntryFactory,
    DelegationFactory,
    MembershipFactory,
    OfficeFactory,
    RestrictionFactory,
    TownHallFactory,
)
from tests.discussions.factories import DiscussionFactory
from tests.links.factories import UsefulLinkFactory
from tests.moderation.factories import AppealFactory
from tests.polls.factories import PollFactory
from tests.posts.factories import PostFactory
from tests.threads.factories import MessageFactory


class Place:
    """A commune on the platform with a public publication, a comment under it and people of its own."""

    def __init__(self, *, code: str, name: str) -> None:
        self.commune: Commune = CommuneFactory(code=code, name=name)
        self.mayor: Person = PersonFactory()
        TownHallFactory(commune=self.commune)
        self.office: Office = OfficeFactory(commune=self.commune, person=self.mayor)
        self.resident: Person = self.member()
        self.second_resident: Person = self.member()
        self.applicant: Person = self.member(status="pending")
        self.post: Post = PostFactory(
            commune=self.commune, author=self.mayor, audience=Audience.PUBLIC, title=f"Nouvelle de {name}"
        )

    def member(self, **fields: Any) -> Person:
        person: Person = PersonFactory()
        MembershipFactory(commune=self.commune, person=person, **fields)
        return person


class World:
    def __init__(self) -> None:
        self.here = Place(code="06201", name="Villeneuve")
        self.elsewhere = Place(code="61202", name="Autreville")
        self.merged = CommuneFactory(
            code="06204", name="Vieilleville", is_current=False, merged_into=self.here.commune
        )
        self.restricted = self.here.member()
        RestrictionFactory(
            commune=self.here.commune, person=self.restricted, scopes=[RestrictionScope.ALL.value]
        )
        self.staff: Person = PersonFactory(is_staff=True)

    def person(self, rank: str, right: str | None) -> Person | None:
        """Whom a rank stands for, at a page that asks for this right."""
        people = {
            "visitor": None,
            "stranger": self.elsewhere.resident,
            "applicant": self.here.applicant,
            "resident": self.here.resident,
            "restricted": self.restricted,
            "mayor": self.here.mayor,
            "staff": self.staff,
        }
        return people[rank] if rank in people else self._delegate(rights_of(rank, right))

    def _delegate(self, rights: frozenset[str]) -> Person:
        person: Person = PersonFactory()
        DelegationFactory(
            commune=self.here.commune, person=person, given_by=self.here.mayor, rights=sorted(rights)
        )
        return person

    def path(
        self, address: Address, person: Person | None, *, of: Place | None = None, slug: str = ""
    ) -> str:
        """The address under the slug of « Villeneuve », or another, of something in this place, the person's own
        wherever it is whose that matters."""
        owner = person or self.here.second_resident
        # Whoever sends a proof elsewhere belongs there, and has that commune in their menu.
        things = _things(address, of or self.here, owner, sender=of.applicant if of else owner)
        if address.is_of_commune:
            things["slug"] = slug or self.here.commune.slug
        return reverse(address.name, kwargs=things)


def browser_of(person: Person | None) -> Client:
    browser = Client()
    if person:
        browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def _things(address: Address, place: Place, owner: Person, *, sender: Person) -> dict[str, Any]:
    """What the parts of an address stand for: public contents, and what the owner wrote or sent."""
    commune, name = place.commune, place.commune.name
    others = {"comment_flag", "comment_remove", "message_flag", "message_remove"}
    author = place.second_resident if address.name in others else owner

    def discussion() -> Any:
        return DiscussionFactory(commune=commune, author=place.mayor, title=name)

    def media() -> Media:
        portrait = address.name == "portrait_file"
        return Media.objects.create(
            commune_id=None if portrait else commune.pk,
            owner_id=owner.pk,
            by_town_hall=True,
            kind=MediaKind.PORTRAIT if portrait else MediaKind.PHOTO,
            audience=Audience.PUBLIC,
            status=Status.READY,
        )

    def mail() -> str:
        with mailers["transport"] as transport:
            transport.send_messages([EmailMessage("Sujet", "Texte", to=["anne@exemple.test"])])
        return next(settings.MAILBOX_DIR.glob("*.eml")).stem

    def proof() -> ProofFile:
        membership, _ = Membership.objects.update_or_create(
            commune=commune,
            person=sender,
            defaults={"status": "pending"},
            create_defaults={"status": "pending", "requested_at": now()},
        )
        asked, _ = ProofRequest.objects.get_or_create(
            membership=membership, defaults={"asked_at": now(), "words": "-"}
        )
        return ProofFile.objects.create(
            request=asked, status="ready", content_type="-", size=1, digest=uuid4().hex, added_at=now()
        )

    def answered() -> int:
        moment = now()
        refused = Membership.objects.filter(commune=commune, person=place.second_resident)
        refused.update(status="refused", decided_at=moment, decided_by=owner)
        return Answers(moment=moment).stamp

    def notification() -> Notification:
        return Notification.objects.create(
            event_id=new_id(),
            kind="post_published",
            commune=commune,
            person=owner,
            target_type="posts.post",
            target_id=place.post.pk,
            source_id=place.post.pk,
            url=f"/{commune.slug}/",
            happened_at=now(),
        )

    def offer() -> Delegation:
        giver = place.applicant if owner != place.applicant else place.second_resident
        offered: Delegation = DelegationFactory(
            commune=commune, person=owner, given_by=giver, rights=[PUBLISH], accepted_at=None
        )
        return offered

    def token() -> str:
        if address.name == "notification_stop":
            return unsubscribe_token(owner.pk, commune.pk, NotificationKind.all["post_published"])
        if address.name == "digest_stop":
            return digest_unsubscribe_token(owner.pk, Frequency.DAILY)
        if address.name == "calendar_feed":
            return agenda.subscription_token(CalendarSubscription.objects.get_or_create(person=owner)[0])
        sent, _ = Solicitation.objects.get_or_create(
            commune=commune, defaults={"sent_at": now(), "residents_told": 1}
        )
        return stop_token(sent.pk)

    def file_name() -> str:
        files = {"media_file": "640.webp", "portrait_file": "96.webp"}
        return mail() if address.name.startswith("mailbox") else files.get(address.name, "commune")

    makers: dict[str, Callable[[], Any]] = {
        "appeal_id": lambda: AppealFactory(commune_id=commune.pk, person=place.second_resident).pk,
        "post_id": lambda: place.post.pk,
        "thread_id": lambda: place.post.thread_id,
        "comment_id": lambda: MessageFactory(thread=place.post.thread, author=author, body=name).pk,
        "discussion_id": lambda: discussion().pk,
        "message_id": lambda: MessageFactory(thread=discussion().thread, author=author, body=name).pk,
        "membership_id": lambda: Membership.objects.get(commune=commune, person=place.applicant).pk,
        "delegation_id": lambda: offer().pk,
        "code": lambda: commune.code,
        "office_id": lambda: place.office.pk,
        "media_id": lambda: media().pk,
        "link_id": lambda: (
            LinkPreview.objects.create(
                commune_id=commune.pk, owner_id=owner.pk, url="https://exemple.fr/", status=Status.FAILED
            ).pk
        ),
        "notification_id": lambda: notification().pk,
        "token": token,
        "device_id": lambda: (
            PushDevice.objects.create(
                person=owner, name="Téléphone", endpoint_digest=uuid4().hex, public_key="-"
            ).pk
        ),
        "report_id": lambda: (
            Report.objects.create(
                commune=commune, first_day=now(), last_day=now(), status="ready", asked_at=now()
            ).pk
        ),
        "cv_entry_id": lambda: CvEntryFactory(commune_id=commune.pk).pk,
        "useful_link_id": lambda: UsefulLinkFactory(commune=commune).pk,
        "poll_id": lambda: PollFactory(commune=commune, author=place.second_resident, title=name).pk,
        "event_id": lambda: CalendarEventFactory(commune=commune, takes_participants=True, title=name).pk,
        "fact": lambda: "population",
        "proof_id": lambda: proof().pk,
        "stamp": answered,
        "uidb36": lambda: "1",
        "key": lambda: "inconnue",
        "name": file_name,
    }
    missing = set(address.object_keys) - set(makers)
    assert not missing, f"say above what {missing} stands for in {address.route}"
    return {key: makers[key]() for key in address.object_keys}
