"""« Chercher dans les messages »: what is found, among what, and that nothing of it is kept anywhere."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civic.core.clock import now
from civic.core.ids import new_id
from civic.messaging.enums import ANSWER_MESSAGES
from civic.messaging.queries import searching
from civic.messaging.queries.searching import search_messages
from civic.threads.models import Message
from tests.communes.factories import MembershipFactory
from tests.messaging.factories import ConversationFactory, PrivateMessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(commune):
    return reverse("message_search", args=[commune.slug])


@pytest.fixture
def find(viewer_of, commune):
    """`find(person, "lampadaire")`: the words of the messages that are found."""

    def search(person, typed, *, of=commune):
        return [hit.message.words for hit in search_messages(viewer_of(person, of), typed).hits]

    return search


def test_words_are_found_however_they_are_typed(conversation, resident, mayor, write_in, find):
    write_in(conversation, resident, "L’éclairage de la rue : deux LAMPADAIRES cassés, aujourd’hui.")
    for typed in (
        "lampadaire", "lampad", "éclairage", "ECLAIRAGE", "rue lampadaire", "lampadaires d’eclairage",
        "cassées lampadaire",
    ):  # fmt: skip
        for person in (resident, mayor):
            assert len(find(person, typed)) == 1, (typed, person)
    assert len(find(mayor, "cassé")) == 2  # « Le banc est cassé », too
    assert find(mayor, "lampadaire banc") == []  # each word, in one message
    assert find(mayor, "padaire") == []
    assert find(mayor, "") == find(mayor, "…") == []


def test_an_irregular_plural_is_the_same_word(conversation, resident, write_in, find):
    write_in(conversation, resident, "Un travail")
    write_in(conversation, resident, "Des travaux")
    assert len(find(resident, "travaux")) == 2


def test_everyone_finds_what_they_may_read(
    conversation, with_mayor, between_mayors, resident, second_resident, mayor, other_mayor, delegate_with,
    other_commune, write_in, find,
):  # fmt: skip
    write_in(with_mayor, resident, "Le banc du mayeur")
    write_in(between_mayors, mayor, "Le banc d’Autreville")
    assert len(find(resident, "banc")) == 2
    assert len(find(mayor, "banc")) == 3
    assert find(delegate_with(ANSWER_MESSAGES), "banc") == ["Le banc est cassé"]
    assert find(second_resident, "banc") == []
    assert find(other_mayor, "banc", of=other_commune) == ["Le banc d’Autreville"]


def test_nothing_of_another_commune(conversation, resident, mayor, other_commune, find, other_mayor):
    MembershipFactory(commune=other_commune, person=resident)
    assert find(resident, "banc", of=other_commune) == []
    assert find(other_mayor, "banc", of=other_commune) == []


def test_what_was_removed_or_cannot_be_read_is_not_found(conversation, resident, write_in, find):
    gone = write_in(conversation, resident, "Le banc vert")
    Message.objects.filter(pk=gone.pk).update(removed_at=now(), encrypted_body="")
    assert find(resident, "vert") == []
    broken = write_in(conversation, resident, "Le banc bleu")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE threads_message SET encrypted_body = 'x' WHERE number = %s", [broken.number])
    assert find(resident, "banc") == ["Le banc est cassé"]


def test_the_newest_alone_are_opened(conversation, resident, write_in, find, monkeypatch, viewer_of, commune):
    monkeypatch.setattr(searching, "MOST_SEARCHED", 3)
    searching._newest.cache_clear()
    for n in range(3):
        write_in(conversation, resident, f"Message {n}")
    found = search_messages(viewer_of(resident, commune), "banc")
    searching._newest.cache_clear()
    assert (found.found, found.searched) == (0, 3)
    assert found.since == Message.objects.get(number=2).written_at


def test_long_messages_do_not_hold_the_process(
    conversation, resident, write_in, monkeypatch, viewer_of, commune
):
    """Those that are opened hold so many letters at most; what was not opened is not said to be searched."""
    for n in range(3):
        write_in(conversation, resident, f"Message {n} " + "x" * 1_000)
    monkeypatch.setattr(searching, "MOST_LETTERS", 2_500)
    found = search_messages(viewer_of(resident, commune), "banc")
    assert (found.found, found.searched, found.is_whole) == (0, 2, False)
    assert found.since == Message.objects.get(number=3).written_at


def test_it_says_what_was_searched_and_leads_to_the_message(
    conversation, resident, write_in, client_of, page, commune
):
    made = write_in(conversation, resident, "Bonjour <b>, le lampadaire. " + "Et encore. " * 60)
    Message.objects.filter(number=1).update(written_at=now() - timedelta(days=3))
    answer = client_of(resident).post(page, {"q": "Lampadaires"}, follow=True)
    assert "1\u00a0message trouvé, parmi 2\u00a0messages, depuis le 19\u00a0novembre 2026." in answer.text
    assert "Bonjour &lt;b&gt;, le <mark>lampadaire</mark>." in answer.text
    there = reverse("conversation_detail", args=[commune.slug, conversation.thread_id])
    assert f'href="{there}?autour=2#message-{made.pk}"' in answer.text
    nothing = client_of(resident).post(page, {"q": "girafe"}, follow=True).text
    assert "Rien de trouvé, parmi 2\u00a0messages" in nothing


def test_a_line_says_the_name_of_who_wrote_it_once(
    conversation, resident, mayor, write_in, client_of, page, commune
):
    write_in(conversation, mayor, "Le banc sera réparé.")
    found = client_of(mayor).post(page, {"q": "banc"}, follow=True).context["hits"]
    assert [(hit["name"], hit["by"]) for hit in found] == [
        (resident.full_name, f"{mayor.full_name} · "),
        (resident.full_name, ""),
    ]


def test_before_the_first_message_it_says_so(client_of, resident, page, commune):
    assert "pas encore de message" in client_of(resident).post(page, {"q": "banc"}, follow=True).text


def test_what_is_sought_stands_in_no_address_and_no_log(
    conversation, resident, second_resident, client_of, page, caplog, clock
):
    sent = client_of(resident).post(page, {"q": "Banc"})
    assert sent.status_code == 302
    assert "banc" not in sent.url.lower()
    assert "<mark>banc</mark>" in client_of(resident).get(sent.url).text
    assert "banc" not in caplog.text.lower()
    other = client_of(second_resident).get(sent.url)
    assert other.status_code == 200
    assert "banc" not in other.text.lower()
    clock.forward(hours=25)
    assert "<mark>" not in client_of(resident).get(sent.url).text


def test_it_is_throttled_as_it_is_sent_and_as_it_is_shown(conversation, resident, client_of, page):
    browser = client_of(resident)
    address = browser.post(page, {"q": "banc"}).url
    statuses = [browser.get(address).status_code for _ in range(25)]
    assert (statuses[0], statuses[-1]) == (200, 429)


def _many(commune, resident, count, words):
    """In ten conversations, of which one is the resident's."""
    made = [ConversationFactory(commune=commune, resident=resident)]
    made += [ConversationFactory(commune=commune) for _ in range(9)]
    moment = now()
    rows = [
        Message(
            id=new_id(),
            thread=made[n % 10].thread,
            number=n // 10 + 1,
            author=made[n % 10].resident,
            encrypted_body=words(n),
            key=str(n),
            written_at=moment - timedelta(minutes=count - n),
        )
        for n in range(count)
    ]
    Message.objects.bulk_create(rows)
    for one in made:
        one.thread.last_number = count // 10
        one.thread.save()
    return made


def test_as_many_statements_for_a_few_as_for_hundreds(
    commune, resident, mayor, client_of, page, between_mayors
):
    browser, counts = client_of(mayor), []
    PrivateMessageFactory(thread=between_mayors.thread, author=mayor, encrypted_body="Un banc")
    for step in range(2):
        if step:
            _many(commune, resident, 300, lambda n: f"Le banc numéro {n}")
        address = browser.post(page, {"q": "banc"}).url
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            shown = browser.get(address).text
        counts.append(len(asked))
    assert "voici les 50 plus récents" in shown
    assert counts[0] == counts[1] <= 8


def test_no_more_than_the_newest_two_thousand_are_opened(commune, resident, mayor, viewer_of):
    _many(commune, resident, searching.MOST_SEARCHED + 500, lambda n: f"{n} à l’école")
    found = search_messages(viewer_of(mayor, commune), "ecole")
    assert found.found == found.searched == searching.MOST_SEARCHED
    assert found.hits[0].message.words.startswith(f"{searching.MOST_SEARCHED + 499} ")
    assert not found.is_whole
