"""« Proposer un modèle », « Reprendre chez moi » and « Transformer en… »."""

import html
import re
from uuid import uuid4

import pytest
from django.http import Http404
from django.urls import reverse

from civic.agenda.enums import EDIT_AGENDA, Repeat
from civic.agenda.models import CalendarEvent, EventSeries
from civic.contents.enums import Status
from civic.contents.registry import lifecycle_of
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.refusals import NotAllowed
from civic.messaging.actions import reusing, writing
from civic.messaging.enums import ANSWER_MESSAGES
from civic.messaging.models import ProposedContent
from civic.messaging.queries import reusing as queries
from civic.messaging.refusals import NotOffered, ProposalGone
from civic.polls.models import Poll, PollOption
from civic.posts.models import Post
from civic.threads.models import Message
from civic.town_halls.models import Office, TownHall
from tests.agenda.factories import CalendarEventFactory
from tests.polls.factories import PollFactory
from tests.posts.factories import PostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(viewer_of, commune, mayor):
    return viewer_of(mayor, commune)


@pytest.fixture
def there(viewer_of, other_commune, other_mayor):
    return lambda: viewer_of(other_mayor, other_commune)


@pytest.fixture
def show(here, between_mayors):
    """`show(content)`: by the mayor, to the other one."""

    def show(content, key="modèle", thread_id=between_mayors.thread_id, viewer=here):
        return reusing.propose_content(
            viewer=viewer,
            thread_id=thread_id,
            label=content._meta.label_lower,
            content_id=content.pk,
            body="Prenez-le",
            key=key,
        )

    return show


@pytest.fixture
def post(commune, mayor):
    return PostFactory(commune=commune, author=mayor, title="Coupure d’eau", body="<p>Mardi <b>matin</b></p>")


def test_a_publication_becomes_a_draft_of_the_other_commune(show, post, there, other_commune):
    """In its words, with what is usual there: for whom, and whether it is commented."""
    TownHall.objects.filter(commune=other_commune).update(
        posts_public_by_default=True, comments_open_by_default=False
    )
    copied = reusing.take_up(viewer=there(), message_id=show(post).pk, key="chez moi")
    draft = Post.objects.get(pk=copied.pk)
    assert (draft.commune, draft.status, draft.author_id) == (
        other_commune,
        Status.DRAFT,
        there().person_id,
    )
    assert (draft.title, draft.body) == (post.title, post.body)
    assert draft.is_public
    assert not draft.thread.is_open
    assert not draft.media_rows.exists()


def test_a_poll_becomes_a_draft_with_its_answers(show, commune, mayor, there, other_commune):
    poll = PollFactory(commune=commune, author=mayor, options=["Lundi", "Mardi", "Jeudi"], max_choices=2)
    copied = reusing.take_up(viewer=there(), message_id=show(poll).pk, key="chez moi")
    draft = Poll.objects.get(pk=copied.pk)
    assert (draft.commune, draft.status, draft.max_choices) == (other_commune, Status.DRAFT, 2)
    assert (draft.title, draft.question) == (poll.title, poll.question)
    texts = PollOption.objects.filter(poll=draft).values_list("text", flat=True)
    assert sorted(texts) == ["Jeudi", "Lundi", "Mardi"]


def test_an_event_opens_the_form_without_its_day_or_place(
    show, client_of, commune, other_commune, other_mayor
):
    event = CalendarEventFactory(
        commune=commune,
        title="Fête de l’été",
        description="Grillades",
        place="Salle A",
        category="celebration",
    )
    message = show(event)
    client = client_of(other_mayor)
    page = client.get(reverse("proposed_content", args=[other_commune.slug, message.pk])).content.decode()
    action = re.search(r'action="([^"]*/agenda/[^"]*)"', page)[1]
    sent = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page))
    sent = {name: html.unescape(value) for name, value in sent.items() if name != "csrfmiddlewaretoken"}
    form = client.post(action, sent)
    assert form.status_code == 200
    initial = form.context["form"].initial
    assert (initial["title"], initial["description"], initial["category"]) == (
        "Fête de l’été",
        "Grillades",
        "celebration",
    )
    assert "place" not in initial
    assert "Salle A" not in form.content.decode()
    assert not CalendarEvent.objects.filter(commune=other_commune).exists()


def test_shown_or_taken_up_twice_it_is_there_once(show, post, there):
    first, again = show(post), show(post)
    assert first.pk == again.pk
    assert ProposedContent.objects.count() == 1
    drafts = {reusing.take_up(viewer=there(), message_id=first.pk, key="une").pk for _ in range(2)}
    assert len(drafts) == 1


def test_what_was_removed_meanwhile_is_not_taken_up(show, post, there, client_of, other_commune, other_mayor):
    message = show(post)
    Post.objects.filter(pk=post.pk).update(status=Status.DRAFT)
    with pytest.raises(ProposalGone):
        reusing.take_up(viewer=there(), message_id=message.pk, key="trop tard")
    client = client_of(other_mayor)
    page = client.get(reverse("conversation_detail", args=[other_commune.slug, message.thread_id]))
    assert "Cette publication a été retirée" in page.content.decode()
    answer = client.get(reverse("proposed_content", args=[other_commune.slug, message.pk]))
    assert answer.status_code == ProposalGone.status
    assert "l’a retiré" in answer.content.decode()


def test_what_its_mayor_took_back_is_proposed_no_more(
    show, post, here, there, client_of, other_commune, other_mayor
):
    """« Supprimer » on the message: the address that was kept leads nowhere."""
    message = show(post)
    writing.remove_own_message(viewer=here, message_id=message.pk)
    with pytest.raises(Http404):
        reusing.take_up(viewer=there(), message_id=message.pk, key="trop tard")
    client = client_of(other_mayor)
    assert client.get(reverse("proposed_content", args=[other_commune.slug, message.pk])).status_code == 404
    assert not Post.objects.filter(commune=other_commune, status=Status.DRAFT).exists()


def test_what_is_older_than_the_list_leaves_all_the_same(show, commune, mayor, post):
    """Others were published between the page and the click."""
    for _ in range(queries.MOST_OFFERED):
        PostFactory(commune=commune, author=mayor)
    assert show(post)


def test_an_app_that_was_taken_out_leaves_the_conversation_readable(
    show, post, client_of, other_commune, other_mayor
):
    message = show(post)
    ProposedContent.objects.update(label="removed.app")
    page = client_of(other_mayor).get(
        reverse("conversation_detail", args=[other_commune.slug, message.thread_id])
    )
    assert "Prenez-le" in page.content.decode()


def test_what_is_posted_is_no_key(client_of, commune, mayor, between_mayors):
    address = reverse("content_propose", args=[commune.slug, between_mayors.thread_id])
    for typed in ("posts.post", "posts.post 12", f"auth.user {uuid4()}", ""):
        answer = client_of(mayor).post(address, {"proposed": typed, "body": "Prenez", "key": "k"})
        assert answer.status_code == 422, typed
    assert not ProposedContent.objects.exists()


def test_only_what_this_town_hall_published_is_shown(show, commune, other_commune, mayor, other_mayor):
    for content in (
        PostFactory(commune=other_commune, author=other_mayor),
        PostFactory(commune=commune, author=mayor, status=Status.DRAFT),
        CalendarEventFactory(commune=commune, cancelled_at=now()),
    ):
        with pytest.raises(NotOffered):
            show(content)
    assert not Message.objects.filter(encrypted_body__isnull=False, number__gt=1).exists()


def test_a_series_is_offered_once(here, commune):
    first = CalendarEventFactory(commune=commune)
    series = EventSeries.objects.create(
        commune=commune, repeat=Repeat.WEEKLY, until=first.starts_at.date().replace(year=2099)
    )
    CalendarEvent.objects.filter(pk=first.pk).update(series=series)
    for _ in range(3):
        CalendarEventFactory(commune=commune, series=series, starts_at=first.starts_at.replace(year=2099))
    assert [one.content.pk for one in queries.offered(here)] == [first.pk]


def test_residents_are_shown_nothing_and_nobody_else_takes_it_up(
    show, post, conversation, viewer_of, commune, other_commune, resident, here
):
    with pytest.raises(NotAllowed):
        show(post, thread_id=conversation.thread_id)
    message = show(post)
    with pytest.raises(Http404):
        reusing.take_up(viewer=viewer_of(resident, commune), message_id=message.pk, key="à moi")
    with pytest.raises(NotAllowed):  # their own: it is there already
        reusing.take_up(viewer=here, message_id=message.pk, key="encore")


def test_a_message_without_a_model_is_none(between_mayors, there):
    message = Message.objects.get(thread=between_mayors.thread)
    with pytest.raises(Http404):
        reusing.take_up(viewer=there(), message_id=message.pk, key="rien")


def test_nothing_is_shown_to_who_is_no_longer_mayor(show, post, other_commune):
    Office.objects.filter(commune=other_commune).update(ended_at=now())
    with pytest.raises(NotAllowed):
        show(post)


def test_a_page_of_models_costs_the_same_statements(
    show, commune, mayor, client_of, django_assert_max_num_queries, between_mayors
):
    client = client_of(mayor)
    address = reverse("conversation_detail", args=[commune.slug, between_mayors.thread_id])

    def statements():
        client.get(address)
        with django_assert_max_num_queries(20) as counted:
            page = client.get(address).content.decode()
        return len(counted), page.count("proposal__kind")

    show(PostFactory(commune=commune, author=mayor), key="un")
    first, cards = statements()
    assert cards == 1
    for number in range(4):
        show(PostFactory(commune=commune, author=mayor), key=f"{number}")
    assert statements() == (first, 5)


@pytest.fixture
def turned(conversation, commune):
    """The page where the resident's message becomes something else."""
    message = Message.objects.get(thread=conversation.thread)
    return reverse("private_message_turn", args=[commune.slug, message.pk])


def test_a_message_becomes_an_event(conversation, client_of, commune, mayor, resident, turned):
    """By the name of the one thing that it may become, for those who are accepted here, and after a second look."""
    client = client_of(mayor)
    page = reverse("conversation_detail", args=[commune.slug, conversation.thread_id])
    shown = client.get(page).text
    assert f'href="{turned}"' in shown
    assert "En faire un événement" in shown
    answer = client.get(turned)
    assert "banc" not in answer.url
    form = client.get(answer.url)
    initial = form.context["form"].initial
    assert (initial["description"], initial["audience"]) == ("Le banc est cassé", Audience.MEMBERS)
    assert "Ces mots viennent d’un message privé" in form.text
    assert form.context["back_url"].startswith(page)
    assert resident.last_name not in form.text
    again = client.post(answer.url, {"title": ""})
    assert "Ces mots viennent d’un message privé" in again.text, "also while the form is mended"
    assert not CalendarEvent.objects.exists()


def test_one_chooses_among_several(client_of, mayor, turned, monkeypatch):
    event = lifecycle_of(CalendarEvent)
    monkeypatch.setattr(queries, "made_of_messages", lambda viewer: [event, event])
    page = client_of(mayor).get(turned).text
    assert page.count("En faire un événement") == 2
    assert "Le banc est cassé" in page


def test_who_may_not_read_it_makes_nothing_of_it(
    client_of, commune, mayor, delegate_with, between_mayors, turned
):
    """The form of the event, by an address that somebody else was given."""
    url = client_of(mayor).get(turned).url
    keeper = client_of(delegate_with(EDIT_AGENDA))
    assert keeper.get(url).status_code == 404
    said = Message.objects.get(thread=between_mayors.thread)
    event_new = reverse("event_new", args=[commune.slug])
    for asked in (said.pk, uuid4(), "x"):
        assert client_of(mayor).get(event_new, {"message": asked}).status_code == 404


def test_what_the_town_hall_said_is_not_turned(conversation, client_of, commune, mayor, viewer_of):
    answer = writing.write_message(
        viewer=viewer_of(mayor, commune), thread_id=conversation.thread_id, body="Merci", key="merci"
    )
    client = client_of(mayor)
    assert client.get(reverse("private_message_turn", args=[commune.slug, answer.pk])).status_code == 404


def test_nor_what_mayors_say(between_mayors, client_of, other_commune, other_mayor):
    message = Message.objects.get(thread=between_mayors.thread)
    client = client_of(other_mayor)
    assert (
        client.get(reverse("private_message_turn", args=[other_commune.slug, message.pk])).status_code == 404
    )


def test_without_a_rubric_that_takes_it_nothing_leads_there(
    conversation, client_of, commune, mayor, delegate_with, turned
):
    page = reverse("conversation_detail", args=[commune.slug, conversation.thread_id])
    answering = client_of(delegate_with(ANSWER_MESSAGES))
    assert turned not in answering.get(page).text, "who does not keep the agenda"
    assert answering.get(turned).url.startswith(page), "back to it"
    TownHall.objects.filter(commune=commune).update(feature_decisions={"agenda": False})
    client = client_of(mayor)
    assert turned not in client.get(page).text
    assert client.get(turned).url.startswith(page)
