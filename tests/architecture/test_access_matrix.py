"""Every address × every rank of person: the answer follows from what the page declares, and from nothing else."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage, mailers
from django.db import transaction
from django.test import Client
from django.urls import reverse

from civic.accounts.models import Person
from civic.agenda import queries as agenda
from civic.agenda.models import CalendarSubscription
from civic.comments.models import Comment
from civic.communes.models import Commune
from civic.core.access import Access
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.ids import new_id
from civic.delegations.models import Delegation
from civic.delivery.models import PushDevice
from civic.discussions.models import Discussion
from civic.media.enums import Kind, Status
from civic.media.models import LinkPreview, Media
from civic.memberships.actions.answering import Answers
from civic.memberships.models import Membership, ProofFile, ProofRequest, Solicitation
from civic.memberships.queries.solicitations import stop_token
from civic.notifications import queries as notifications
from civic.notifications.enums import Frequency
from civic.notifications.kinds import Kind as NotificationKind
from civic.notifications.models import Notification
from civic.posts.models import Post
from civic.statistics.models import Report
from civic.town_halls.enums import Right
from civic.town_halls.models import Office
from tests.accounts.factories import PersonFactory
from tests.agenda.factories import CalendarEventFactory
from tests.architecture.addresses import ADDRESSES, Address
from tests.comments.factories import CommentFactory
from tests.communes.factories import (
    CvEntryFactory,
    DelegationFactory,
    MembershipFactory,
    RestrictionFactory,
)
from tests.discussions.factories import DiscussionFactory, MessageFactory
from tests.links.factories import UsefulLinkFactory
from tests.moderation.factories import AppealFactory
from tests.polls.factories import PollFactory

RANKS = [
    "visitor", "stranger", "applicant", "resident", "restricted", "powerless", "delegate", "mayor", "staff",
]  # fmt: skip
# What a restriction takes away. Everything else answers a restricted resident as any other.
SPEAKING = {"comment_list", "comment_edit", "message_list", "message_edit"}
IN_COMMUNE = [address for address in ADDRESSES if address.is_of_commune]
each = pytest.mark.parametrize("address", ADDRESSES, ids=lambda a: a.name)
each_of_commune = pytest.mark.parametrize("address", IN_COMMUNE, ids=lambda a: a.name)
each_with_object = pytest.mark.parametrize(
    "address", [a for a in IN_COMMUNE if a.object_keys], ids=lambda a: a.name
)

# Pages that look at a file which is not there in these tests, once the viewer was let in.
NO_FILE = {"media_file", "portrait_file", "statistics_report_file", "proof_file"}
# Open between the password and the session alone: whoever has given no password is sent to where it is asked for.
AFTER_PASSWORD = {"account_code"}
# Let in, then told that the address of the mail is no longer good.
NO_LONGER_GOOD = {"account_confirm_email"}


# Whatever the form asks for, so that only whose thing it is can say no.
FILLED_IN = {
    "alt": "Une description",
    "audience": "members",
    "body": "Un texte",
    "key": "une-clef",
    "proof": "known",
    "reason": "spam",
    "text": "Une étape",
    "title": "Un titre",
    "to": "0",
    "url": "https://exemple.fr/",
    "year": "2016",
    "words": "Quelques mots",
}
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:02.000\nBonjour\n"


def discussion_of(commune_id: int) -> Discussion:
    author = Office.objects.get(commune_id=commune_id).person
    made: Discussion = DiscussionFactory(commune_id=commune_id, author=author, title="Autreville")
    return made


class Refused(Exception):
    """Rolls back what a request wrote."""


@pytest.fixture
def people(
    commune: Commune,
    stranger: Person,
    applicant: Person,
    resident: Person,
    mayor: Person,
    staff: Person,
    delegate_with: Callable[..., Person],
) -> Callable[[Address], dict[str, Person | None]]:
    """For an address, whom each rank stands for. The delegate holds the one right that it asks for."""
    restricted = PersonFactory()
    MembershipFactory(commune=commune, person=restricted)
    RestrictionFactory(commune=commune, person=restricted, scopes=["all"])

    def of(address: Address) -> dict[str, Person | None]:
        right = address.page.right
        others = [one for one in Right if one != right]
        return {
            "visitor": None,
            "stranger": stranger,
            "applicant": applicant,
            "resident": resident,
            "restricted": restricted,
            "powerless": delegate_with(*others),
            "delegate": delegate_with(Right(right) if right else Right.PUBLISH),
            "mayor": mayor,
            "staff": staff,
        }

    return of


@pytest.fixture
def things(
    public_post: Post, applicant: Person, second_resident: Person, settings: Any
) -> Callable[[Address, Person | None], dict[str, Any]]:
    """What the parts of an address stand for: public contents, and what the person themselves wrote or sent."""

    def of(address: Address, person: Person | None) -> dict[str, Any]:
        commune_id = public_post.commune_id
        owner = person or second_resident
        others = {"comment_flag", "comment_remove", "message_flag", "message_remove"}
        author = second_resident if address.name in others else owner

        def media() -> Media:
            portrait = address.name == "portrait_file"
            return Media.objects.create(
                commune_id=None if portrait else commune_id,
                owner_id=owner.pk,
                by_town_hall=True,
                kind=Kind.PORTRAIT if portrait else Kind.PHOTO,
                audience=Audience.PUBLIC,
                status=Status.READY,
            )

        def mail() -> str:
            message = EmailMessage("Sujet", "Texte", to=["anne@exemple.test"])
            with mailers["transport"] as transport:
                transport.send_messages([message])
            return next(settings.MAILBOX_DIR.glob("*.eml")).stem

        def proof_of(sender: Person) -> ProofFile:
            membership, _ = Membership.objects.update_or_create(
                commune_id=commune_id,
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

        def answered_by(agent: Person) -> int:
            answered = {"status": "refused", "decided_at": now(), "decided_by": agent}
            Membership.objects.filter(person=second_resident).update(**answered)
            return Answers(moment=answered["decided_at"]).stamp

        def notification(reader: Person) -> Notification:
            return Notification.objects.create(
                event_id=new_id(),
                kind="post_published",
                commune_id=commune_id,
                person=reader,
                target_type="posts.post",
                target_id=public_post.pk,
                source_id=public_post.pk,
                url=f"/{public_post.commune.slug}/",
                happened_at=now(),
            )

        def offer(invited: Person) -> Delegation:
            return DelegationFactory(
                commune_id=commune_id,
                person=invited,
                given_by=applicant if invited != applicant else second_resident,
                rights=[Right.PUBLISH.value],
                accepted_at=None,
            )

        def solicitation_token() -> str:
            sent, _ = Solicitation.objects.get_or_create(
                commune_id=commune_id, defaults={"sent_at": now(), "residents_told": 1}
            )
            return stop_token(sent.pk)

        tokens: dict[str, Callable[[], str]] = {
            "notification_stop": lambda: notifications.stop_token(
                owner.pk, commune_id, NotificationKind.all["post_published"]
            ),
            "digest_stop": lambda: notifications.digest_stop_token(owner.pk, Frequency.DAILY),
            "calendar_feed": lambda: agenda.subscription_token(
                CalendarSubscription.objects.get_or_create(person=owner)[0]
            ),
        }
        makers: dict[str, Callable[[], Any]] = {
            "appeal_id": lambda: AppealFactory(commune_id=commune_id, person=second_resident).pk,
            "post_id": lambda: public_post.pk,
            "thread_id": lambda: public_post.thread_id,
            "comment_id": lambda: CommentFactory(thread=public_post.thread, author=author).pk,
            "discussion_id": lambda: discussion_of(commune_id).pk,
            "message_id": lambda: MessageFactory(discussion=discussion_of(commune_id), author=author).pk,
            "membership_id": lambda: Membership.objects.get(person=applicant).pk,
            "delegation_id": lambda: offer(owner).pk,
            "code": lambda: public_post.commune.code,
            "office_id": lambda: Office.objects.get(commune_id=commune_id).pk,
            "media_id": lambda: media().pk,
            "link_id": lambda: (
                LinkPreview.objects.create(
                    commune_id=commune_id, owner_id=owner.pk, url="https://exemple.fr/", status=Status.FAILED
                ).pk
            ),
            "notification_id": lambda: notification(owner).pk,
            "token": lambda: tokens.get(address.name, solicitation_token)(),
            "device_id": lambda: (
                PushDevice.objects.create(
                    person_id=owner.pk, name="Téléphone", endpoint_digest=uuid4().hex, public_key="-"
                ).pk
            ),
            "report_id": lambda: (
                Report.objects.create(
                    commune_id=commune_id, first_day=now(), last_day=now(), status="ready", asked_at=now()
                ).pk
            ),
            "cv_entry_id": lambda: CvEntryFactory(commune_id=commune_id).pk,
            "useful_link_id": lambda: UsefulLinkFactory(commune_id=commune_id).pk,
            "poll_id": lambda: PollFactory(commune_id=commune_id, author=second_resident).pk,
            "event_id": lambda: CalendarEventFactory(commune_id=commune_id, takes_participants=True).pk,
            "fact": lambda: "population",
            "proof_id": lambda: proof_of(owner).pk,
            "stamp": lambda: answered_by(owner),
            "uidb36": lambda: "1",
            "key": lambda: "inconnue",
            "name": lambda: (
                {"media_file": "640.webp", "portrait_file": "96.webp"}.get(address.name, "commune")
                if not address.name.startswith("mailbox")
                else mail()
            ),
        }
        missing = set(address.object_keys) - set(makers)
        assert not missing, f"say above what {missing} stands for in {address.route}"
        return {key: makers[key]() for key in address.object_keys}

    return of


def _path(address: Address, slug: str, things: dict[str, Any]) -> str:
    return reverse(address.name, kwargs=things | ({"slug": slug} if address.is_of_commune else {}))


def expected(address: Address, rank: str) -> str:
    """admitted, sign in, forbidden or not found: the whole of access control, in one function."""
    access, right = address.page.access, address.page.right
    if address.name in AFTER_PASSWORD and rank == "visitor":
        return "sign in"
    if access is Access.PUBLIC:
        return "admitted"
    if rank == "visitor":
        return "sign in"
    if access is Access.SIGNED_IN:
        return "admitted"
    if access is Access.STAFF:
        return "admitted" if rank == "staff" else "forbidden"
    if rank in {"stranger", "staff"}:
        return "not found"
    if rank == "applicant":
        return "forbidden"
    if access is Access.MAYOR:
        return "admitted" if rank == "mayor" else "forbidden"
    if access is Access.MEMBER or rank in {"mayor", "delegate"}:
        return "admitted"
    if rank == "powerless":
        return "forbidden" if right else "admitted"
    return "forbidden"


def _answer(response: Any) -> str:
    if response.streaming:
        list(response)  # a file is being read until its end
    if response.status_code in {301, 302} and response.url.partition("?")[0] == reverse("account_login"):
        return "sign in"
    if response.status_code == 403:
        return "forbidden"
    if response.status_code == 404:
        return "not found"
    assert response.status_code < 500, response.content[:500]
    return "admitted"


@each
def test_reading(
    address: Address,
    commune: Commune,
    people: Callable[[Address], dict[str, Person | None]],
    things: Callable[..., dict[str, Any]],
    client_of: Callable[..., Client],
) -> None:
    answers = {}
    for rank, person in people(address).items():
        path = _path(address, commune.slug, things(address, person))
        answers[rank] = _answer(client_of(person).get(path))
    wanted = {rank: expected(address, rank) for rank in RANKS}
    if address.name in NO_FILE:
        wanted = {rank: "not found" if answer == "admitted" else answer for rank, answer in wanted.items()}
    assert answers == wanted


@each
def test_sending(
    address: Address,
    commune: Commune,
    people: Callable[[Address], dict[str, Person | None]],
    things: Callable[..., dict[str, Any]],
    client_of: Callable[..., Client],
) -> None:
    """An empty form: what is let in answers in its own way, and a page that does not write answers 405."""
    answers = {}
    for rank, person in people(address).items():
        path, browser = _path(address, commune.slug, things(address, person)), client_of(person)
        try:
            with transaction.atomic():
                response = browser.post(path)
                raise Refused
        except Refused:
            pass
        answers[rank] = "405" if response.status_code == 405 else _answer(response)
    if not address.page.writes:
        assert answers == dict.fromkeys(RANKS, "405")
        return
    wanted = {rank: expected(address, rank) for rank in RANKS}
    if address.name in SPEAKING:
        wanted["restricted"] = "forbidden"
    if address.name in NO_LONGER_GOOD:
        wanted = dict.fromkeys(RANKS, "not found")
    assert answers == wanted


@each_with_object
@pytest.mark.parametrize("rank", ["resident", "mayor", "stranger", "staff"])
def test_things_of_another_commune_are_not_found(
    address: Address,
    rank: str,
    commune: Commune,
    other_post: Post,
    other_comment: Comment,
    other_mayor: Person,
    applicant: Person,
    request: pytest.FixtureRequest,
    client_of: Callable[..., Client],
) -> None:
    """Under my commune's slug, for those who would see them under their own, too."""
    elsewhere = other_post.commune_id
    person = request.getfixturevalue(rank)
    shared = {
        "commune_id": elsewhere,
        "owner_id": person.pk,
        "by_town_hall": True,
        "audience": Audience.PUBLIC,
    }
    waiting = Membership.objects.create(
        commune_id=elsewhere, person=applicant, status="pending", requested_at=other_comment.written_at
    )
    Post.objects.filter(pk=other_post.pk).update(audience=Audience.PUBLIC)
    type(other_post.thread).objects.filter(pk=other_post.thread_id).update(audience=Audience.PUBLIC)
    things = {
        "post_id": other_post.pk,
        "thread_id": other_post.thread_id,
        "comment_id": other_comment.pk,
        "discussion_id": discussion_of(elsewhere).pk,
        "message_id": MessageFactory(
            discussion=discussion_of(elsewhere), author=other_mayor, body="Autreville"
        ).pk,
        "membership_id": waiting.pk,
        "proof_id": ProofFile.objects.create(
            request=ProofRequest.objects.create(membership=waiting, asked_at=now(), words="-"),
            status="ready",
            content_type="-",
            size=1,
            digest="-",
            added_at=now(),
        ).pk,
        "stamp": 1,
        "delegation_id": DelegationFactory(
            commune_id=elsewhere, person=person, given_by=applicant, rights=["publish"], accepted_at=None
        ).pk,
        "media_id": Media.objects.create(kind=Kind.PHOTO, status=Status.READY, **shared).pk,
        "link_id": LinkPreview.objects.create(url="https://exemple.fr/", status=Status.FAILED, **shared).pk,
        "report_id": Report.objects.create(
            commune_id=elsewhere, first_day=now(), last_day=now(), status="ready", asked_at=now()
        ).pk,
        "cv_entry_id": CvEntryFactory(commune_id=elsewhere).pk,
        "useful_link_id": UsefulLinkFactory(commune_id=elsewhere).pk,
        "poll_id": PollFactory(commune_id=elsewhere, author=other_mayor, title="Sondage d’Autreville").pk,
        "event_id": CalendarEventFactory(commune_id=elsewhere).pk,
        "fact": "autreville",
        "name": "640.webp",
    }
    path = _path(address, commune.slug, {key: things[key] for key in address.object_keys})
    browser = client_of(person)
    wanted = 403 if expected(address, rank) == "forbidden" else 404
    read = browser.get(path)
    # A page that only answers when it is sent goes back to the list, whatever the key.
    assert read.status_code in ({wanted, 302, 405} if address.page.writes else {wanted})
    assert b"Autreville" not in read.content
    if address.page.writes:
        sent = browser.post(path, FILLED_IN | {"file": SimpleUploadedFile("a.vtt", CAPTIONS)})
        assert sent.status_code == wanted
        assert b"Autreville" not in sent.content


@each_of_commune
def test_unknown_and_merged_communes(
    address: Address,
    merged_commune: Commune,
    mayor: Person,
    things: Callable[..., dict[str, Any]],
    client_of: Callable[..., Client],
) -> None:
    browser, keys = client_of(mayor), things(address, mayor)
    assert browser.get(_path(address, "nulle-part-99", keys)).status_code == 404
    moved = browser.get(_path(address, merged_commune.slug, keys))
    assert (moved.status_code, moved.url) == (301, f"/{merged_commune.merged_into.slug}/")


@each_of_commune
def test_a_feature_that_is_off_is_not_there(
    address: Address,
    commune: Commune,
    mayor: Person,
    things: Callable[..., dict[str, Any]],
    client_of: Callable[..., Client],
) -> None:
    from civic.town_halls.models import TownHall

    if not address.page.feature:
        return
    keys = things(address, mayor)
    TownHall.objects.filter(commune=commune).update(features=[])
    for person in (None, mayor):
        assert client_of(person).get(_path(address, commune.slug, keys)).status_code == 404
