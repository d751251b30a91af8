"""What is said under a content, of whatever app, is shown by one call and notified in that content's own words."""

from dataclasses import replace

import pytest
from django.test import RequestFactory

from civic.contents.registry import lifecycle_of
from civic.core.text import Noun
from civic.notifications.kinds import NotificationKind
from civic.notifications.models import Notification
from civic.threads import kinds
from civic.threads.actions import messages, threads
from civic.threads.pages.comments import rendered
from civic.threads.queries.messages import standing_message
from civic.threads.queries.threads import answered_by
from civic.threads.thread_kinds import COMMENTS
from tests.contents.toys.actions import publish_toy, remove_toy
from tests.contents.toys.models import Toy


@pytest.fixture
def toy(mayor, commune, viewer_of) -> Toy:
    return publish_toy(viewer=viewer_of(mayor, commune), key="k", title="Toupie")


@pytest.fixture
def comment(toy, commune, viewer_of, run_jobs):
    def write(person, body: str, answers=None):
        viewer = viewer_of(person, commune)
        written = messages.write_message(
            viewer=viewer,
            kind=COMMENTS,
            thread_id=toy.thread_id,
            body=body,
            key=body,
            answers=answers and answers.pk,
        )
        run_jobs()
        return written

    return write


def notified(person) -> list[tuple[str, str, str, str]]:
    rows = Notification.objects.filter(person=person, withdrawn_at=None)
    return list(rows.values_list("kind", "subject", "target_type", "url"))


def about(message) -> tuple[str, str, str]:
    """It leads to the very comment, whatever the page folds."""
    place = f"{message.thread.page}?autour={message.number}#commentaire-{message.pk}"
    return "Toupie", "toys.toy", place


def test_a_comment_under_any_content_is_notified(comment, toy, resident, second_resident, mayor):
    first = comment(resident, "Bravo")
    assert notified(mayor) == [("comment_on_own_toy", *about(first))]
    assert notified(resident) == []
    second = comment(second_resident, "Merci")
    assert notified(resident) == [("comment_after_own_toy", *about(second))]
    assert notified(second_resident) == []


def test_who_is_answered_hears_of_it_as_an_answer_and_once(comment, toy, resident, second_resident, mayor):
    first = comment(resident, "Où ?")
    own = comment(second_resident, "Devant l’école", answers=first)
    assert ("comment_answered_toy", *about(own)) in notified(resident)
    assert len(notified(resident)) == 1
    comment(second_resident, "À midi", answers=own)  # nobody hears of what they do themselves
    assert {kind for kind, *_ in notified(second_resident)} == set()
    asked = comment(mayor, "Combien serez-vous ?")
    before = set(notified(mayor))
    answer = comment(resident, "Trois", answers=asked)
    assert set(notified(mayor)) - before == {("comment_answered_toy", *about(answer))}


def test_an_answer_to_what_was_taken_back_is_a_comment_like_another(
    comment, resident, second_resident, commune, viewer_of
):
    first = comment(resident, "Où ?")
    comment(resident, "Ah, devant l’école")
    written = comment(second_resident, "Devant l’école", answers=first)
    messages.remove_own_message(viewer=viewer_of(resident, commune), kind=COMMENTS, message_id=first.pk)
    assert answered_by(standing_message(written.pk)) == []


def test_what_is_removed_takes_its_notifications_along(
    comment, toy, resident, mayor, commune, viewer_of, run_jobs
):
    comment(resident, "Bravo")
    remove_toy(viewer=viewer_of(mayor, commune), toy=toy)
    run_jobs()
    assert notified(mayor) == []


WORDS = {
    "comment_on_own_post": (
        "Une personne commente une de vos publications",
        "{author} a commenté votre publication «\u00a0{subject}\u00a0»",
        "{count} nouveaux commentaires sur votre publication «\u00a0{subject}\u00a0»",
        "Un nouveau commentaire sous votre publication",
    ),
    "comment_after_own": (
        "Un commentaire sur une publication que vous avez commentée",
        "{author} a commenté «\u00a0{subject}\u00a0», que vous avez commentée",
        "{count} nouveaux commentaires sur «\u00a0{subject}\u00a0», que vous avez commentée",
        "Un nouveau commentaire sous une publication que vous avez commentée",
    ),
    "comment_on_own_toy": (
        "Une personne commente un de vos jouets",
        "{author} a commenté votre jouet «\u00a0{subject}\u00a0»",
        "{count} nouveaux commentaires sur votre jouet «\u00a0{subject}\u00a0»",
        "Un nouveau commentaire sous votre jouet",
    ),
    "comment_after_own_toy": (
        "Un commentaire sur un jouet que vous avez commenté",
        "{author} a commenté «\u00a0{subject}\u00a0», que vous avez commenté",
        "{count} nouveaux commentaires sur «\u00a0{subject}\u00a0», que vous avez commenté",
        "Un nouveau commentaire sous un jouet que vous avez commenté",
    ),
}


@pytest.mark.parametrize("key", WORDS)
def test_each_content_has_its_own_words(key):
    kind = NotificationKind.all[key]
    assert (kind.label, kind.line, kind.grouped, kind.push_text) == WORDS[key]
    assert kind.email_subject == "Nouveau commentaire\u00a0: {subject}"
    assert kind.action == "Lire les commentaires"


@pytest.mark.parametrize("key", ["comment_answered", "comment_answered_toy", "message_answered"])
def test_an_answer_is_said_alike_everywhere(key):
    kind = NotificationKind.all[key]
    assert kind.line == "{author} vous a répondu sous «\u00a0{subject}\u00a0»"
    assert kind.email_subject == "{author} vous a répondu\u00a0: {subject}"
    assert kind.push_text == "Une personne vous a répondu"


def test_its_screens_name_it_too(toy, post):
    assert COMMENTS.closed(toy.thread) == "Les commentaires sont fermés pour ce jouet."
    assert COMMENTS.back(toy.thread) == "Revenir au jouet"
    assert COMMENTS.back(post.thread) == "Revenir à la publication"


def test_its_page_shows_them_by_one_call(comment, toy, resident, second_resident, commune, viewer_of):
    comment(resident, "Bravo")
    request = RequestFactory().get("/")
    toy.thread.refresh_from_db()
    request.viewer = viewer_of(second_resident, commune)
    html = rendered(request, toy.thread)
    assert "Bravo" in html
    assert 'name="csrfmiddlewaretoken"' in html
    assert f"/fils/{toy.thread_id}/commentaires/" in html
    request.viewer = viewer_of(None, commune)
    html = rendered(request, toy.thread)
    assert "Bravo" not in html
    assert "1 commentaire entre administrés inscrits" in html.replace("\u00a0", " ")


def test_comments_of_which_nobody_would_be_notified_are_refused(commune):
    with pytest.raises(LookupError, match="“fountains”"):
        threads.open_thread(kind=COMMENTS, commune_id=commune.pk, feature="fountains")


def test_two_contents_of_one_feature_are_refused():
    declared = lifecycle_of(Toy).commented
    kinds.register_commented(declared, None)
    with pytest.raises(ValueError, match="two contents"):
        kinds.register_commented(replace(declared, title=str), None)


def test_it_is_named_in_the_plural_too():
    declared = lifecycle_of(Toy).commented
    with pytest.raises(TypeError, match="“jouet” has no plural"):
        replace(declared, noun=Noun("jouet"))
