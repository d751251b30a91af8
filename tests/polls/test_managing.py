"""What a town hall does with its polls: write, open, change while it may, stop, answer."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.deletion import ProtectedError
from django.http import Http404
from django.urls import reverse

from civic.contents import actions as contents
from civic.contents.enums import Status
from civic.contents.refusals import AlreadyRemoved, AlreadySent, ChangedMeanwhile, DateInThePast, DateTooFar
from civic.core.clock import UNDO_FOR, now
from civic.core.refusals import NotAllowed
from civic.journal.models import Entry
from civic.media.models import Media
from civic.notifications.models import Notification
from civic.polls import refusals
from civic.polls.actions import counting, managing, writing
from civic.polls.enums import FEATURE as POLLS
from civic.polls.enums import Electorate
from civic.polls.models import BallotBox, Poll, PollOption
from civic.posts.enums import PUBLISH
from civic.town_halls.models import TownHall
from tests.media.files import photo
from tests.polls.factories import PollFactory, vote

OPTIONS = [writing.Option(text="Oui"), writing.Option(text="Non")]


def content(**changed):
    fields = {
        "title": "La fontaine",
        "question": "Faut-il la remettre en eau ?",
        "options": OPTIONS,
        "closes_at": now() + timedelta(days=7),
        "declared": True,
    }
    return writing.PollContent(**(fields | changed))


@pytest.fixture
def viewer(mayor, commune, viewer_of):
    return viewer_of(mayor, commune)


def kinds(poll):
    return list(Entry.objects.filter(target_id=str(poll.pk)).order_by("id").values_list("kind", flat=True))


def test_published_now_it_is_open_with_an_empty_box(viewer, mayor):
    poll = writing.publish_poll(viewer=viewer, key="k", content=content())
    poll.refresh_from_db()
    assert (poll.status, poll.declared_by_id, poll.author_title) == (Status.PUBLISHED, mayor.pk, "Maire")
    assert poll.declared_at
    assert BallotBox.objects.filter(poll=poll).exists()
    assert kinds(poll) == ["polls.PollOpened"]
    assert [option.text for option in poll.options.all()] == ["Oui", "Non"]


def test_the_same_form_twice_is_one_poll(viewer):
    limit = now() + timedelta(days=7)
    first = writing.publish_poll(viewer=viewer, key="k", content=content(closes_at=limit))
    assert writing.publish_poll(viewer=viewer, key="k", content=content(closes_at=limit)).pk == first.pk
    for other in (
        {"title": "Autre"},
        {"options": [*OPTIONS, writing.Option(text="Peut-être")]},
        {"closes_at": now() + timedelta(days=9)},
        {"electorate": Electorate.MAIN},
        {"publish_at": now() + timedelta(days=1)},
    ):
        with pytest.raises(AlreadySent):
            writing.publish_poll(viewer=viewer, key="k", content=content(**other))
    assert Poll.objects.count() == 1
    assert kinds(first).count("polls.PollOpened") == 1


def test_for_later_it_opens_at_its_hour_and_residents_see_nothing_before(
    viewer, resident, commune, clock, run_jobs, client_of
):
    at = now() + timedelta(days=2)
    poll = writing.publish_poll(viewer=viewer, key="k", content=content(publish_at=at))
    run_jobs()
    assert client_of(resident).get(f"/{commune.slug}/sondages/{poll.pk}/").status_code == 404
    assert "La fontaine" not in client_of(resident).get(f"/{commune.slug}/sondages/").text
    clock.at(at)
    run_jobs()
    poll.refresh_from_db()
    assert poll.is_open
    assert "La fontaine" in client_of(resident).get(f"/{commune.slug}/").text
    contents.publish_due(label="polls.poll", content_id=poll.pk)
    assert kinds(poll).count("polls.PollOpened") == 1


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"title": ""}, refusals.QuestionMissing),
        ({"question": ""}, refusals.QuestionMissing),
        ({"options": OPTIONS[:1]}, refusals.TooFewOptions),
        ({"options": [writing.Option(text=str(n)) for n in range(21)]}, refusals.TooManyOptions),
        ({"options": [*OPTIONS, writing.Option(text="OUI ")]}, refusals.OptionTwice),
        ({"max_choices": 3}, refusals.WrongMaximum),
        ({"declared": False}, refusals.NotDeclared),
        ({"closes_at": None}, refusals.DateMissing),
        ({"publish_at": "later", "closes_at": "sooner"}, refusals.EndsBeforeStart),
        ({"closes_at": "past"}, refusals.EndsBeforeStart),
        ({"publish_at": "past"}, DateInThePast),
        ({"closes_at": "far"}, DateTooFar),
    ],
)
def test_what_is_not_a_poll_yet(viewer, changed, refusal):
    moments = {
        "later": now() + timedelta(days=5),
        "sooner": now() + timedelta(days=4),
        "past": now() - timedelta(days=1),
        "far": now() + timedelta(days=4000),
    }
    changed = {
        name: moments.get(value, value) if isinstance(value, str) else value
        for name, value in changed.items()
    }
    with pytest.raises(refusal):
        writing.publish_poll(viewer=viewer, key="k", content=content(**changed))
    assert not PollOption.objects.exists()


def test_a_draft_keeps_what_is_there_and_nobody_else_sees_it(viewer, commune, resident, client_of):
    half = writing.PollContent(title="À finir")
    draft = writing.save_draft(viewer=viewer, key="k", content=half)
    writing.save_draft(viewer=viewer, key="k", content=writing.PollContent(title="Presque"))
    draft.refresh_from_db()
    assert (draft.status, draft.title) == (Status.DRAFT, "Presque")
    assert client_of(resident).get(f"/{commune.slug}/sondages/{draft.pk}/").status_code == 404
    published = writing.edit_poll(viewer=viewer, poll_id=draft.pk, content=content(), version=draft.version)
    assert published.is_open


def test_back_among_the_drafts_it_proposes_the_hour_that_was_written_last(viewer):
    hour = now() + timedelta(days=1)
    poll = writing.publish_poll(viewer=viewer, key="k", content=content(publish_at=hour))
    for proposed in (hour + timedelta(hours=3), None):
        poll = writing.edit_poll(
            viewer=viewer,
            poll_id=poll.pk,
            content=content(publish_at=proposed),
            version=poll.version,
            as_draft=True,
        )
        poll.refresh_from_db()
        assert (poll.status, poll.publish_at) == (Status.DRAFT, proposed)


@pytest.mark.parametrize("delegate", [PUBLISH], indirect=True)
def test_only_those_with_the_right_keep_polls(poll, delegate, resident, commune, viewer_of):
    for person in (delegate, resident):
        own = viewer_of(person, commune)
        for act in (
            lambda own=own: writing.publish_poll(viewer=own, key="k", content=content()),
            lambda own=own: managing.suspend_poll(viewer=own, poll_id=poll.pk),
            lambda own=own: managing.end_poll(viewer=own, poll_id=poll.pk),
            lambda own=own: managing.remove_poll(viewer=own, poll_id=poll.pk),
            lambda own=own: managing.answer_poll(viewer=own, poll_id=poll.pk, outcome="Non"),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_until_the_first_vote_all_may_change_then_only_the_end_and_the_state(poll, viewer, resident):
    changed = writing.edit_poll(viewer=viewer, poll_id=poll.pk, content=content(), version=poll.version)
    assert changed.title == "La fontaine"
    vote(changed, resident, 0)
    with pytest.raises(refusals.VotesCast):
        writing.edit_poll(
            viewer=viewer, poll_id=poll.pk, content=content(title="Autre"), version=changed.version
        )
    with pytest.raises(refusals.StaysForAll):
        managing.remove_poll(viewer=viewer, poll_id=poll.pk)
    later = now() + timedelta(days=30)
    assert managing.change_deadline(viewer=viewer, poll_id=poll.pk, closes_at=later).closes_at == later
    assert managing.suspend_poll(viewer=viewer, poll_id=poll.pk).suspended_at
    assert managing.suspend_poll(viewer=viewer, poll_id=poll.pk).suspended_at
    assert managing.resume_poll(viewer=viewer, poll_id=poll.pk).suspended_at is None
    poll.refresh_from_db()
    assert poll.title == "La fontaine"
    assert kinds(poll) == [
        "polls.PollEdited",
        "polls.PollDeadlineChanged",
        "polls.PollSuspended",
        "polls.PollResumed",
    ]


def test_two_who_edit_at_once(poll, viewer):
    writing.edit_poll(viewer=viewer, poll_id=poll.pk, content=content(), version=poll.version)
    with pytest.raises(ChangedMeanwhile):
        writing.edit_poll(
            viewer=viewer, poll_id=poll.pk, content=content(title="Autre"), version=poll.version
        )


def test_a_limit_in_the_past_or_before_the_start(poll, viewer):
    for moment, refusal in (
        (now() - timedelta(minutes=1), refusals.LimitInThePast),
        (now() - timedelta(days=9), refusals.EndsBeforeStart),
        (now() + timedelta(days=4000), DateTooFar),
    ):
        with pytest.raises(refusal):
            managing.change_deadline(viewer=viewer, poll_id=poll.pk, closes_at=moment)


def test_a_vote_that_is_over_is_not_prolonged(poll, viewer):
    Poll.objects.update(closes_at=now(), published_at=now() - timedelta(days=1))
    with pytest.raises(refusals.AlreadyClosed):
        managing.change_deadline(viewer=viewer, poll_id=poll.pk, closes_at=now() + timedelta(days=1))


def test_closed_at_once_answered_and_notified(poll, viewer, commune, residents_of, run_jobs, mayor):
    people = residents_of(commune, 6)
    for person in people[:5]:
        vote(poll, person, 1)
    with pytest.raises(refusals.NotClosedYet):
        managing.answer_poll(viewer=viewer, poll_id=poll.pk, outcome="Ce sera jeudi.")
    managing.end_poll(viewer=viewer, poll_id=poll.pk)
    run_jobs()
    poll.refresh_from_db()
    assert (poll.is_closed, poll.ballots) == (True, 5)
    with pytest.raises(refusals.OutcomeMissing):
        managing.answer_poll(viewer=viewer, poll_id=poll.pk, outcome="")
    for words in ("Ce sera jeudi.", "Ce sera jeudi.", "Ce sera jeudi, dès mars."):
        managing.answer_poll(viewer=viewer, poll_id=poll.pk, outcome=words)
    run_jobs()
    # One row for the whole commune: that somebody is notified says nothing about whether they voted.
    (notification,) = Notification.objects.filter(kind="poll_answered")
    assert (notification.person_id, notification.audience) == (None, "members")
    assert kinds(poll)[-2:] == ["polls.PollAnswered", "polls.PollAnswerEdited"]


def test_everybody_is_notified_of_a_new_poll_and_not_when_it_is_removed(viewer, run_jobs):
    poll = writing.publish_poll(viewer=viewer, key="k", content=content(electorate=Electorate.MAIN))
    run_jobs()
    (notification,) = Notification.objects.filter(kind="poll_opened")
    assert (notification.subject, notification.audience) == ("La fontaine", "members")
    managing.remove_poll(viewer=viewer, poll_id=poll.pk)
    run_jobs()
    assert not Notification.objects.filter(kind="poll_opened", withdrawn_at=None).exists()


def test_one_that_opened_while_it_was_switched_off_is_notified_when_it_is_switched_on(
    viewer, clock, run_jobs
):
    hour = now() + timedelta(hours=2)
    poll = writing.publish_poll(viewer=viewer, key="k", content=content(publish_at=hour))
    managing.suspend_poll(viewer=viewer, poll_id=poll.pk)
    clock.at(hour + timedelta(minutes=1))
    run_jobs()
    assert Poll.objects.get().is_open
    assert not Notification.objects.filter(kind="poll_opened").exists()
    for _ in range(2):  # once, however often it is switched off and on
        managing.resume_poll(viewer=viewer, poll_id=poll.pk)
        run_jobs()
        (notification,) = Notification.objects.filter(kind="poll_opened")
        assert (notification.subject, notification.audience) == ("La fontaine", "members")
        managing.suspend_poll(viewer=viewer, poll_id=poll.pk)


def test_one_that_was_notified_is_no_news_when_it_is_switched_on(viewer, run_jobs):
    poll = writing.publish_poll(viewer=viewer, key="k", content=content())
    run_jobs()
    managing.suspend_poll(viewer=viewer, poll_id=poll.pk)
    managing.resume_poll(viewer=viewer, poll_id=poll.pk)
    run_jobs()
    assert Notification.objects.filter(kind="poll_opened").count() == 1


def test_removed_it_can_come_back_and_then_it_is_gone(
    poll, viewer, commune, client_of, mayor, resident, clock, run_jobs
):
    browser = client_of(mayor)
    browser.post(reverse("poll_delete", args=[commune.slug, poll.pk]))
    assert "Le marché" not in client_of(resident).get(f"/{commune.slug}/sondages/").text
    page = browser.get(f"/{commune.slug}/sondages/").text
    assert reverse("poll_restore", args=[commune.slug, poll.pk]) in page
    browser.post(reverse("poll_restore", args=[commune.slug, poll.pk]))
    assert "Le marché" in client_of(resident).get(f"/{commune.slug}/sondages/").text
    managing.remove_poll(viewer=viewer, poll_id=poll.pk)
    clock.at(now() + UNDO_FOR)
    run_jobs()
    assert not Poll.objects.exists()


def test_a_form_sent_again_brings_back_the_draft_that_was_thrown_away(viewer, clock, run_jobs):
    for send in (writing.save_draft, writing.publish_poll):
        draft = writing.save_draft(viewer=viewer, key="k", content=content())
        managing.remove_poll(viewer=viewer, poll_id=draft.pk)
        assert send(viewer=viewer, key="k", content=content()).pk == draft.pk
        clock.forward(minutes=11)
        run_jobs()
        assert Poll.objects.get().removed_at is None
    managing.remove_poll(viewer=viewer, poll_id=draft.pk)
    with pytest.raises(AlreadyRemoved):
        writing.publish_poll(viewer=viewer, key="k", content=content())


def test_it_can_be_closed_after_the_clock_went_back(viewer, clock):
    poll = writing.publish_poll(viewer=viewer, key="k", content=content())
    clock.forward(minutes=-3)
    managing.end_poll(viewer=viewer, poll_id=poll.pk)
    clock.forward(minutes=3)
    counting.advance_polls()
    poll.refresh_from_db()
    assert poll.is_closed


def test_the_feature_can_be_switched_off(poll, commune, resident, client_of):
    town_hall = TownHall.objects.get(commune=commune)
    town_hall.feature_decisions = {POLLS: False}
    town_hall.version += 1
    town_hall.save()
    assert client_of(resident).get(f"/{commune.slug}/sondages/").status_code == 404
    assert "Le marché" not in client_of(resident).get(f"/{commune.slug}/").text


def test_another_commune_is_left_alone(other_poll, viewer):
    with pytest.raises(Http404):
        managing.suspend_poll(viewer=viewer, poll_id=other_poll.pk)


def test_who_asked_stays_known(poll, mayor):
    with pytest.raises(ProtectedError):
        mayor.delete()


# --- The editor -----------------------------------------------------------------------------------------------------


def filled(**changed):
    paris = now().astimezone(ZoneInfo("Europe/Paris"))
    fields = {
        "key": "k", "title": "La fontaine", "question": "Faut-il la remettre en eau ?", "row": ["0", "1", "2"],
        "option_0": "Oui", "option_1": "Non", "option_2": "", "how_many": "one", "electorate": "all", "when": "now",
        "closes_at": (paris + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"), "declared": "on", "action": "publish",
    }  # fmt: skip
    return {name: value for name, value in (fields | changed).items() if value is not None}


def test_the_form_makes_a_poll(commune, mayor, client_of):
    browser = client_of(mayor)
    answer = browser.post(f"/{commune.slug}/sondages/nouveau/", filled(row=["1", "0", "2"]))
    poll = Poll.objects.get()
    assert answer.url == f"/{commune.slug}/sondages/{poll.pk}/"
    assert [option.text for option in poll.options.all()] == ["Non", "Oui"]  # in the order of the page
    assert poll.max_choices == 1


def test_several_choices_with_and_without_a_figure(commune, mayor, client_of):
    browser, address = client_of(mayor), f"/{commune.slug}/sondages/nouveau/"
    three = {"how_many": "several", "option_2": "Peut-être"}
    browser.post(address, filled(**three, key="a", max_choices="2"))
    browser.post(address, filled(**three, key="b", max_choices=""))
    assert sorted(Poll.objects.values_list("max_choices", flat=True)) == [2, 3]
    page = browser.post(address, filled(**three, key="c", max_choices="21"))
    assert page.status_code == 422
    assert "de 2 à 20" in page.text


def test_errors_come_back_with_all_that_was_typed(commune, mayor, client_of):
    page = client_of(mayor).post(
        f"/{commune.slug}/sondages/nouveau/",
        filled(title="", declared=None, closes_at="", option_1="x" * 300, option_2="Sous-titre <b>"),
    )
    assert page.status_code == 422
    for words in (
        "Donnez un titre",
        "Faut-il la remettre en eau",
        "Choisissez la limite",
        "Cochez la case",
        "Ce texte est trop long",
    ):
        assert words in page.text
    assert "Sous-titre &lt;b&gt;" in page.text
    assert not Poll.objects.exists()


@pytest.mark.parametrize(
    ("pressed", "order"),
    [
        ({"row_down": "0"}, ["Non", "Oui", ""]),
        ({"row_up": "1"}, ["Non", "Oui", ""]),
        ({"row_up": "0"}, ["Oui", "Non", ""]),
        ({"row_remove": "0"}, ["Non", ""]),
        ({"row_add": "1"}, ["Oui", "Non", "", ""]),
        ({"row_stay": "1"}, ["Oui", "Non", ""]),
        ({"row_up": "99"}, ["Oui", "Non", ""]),
        ({"row_up": "x"}, ["Oui", "Non", ""]),
    ],
)
def test_rows_are_put_in_order_without_script(commune, mayor, client_of, pressed, order):
    page = client_of(mayor).post(f"/{commune.slug}/sondages/nouveau/", filled(title="", **pressed))
    assert page.status_code == 200
    assert [row.text for row in page.context["form"].rows] == order
    assert "Donnez un titre" not in page.text
    assert ("HX-Announcement" in page.headers) is ("row_remove" in pressed)
    assert not Poll.objects.exists()


def test_answers_that_are_missing_are_said_where_they_would_be_written(commune, mayor, client_of):
    page = client_of(mayor).post(f"/{commune.slug}/sondages/nouveau/", filled(option_0="", option_1=""))
    assert page.status_code == 422
    assert '<a href="#option_0">Réponse 1 :</a> Proposez au moins deux réponses.' in page.text.replace(
        "\u00a0", " "
    )
    assert 'aria-describedby="option_0_error"' in page.text


def test_pictures_are_kept_as_soon_as_they_arrive(commune, mayor, client_of):
    browser, address = client_of(mayor), f"/{commune.slug}/sondages/nouveau/"
    picture = photo()
    page = browser.post(address, filled(title="", file_1=picture))
    media = Media.objects.get()
    assert f'name="picture_1" value="{media.pk}"' in page.text
    browser.post(address, filled(picture_1=str(media.pk)))
    assert list(PollOption.objects.order_by("position").values_list("media_id", flat=True)) == [
        None,
        media.pk,
    ]
    media.refresh_from_db()
    assert media.audience == "members"
    poll = Poll.objects.get()
    edit = f"/{commune.slug}/sondages/{poll.pk}/modifier/"
    browser.post(edit, filled(version=poll.version, picture_1=str(media.pk), picture_1_remove="on"))
    assert not Media.objects.exists()


def test_a_file_that_is_no_picture_is_said_at_its_row(commune, mayor, client_of):
    file = SimpleUploadedFile("a.jpg", b"rien", "image/jpeg")
    page = client_of(mayor).post(f"/{commune.slug}/sondages/nouveau/", filled(file_0=file))
    assert page.status_code == 422
    assert page.context["form"].rows[0].error


def test_the_hour_that_does_not_exist(commune, mayor, client_of):
    page = client_of(mayor).post(f"/{commune.slug}/sondages/nouveau/", filled(closes_at="2027-03-28T02:30"))
    assert page.status_code == 422
    assert "on passe à l’heure d’été" in page.text


@pytest.mark.parametrize("closes_at", ["0001-01-01T00:00", "9999-12-31T23:59", "demain"])
def test_dates_that_are_none(commune, mayor, client_of, closes_at):
    page = client_of(mayor).post(f"/{commune.slug}/sondages/nouveau/", filled(closes_at=closes_at))
    assert page.status_code == 422
    assert not Poll.objects.filter(status=Status.PUBLISHED).exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"title": "\u3164"},
        {"question": "\u2800\u00ad"},
        {"option_0": "\u3164"},
        {"option_0": "No\u00adn"},  # reads as the other one
        {"row": ["0", "²"]},
    ],
)
def test_what_shows_nothing_or_reads_the_same(commune, mayor, client_of, typed):
    page = client_of(mayor).post(f"/{commune.slug}/sondages/nouveau/", filled(**typed))
    assert page.status_code == 422
    assert not Poll.objects.exists()


def test_twenty_one_answers_and_a_flood(commune, mayor, client_of):
    many = {f"option_{n}": f"Réponse {n}" for n in range(100)} | {"row": [str(n) for n in range(100)]}
    page = client_of(mayor).post(f"/{commune.slug}/sondages/nouveau/", filled(**many))
    assert page.status_code == 422
    assert "20 réponses au plus" in page.text


def test_a_draft_asks_for_nothing(commune, mayor, client_of):
    browser = client_of(mayor)
    answer = browser.post(
        f"/{commune.slug}/sondages/nouveau/",
        filled(action="draft", question="", closes_at="", declared=None, option_0="", option_1=""),
    )
    assert answer.url == f"/{commune.slug}/sondages/"
    page = browser.get(answer.url)
    assert "Brouillons" in page.text
    assert "La fontaine" in page.text
    draft = Poll.objects.get()
    assert "La fontaine" in browser.get(f"/{commune.slug}/sondages/{draft.pk}/modifier/").text


def test_the_preview_shows_what_residents_will_see(commune, mayor, client_of):
    page = client_of(mayor).post(f"/{commune.slug}/sondages/apercu/", filled())
    assert page.status_code == 200
    for words in ("La fontaine", "Faut-il la remettre en eau", "Oui", "Sondage anonyme"):
        assert words in page.text
    assert not Poll.objects.exists()


def test_after_the_first_vote_the_editor_says_why_it_is_closed(poll, commune, mayor, resident, client_of):
    vote(poll, resident, 0)
    browser, address = client_of(mayor), f"/{commune.slug}/sondages/{poll.pk}/modifier/"
    answer = browser.get(address)
    assert answer.url == f"/{commune.slug}/sondages/{poll.pk}/"
    assert "la question et les réponses ne changent plus" in browser.get(answer.url).text
    sent = browser.post(address, filled(version=poll.version))
    assert sent.status_code == 422
    assert "ne changent plus" in sent.text


def test_the_limit_has_a_page_of_its_own(poll, commune, mayor, client_of):
    browser, address = client_of(mayor), f"/{commune.slug}/sondages/{poll.pk}/limite/"
    assert browser.get(address).status_code == 200
    page = browser.post(address, {"closes_at": "2020-01-01T10:00"})
    assert page.status_code == 422
    assert "La limite de vote doit venir après l’ouverture" in page.text
    paris = now().astimezone(ZoneInfo("Europe/Paris")) + timedelta(days=20)
    assert browser.post(address, {"closes_at": paris.strftime("%d/%m/%Y %H:%M")}).status_code == 302
    poll.refresh_from_db()
    assert poll.closes_at == paris.replace(second=0, microsecond=0)


def test_the_answer_needs_words(commune, mayor, client_of):
    poll = PollFactory(commune=commune, author=mayor, closed_at=now(), title="Fini")
    browser, address = client_of(mayor), f"/{commune.slug}/sondages/{poll.pk}/suite/"
    assert browser.post(address, {"outcome": " \u200b "}).status_code == 422
    assert browser.post(address, {"outcome": "x" * 2001}).status_code == 422
    answer = browser.post(address, {"outcome": "Nous la remettrons en eau en mai."})
    page = browser.get(answer.url).text
    assert "Suite donnée" in page
    assert "en eau en mai" in page
    assert "Participation insuffisante" in page


def test_there_is_no_answer_before_the_end(poll, commune, mayor, client_of):
    browser, address = client_of(mayor), f"/{commune.slug}/sondages/{poll.pk}/suite/"
    page = browser.get(address, follow=True)
    assert page.redirect_chain[-1][0] == reverse("poll_detail", args=[commune.slug, poll.pk])
    assert "après la clôture" in page.text
    page = browser.post(address, {"outcome": "Ce sera jeudi."})
    assert page.status_code == 422
    assert "après la clôture" in page.text
    poll.refresh_from_db()
    assert poll.outcome == ""
