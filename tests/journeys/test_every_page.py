"""Each page of the site, as someone who may open it, and the busiest one as everyone: no fault for axe-core, nothing
wider than the screen, nothing in the browser's console."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.mail import EmailMessage, mailers
from django.urls import reverse
from playwright.sync_api import Page, expect

from civic.accounts.models import Person
from civic.agenda import queries as agenda
from civic.agenda.models import CalendarSubscription
from civic.communes.models import Commune
from civic.contents.enums import Status
from civic.core.access import Access
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.ids import new_id
from civic.memberships.models import Membership, ProofRequest, Solicitation
from civic.memberships.queries.solicitations import stop_token
from civic.notifications.enums import Frequency
from civic.notifications.kinds import NotificationKind
from civic.notifications.models import Notification
from civic.notifications.queries.unsubscribing import digest_unsubscribe_token, unsubscribe_token
from civic.posts.models import Post
from civic.threads.models import Message
from civic.town_halls.models import Office
from tests.agenda.factories import CalendarEventFactory
from tests.architecture.addresses import ADDRESSES, Address
from tests.communes.factories import CvEntryFactory, DelegationFactory
from tests.discussions.factories import DiscussionFactory
from tests.journeys.screen import both_widths
from tests.links.factories import UsefulLinkFactory
from tests.moderation.factories import AppealFactory
from tests.polls.factories import PollFactory
from tests.posts.factories import PostFactory
from tests.threads.factories import MessageFactory

# Files and fragments.
NOT_PAGES = {
    "calendar_feed", "event_file",
    "health", "manifest", "service_worker", "robots", "mailbox_body", "media_file", "portrait_file", "proof_file",
    "journal_export",
    "link_status", "media_status", "media_describe", "media_captions", "notification_news",
    "statistics_csv", "statistics_posts_csv", "statistics_report", "statistics_report_file",
}  # fmt: skip
PAGES = [address for address in ADDRESSES if address.name not in NOT_PAGES]
RANKS = {
    Access.PUBLIC: "visitor",
    Access.SIGNED_IN: "resident",
    Access.MEMBER: "resident",
    Access.TOWN_HALL: "mayor",
    Access.MAYOR: "mayor",
    Access.STAFF: "staff",
}
AT_LEAST = {
    "visitor": 20,
    "applicant": 2,
    "resident": 20,
    "mayor": 20,
    "staff": 5,
}  # fewer: pages were lost on the way


@pytest.fixture
def things(
    commune: Commune,
    post: Post,
    public_post: Post,
    comment: Message,
    applicant: Person,
    mayor: Person,
    resident: Person,
    second_resident: Person,
) -> Callable[[Address], dict[str, Any]]:
    MessageFactory(thread=public_post.thread, author=mayor, body="Bienvenue à tous")
    PostFactory(commune=commune, author=mayor, title="Un brouillon", status=Status.DRAFT)
    with mailers["transport"] as transport:
        transport.send_messages([EmailMessage("Sujet", "Texte", to=["anne@exemple.test"])])
    mail = next(django_settings.MAILBOX_DIR.glob("*.eml")).stem
    awaited = Solicitation.objects.create(commune=commune, sent_at=now(), residents_counted=1)
    notification = Notification.objects.create(
        event_id=new_id(),
        kind="comment_after_own",
        commune=commune,
        person=resident,
        actor=mayor,
        for_town_hall=True,
        target_type="posts.post",
        target_id=post.pk,
        source_id=comment.pk,
        subject=post.title,
        url=f"/{commune.slug}/actualites/{post.pk}/",
        happened_at=now(),
    )
    kind = NotificationKind.all["post_published"]
    tokens = {
        "solicitation_stop": stop_token(awaited.pk),
        "notification_stop": unsubscribe_token(resident.pk, commune.pk, kind),
        "digest_stop": digest_unsubscribe_token(resident.pk, Frequency.DAILY),
        "calendar_feed": agenda.subscription_token(CalendarSubscription.objects.create(person=resident)),
    }
    discussion = DiscussionFactory(commune=commune, author=mayor, title="La place du marché")
    MessageFactory(thread=discussion.thread, author=mayor, body="Bienvenue")
    request = Membership.objects.get(person=applicant)
    ProofRequest.objects.create(
        membership=request, asked_at=now(), asked_by=mayor, words="Quelle est votre rue ?", wanted=["bill"]
    )
    values = {
        "slug": commune.slug,
        "post_id": post.pk,
        "thread_id": post.thread_id,
        "comment_id": comment.pk,
        "appeal_id": AppealFactory(commune_id=commune.pk, person=second_resident).pk,
        "discussion_id": discussion.pk,
        "message_id": MessageFactory(thread=discussion.thread, author=resident).pk,
        "membership_id": request.pk,
        "proof_id": new_id(),
        "stamp": 1,
        "delegation_id": DelegationFactory(
            commune=commune, person=resident, given_by=mayor, rights=["publish", "alerts"], accepted_at=None
        ).pk,
        "code": commune.code,
        "office_id": Office.objects.get(commune=commune).pk,
        "uidb36": "1",
        "key": "inconnue",
        "notification_id": notification.pk,
        "cv_entry_id": CvEntryFactory(commune_id=commune.pk).pk,
        "useful_link_id": UsefulLinkFactory(commune=commune).pk,
        "poll_id": PollFactory(commune=commune, author=mayor).pk,
        "event_id": CalendarEventFactory(commune=commune, takes_participants=True, places=1).pk,
        "fact": "horaires",
        "device_id": new_id(),
    }

    def of(address: Address) -> dict[str, Any]:
        names = {
            "name": mail if address.name.startswith("mailbox") else "commune",
            "token": tokens.get(address.name),
        }
        return {name: (values | names)[name] for name in address.converters}

    return of


def rank_of(address: Address) -> str:
    """As whom a page is looked at: the first who may open it."""
    if address.name in {"comment_edit", "comment_delete"}:
        return "resident"  # one's own comment
    return "mayor" if "flag" in address.name else RANKS[address.page.access]


@both_widths
@pytest.mark.parametrize("rank", ["visitor", "applicant", "resident", "mayor", "staff"])
def test_every_page_is_sound(
    rank: str,
    enter,
    look,
    things: Callable[[Address], dict[str, Any]],
    request: pytest.FixtureRequest,
):
    page: Page = enter(None if rank == "visitor" else request.getfixturevalue(rank))
    seen: set[str] = set()
    faults: list[str] = []

    def visit(name: str, path: str) -> None:
        answer = page.request.get(path)
        if answer.status not in {200, 404} or answer.url in seen:
            return  # it only takes something in, or leads to a page that was seen
        seen.add(answer.url)
        page.goto(answer.url)
        try:
            look(page, f"page-{name}-{rank}")
        except AssertionError as fault:
            faults.append(f"{name}: {fault}")

    slug = next(things(address)["slug"] for address in PAGES if address.is_of_commune)
    visit("commune_page", f"/{slug}/")
    for address in PAGES:
        if rank_of(address) == rank:
            visit(address.name, reverse(address.name, kwargs=things(address)))
    if rank in {"resident", "applicant", "mayor"}:
        visit("membership_detail", f"/{slug}/inscription/")
    if rank == "mayor":
        visit("requests_accepted", f"/{slug}/mairie/administres/?liste=inscrits&logement=main")
    if rank == "visitor":
        visit("missing", "/n-existe-pas/")
    assert faults == []
    assert len(seen) >= AT_LEAST[rank]


@both_widths
def test_the_menu_of_a_phone_and_the_menus_of_a_publication_are_sound(enter, look, mayor: Person, post: Post):
    page: Page = enter(mayor)
    page.goto(f"/{post.commune.slug}/")
    page.get_by_role("article", name=post.title).locator(".post__head summary").click()
    look(page, "menu-publication")
    page.keyboard.press("Escape")
    page.locator("summary", has_text="Mon compte").click()
    look(page, "menu-account")
    page.keyboard.press("Escape")
    if page.viewport_size and page.viewport_size["width"] < 600:
        page.get_by_role("link", name="Menu", exact=True).click()
        expect(page.get_by_role("link", name="Fermer le menu")).to_be_focused()
        look(page, "commune-menu")


def test_a_feed_with_publications_of_each_audience_shows_to_each_what_is_theirs(
    enter, resident: Person, post: Post, public_post: Post
):
    visitor: Page = enter()
    visitor.goto(f"/{post.commune.slug}/")
    expect(visitor.get_by_role("article", name=public_post.title)).to_be_visible()
    expect(visitor.get_by_role("article", name=post.title)).to_have_count(0)
    assert public_post.audience == Audience.PUBLIC
    theirs: Page = enter(resident)
    theirs.goto(f"/{post.commune.slug}/")
    expect(theirs.get_by_role("article", name=post.title)).to_be_visible()
