"""The demo: loaded once, whole, through the product's own actions; never outside the demo settings."""

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.html import strip_tags

from civic.accounts.models import Person
from civic.contents.enums import Status as ContentStatus
from civic.core.clock import now
from civic.core.jobs import Lane
from civic.core.text import clean_text
from civic.delegations.models import Delegation
from civic.discussions.models import Discussion
from civic.journal.models import Entry
from civic.media.enums import MediaStatus
from civic.media.models import LinkPreview, Media
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership
from civic.messaging.models import Conversation
from civic.notifications.queries.inbox import unread
from civic.polls import vault
from civic.polls.models import Poll
from civic.posts import queries
from civic.posts.models import Post
from civic.threads.models import Message, Thread
from civic.threads.thread_kinds import COMMENTS
from civic.town_halls.models import Office, TownHall
from civic.viewers.queries.viewer import viewer_for
from civic.worker.models import Job
from demo.loading import people, texts
from demo.loading.calendar import moment, with_dates
from demo.loading.preparing import FOLDER
from tests.communes.factories import CommuneFactory

PARIS = ZoneInfo("Europe/Paris")
ACCOUNTS = {
    "maire@eze.demo", "dgs@eze.demo", "citoyen@eze.demo", "citoyenne@eze.demo", "attente@eze.demo",
    "maire@laigle.demo", "citoyen@laigle.demo", "admin@plateforme.demo",
}  # fmt: skip


def load() -> str:
    out = StringIO()
    call_command("load_demo", "--small", stdout=out)
    return out.getvalue()


@pytest.fixture
def places(db: None) -> None:
    hours = [{"first": 1, "last": 5, "hours": [["09:00", "12:00"], ["14:00", "16:00"]], "note": ""}]
    CommuneFactory(code="06059", name="Èze", town_hall_phone="04 92 10 60 60", opening_hours=hours)
    CommuneFactory(code="61214", name="L’Aigle")


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_the_demo_is_loaded_whole_then_recognises_itself(
    places: None, client: Client, settings: Any, tmp_path: Path, run_jobs: Callable[..., int]
):
    settings.POLL_SECRETS_DIR = tmp_path / "secrets"
    load()
    _accounts()
    _memberships()
    _delegations()
    _publications()
    _people_speak()
    _questions_wait_since_they_were_asked()
    _discussions()
    _private_messages()
    _nobody_is_notified_today()
    before = _rows()
    started = time.monotonic()
    assert "déjà chargée" in load()
    assert time.monotonic() - started < 1
    assert _rows() == before
    _polls(run_jobs)
    _the_platform_opens(client)


def _rows() -> list[int]:
    return [model.objects.count() for model in (Person, Membership, Post, Message, Media, Entry, Job)]


def _accounts() -> None:
    signing_in = Person.objects.filter(password__startswith="md5")
    assert set(signing_in.values_list("email", flat=True)) == ACCOUNTS
    assert all(person.check_password(people.PASSWORD) for person in signing_in)
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == Person.objects.count() > 20
    assert list(Person.objects.filter(is_staff=True).values_list("email", flat=True)) == [
        "admin@plateforme.demo"
    ]
    assert signing_in.filter(photo__status=MediaStatus.READY).count() == len(ACCOUNTS)
    ages = [
        (now().date() - person.birth_date).days // 365 for person in Person.objects.all() if person.birth_date
    ]
    assert min(ages) >= 18
    assert max(ages) <= 90


def _memberships() -> None:
    def communes_of(email: str, status: MembershipStatus) -> set[str]:
        own = Membership.objects.filter(person__email=email, status=status)
        return set(own.values_list("commune__slug", flat=True))

    assert communes_of("citoyenne@eze.demo", MembershipStatus.ACCEPTED) == {"eze-06", "l-aigle-61"}
    assert communes_of("attente@eze.demo", MembershipStatus.PENDING) == {"eze-06"}
    for town_hall in TownHall.objects.all():
        accepted = Membership.objects.filter(commune_id=town_hall.pk, status=MembershipStatus.ACCEPTED)
        assert town_hall.residents == accepted.count() > 5
        unasked = accepted.filter(decided_by=None).values_list("person__email", flat=True)
        assert set(unasked) <= {people.FORMER_MAYOR.email}
    assert Membership.objects.filter(status=MembershipStatus.PENDING).count() == 4
    assert Membership.objects.filter(status=MembershipStatus.REFUSED).exclude(decision_words="").count() == 2
    director = Person.objects.get(email="dgs@eze.demo")
    eze = TownHall.objects.get(commune__slug="eze-06")
    viewer = viewer_for(person_id=director.pk, commune_id=eze.pk)
    assert viewer.rights == {"publish", "residents", "comments", "discussions", "messages"}


def _delegations() -> None:
    """One of each state for Èze; in L’Aigle a mayor before this one."""
    eze = Delegation.objects.filter(commune__slug="eze-06")
    states = sorted(one.state_at(now()).value for one in eze)
    assert states == ["ended", "offered", "planned", "running", "running", "withdrawn"]
    former, current = Office.objects.filter(commune__slug="l-aigle-61").order_by("since")
    assert (former.person.email, current.person.email) == (
        people.FORMER_MAYOR.email,
        people.OTHER_MAYOR.email,
    )
    assert former.ended_at is not None
    assert former.ended_at.date().year == current.since.year
    assert not Entry.objects.filter(acted_for_town_hall=True, actor_title="").exists()


def _publications() -> None:
    count = {status: Post.objects.filter(status=status).count() for status in ContentStatus}
    assert count == {
        ContentStatus.PUBLISHED: 12, ContentStatus.SCHEDULED: 2, ContentStatus.DRAFT: 2,
    }  # fmt: skip
    assert not Post.objects.exclude(removed_at=None).exists()
    assert not Post.objects.filter(published_at__gt=now()).exists()
    assert not Post.objects.filter(status=ContentStatus.SCHEDULED, publish_at__lt=now()).exists()
    assert Post.objects.filter(pinned_at__isnull=False).count() == 2
    assert not Media.objects.exclude(status=MediaStatus.READY).exists()
    assert not LinkPreview.objects.exclude(status=MediaStatus.READY).exists()
    assert not [post.title for post in Post.objects.all() if "{" in post.title + post.body]
    at_hand = unescape(Post.objects.get(title__startswith="Numéros utiles").body)
    assert "Du lundi au vendredi\u00a0: de 9\u00a0h à 12\u00a0h et de 14\u00a0h à 16\u00a0h" in at_hand
    assert "Accueil\u00a0: 04\u00a092\u00a010\u00a060\u00a060" in strip_tags(at_hand)
    resident = Person.objects.get(email="citoyen@eze.demo")
    town_hall = TownHall.objects.get(commune__slug="eze-06")
    assert len(queries.feed(viewer_for(person_id=resident.pk, commune_id=town_hall.pk)).rows) == 6


def _polls(run_jobs: Callable[..., int]) -> None:
    """Of those that are closed, the worker's first jobs leave nothing that opens ballots."""
    closed = Poll.objects.exclude(closed_at=None)
    assert [poll.ballots and poll.ballots >= 5 for poll in closed] == [True]
    run_jobs(Lane.UPKEEP)
    for poll in closed:
        with pytest.raises(vault.SecretLost):
            vault.read(poll.pk)
    still_open = Poll.objects.filter(closed_at=None)
    assert [len(vault.read(poll.pk)) for poll in still_open] == [32, 32]


def _the_platform_opens(client: Client) -> None:
    """With what the demo shows, and nothing else."""
    answer = client.post("/connexion/", {"login": people.STAFF.email, "password": people.PASSWORD})
    assert "/demo/code/" in client.get(answer.url).text
    code = re.search(r'translate="no">(\d{6})<', client.get("/demo/code/").text)
    assert code
    page = client.post(answer.url, {"code": code[1]}, follow=True)
    assert page.redirect_chain[-1][0] == "/plateforme/"
    assert page.status_code == 200


def _questions_wait_since_they_were_asked() -> None:
    waiting = Thread.objects.exclude(unanswered_number=None)
    assert waiting
    for thread in waiting:
        asked = Message.objects.get(thread=thread, number=thread.unanswered_number)
        assert thread.unanswered_since == asked.written_at < now() - timedelta(minutes=1)


def _private_messages() -> None:
    found = Conversation.objects.filter(commune__slug="eze-06", peer=None)
    assert found.count() == 10
    assert found.filter(office__isnull=False).count() == 1
    waiting = found.filter(waiting_since__isnull=False)
    assert waiting.count() == 5
    for one in waiting:
        last = Message.objects.filter(thread_id=one.pk).order_by("-number")[0]
        assert one.waiting_since <= last.written_at <= one.active_at
        assert last.author_id == one.resident_id
    own, other = Conversation.objects.exclude(peer=None).order_by("commune__slug")
    assert (own.thread_id, own.commune.slug, other.commune.slug) == (other.thread_id, "eze-06", "l-aigle-61")
    last = Message.objects.filter(thread_id=own.thread_id).order_by("-number")[0]
    assert (own.waiting_since, other.waiting_since) == (None, last.written_at)


def _discussions() -> None:
    found = Discussion.objects.filter(commune__slug="eze-06").order_by("published_at")
    assert [(not one.is_closed, bool(one.pinned_at)) for one in found] == [
        (False, False),
        (True, True),
        (True, False),
    ]
    assert Discussion.objects.filter(commune__slug="l-aigle-61").count() == 1
    for one in Discussion.objects.all():
        messages = list(Message.objects.filter(thread=one.thread).order_by("number"))
        assert one.thread.messages == sum(not message.removed_at for message in messages) > 3
        times = [message.written_at for message in messages]
        assert times == sorted(times)
        assert one.published_at <= times[0]
        assert times[-1] == one.last_message_at <= now()
    assert Message.objects.filter(answers__isnull=False, for_town_hall=True).exists()


def _people_speak() -> None:
    spoken = Message.objects.filter(removed_at=None, thread__kind=COMMENTS.key)
    assert spoken.count() > 40
    assert spoken.filter(for_town_hall=True).count() > 5
    for comment in Message.objects.filter(thread__kind=COMMENTS.key).select_related("thread"):
        post = Post.objects.get(thread=comment.thread)
        assert post.published_at
        assert post.published_at <= comment.written_at <= now()
    for thread in Thread.objects.filter(kind=COMMENTS.key):
        assert thread.messages == spoken.filter(thread=thread).count()
    assert sum(Thread.objects.values_list("likes", flat=True)) > 20
    # What people say to each other stands together, in its order.
    talk = texts.posts_of("eze.md")[1]
    thread = Post.objects.get(title=talk.title).thread
    said = list(Message.objects.filter(thread=thread).order_by("pk").values_list("body", flat=True))
    first = said.index(talk.comments[0].words)
    assert said[first : first + len(talk.comments)] == [comment.words for comment in talk.comments]


def _nobody_is_notified_today() -> None:
    assert set(Job.objects.values_list("task", flat=True)) == {
        "civic.contents.actions.publish_due",
        "civic.polls.actions.erasing.erase_traces",
        "civic.search.actions.index_after",
        "civic.search.actions.purge_words",
    }
    assert not Entry.objects.filter(dispatched_at=None).exists()
    assert Entry.objects.filter(recorded_at__lt=now() - timedelta(days=700)).exists()
    # But the demo's people find what happened lately in their lists.
    eze = Membership.objects.get(person__email="citoyen@eze.demo").commune_id
    for email in ("citoyen@eze.demo", "maire@eze.demo"):
        person = Person.objects.get(email=email)
        assert unread(viewer_for(person_id=person.pk, commune_id=eze)).total > 0, email


@pytest.mark.once
def test_without_ffmpeg_everything_but_the_film_is_there(places: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("demo.loading.publications.shutil.which", lambda name: None)
    monkeypatch.setattr("demo.loading.build.SMALL", _only("Le village en huit secondes"))
    assert "Sans ffmpeg" in load()
    assert Post.objects.get(title="Le village en huit secondes").media_rows.count() == 0


def _only(title: str) -> Any:
    from demo.loading import build

    number = [text.title for text in texts.posts_of("eze.md") if text.status == "published"].index(title) + 1
    return build.Size(residents=6, others=2, applicants=1, faces=0, posts=number, photos=0)


def test_it_refuses_outside_the_demo(places: None, settings: Any):
    settings.DEMO = False
    with pytest.raises(CommandError, match="réglages de démonstration"):
        load()
    assert not Person.objects.exists()


def test_without_the_directory_it_says_what_to_do_first(db: None):
    with pytest.raises(CommandError, match="load_directory"):
        load()
    assert not Person.objects.exists()


# --- Its contents ---------------------------------------------------------------------------------------------------


def test_the_texts_are_as_many_as_promised_and_name_pictures_that_exist():
    eze, laigle = texts.posts_of("eze.md"), texts.posts_of("laigle.md")
    published = [text for text in eze + laigle if text.status == "published"]
    assert len(published) >= 40
    assert sum(len(text.comments) + int(text.options["extra"]) for text in published) >= 300
    assert {len(text.photos) for text in published} >= {0, 1, 2, 3, 4, 7}
    shown = [picture for text in eze + laigle for picture in [*text.photos, text.card_picture] if picture]
    files = {f"photos/{path.stem}" for path in FOLDER.glob("photos/*")}
    assert {picture.name for picture in shown} <= files
    assert len(files) >= 24
    assert all(picture.alt for text in published for picture in text.photos)


def test_each_publication_finds_enough_remarks_of_its_mood():
    for text in [*texts.posts_of("eze.md"), *texts.posts_of("laigle.md")]:
        found = texts.remarks()[text.options.get("mood", "merci")]
        assert len(found) >= int(text.options.get("extra", 0)), text.title


def test_the_texts_are_typed_as_french_is():
    for text in [*texts.posts_of("eze.md"), *texts.posts_of("laigle.md")]:
        for words in (text.title, text.body, *(comment.words for comment in text.comments)):
            assert clean_text(words) == words
            assert "'" not in words
            assert not [mark for mark in (" ;", " !", " ?", " :", " »", "« ") if mark in words], words


def test_a_day_in_season_is_the_last_one_that_passed():
    at = datetime(2026, 11, 22, 15, tzinfo=PARIS)
    assert moment("11-11 15:20", at) == datetime(2026, 11, 11, 15, 20, tzinfo=PARIS)
    assert moment("12-04 18:00", at) == datetime(2025, 12, 4, 18, tzinfo=PARIS)
    assert moment("12-04 18:00 /1", at) == datetime(2024, 12, 4, 18, tzinfo=PARIS)
    assert moment("-1 18:42", at) == datetime(2026, 11, 21, 18, 42, tzinfo=PARIS)
    assert moment("+2 09:00", at) == datetime(2026, 11, 24, 9, tzinfo=PARIS)
    with pytest.raises(ValueError, match="not a date"):
        moment("demain", at)


def test_a_weekday_of_a_text_falls_on_that_day():
    at = datetime(2026, 11, 22, 15, tzinfo=PARIS)  # a Sunday
    assert with_dates("le {samedi+5}", at) == "le samedi 28\u00a0novembre"
    assert with_dates("Oui. {samedi+7}", at) == "Oui. Samedi 5\u00a0décembre"
    assert with_dates("{mardi+9}", at) == "Mardi 1er\u00a0décembre"
