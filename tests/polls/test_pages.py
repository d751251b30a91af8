"""On the commune’s page, and the list: who is shown what, and what it costs."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext

from civic.contents.enums import Status
from civic.core.clock import now
from civic.core.text import held_together
from civic.memberships.enums import Residence
from civic.memberships.models import Membership
from civic.polls.actions import counting, managing
from civic.polls.enums import HOLD_POLLS, Electorate, Stage
from civic.polls.models import Poll
from civic.polls.queries import polls as queries
from civic.town_halls.actions.pages import bump_page_version
from tests.communes.factories import MembershipFactory
from tests.html import on_one_line
from tests.polls.factories import PollFactory, vote


def statements(browser, address):
    browser.cookies["couverture"] = "1"  # of who has been here before
    browser.get(address)
    with CaptureQueriesContext(connection) as found:
        assert browser.get(address).status_code == 200
    return len(found)


def displayed(browser, commune):
    return browser.get(f"/{commune.slug}/").text


def test_an_open_poll_waits_above_the_publications_until_one_has_voted(
    poll, post, commune, resident, second_resident, client_of
):
    browser = client_of(resident)
    page = displayed(browser, commune)
    address = f'href="/{commune.slug}/sondages/{poll.pk}/"'
    assert page.index(address) < page.index("Réservé aux administrés")
    assert f"Sondage\u00a0: {poll.title}" in page
    assert 'name="option"' not in page
    vote(poll, resident, 0)
    assert poll.title not in displayed(browser, commune)
    assert poll.title in displayed(client_of(second_resident), commune)
    assert "Vous avez voté" in browser.get(f"/{commune.slug}/sondages/").text


def test_visitors_strangers_and_the_twin(poll, other_poll, commune, stranger, resident, client_of):
    for person in (None, stranger):
        assert "Quel jour préférez-vous" not in displayed(client_of(person), commune)
    assert "Sondage d’Autreville" not in displayed(client_of(resident), commune)
    assert "Sondage d’Autreville" not in client_of(resident).get(f"/{commune.slug}/sondages/").text


def test_it_waits_for_those_alone_whom_it_asks(poll, commune, mayor, client_of):
    """Whoever acts for the town hall without living there finds it among the polls."""
    assert poll.title not in displayed(client_of(mayor), commune)
    assert poll.title in client_of(mayor).get(f"/{commune.slug}/sondages/").text
    MembershipFactory(commune=commune, person=mayor)
    assert poll.title in displayed(client_of(mayor), commune)


def test_a_poll_of_main_residents_asks_no_others(commune, mayor, resident, second_resident, client_of):
    PollFactory(commune=commune, author=mayor, electorate=Electorate.MAIN, title="Résidences principales")
    bump_page_version(commune_id=commune.pk)
    Membership.objects.filter(person=second_resident).update(residence=Residence.SECOND)
    assert "Résidences principales" in displayed(client_of(resident), commune)
    assert "Résidences principales" not in displayed(client_of(second_resident), commune)
    page = client_of(second_resident).get(f"/{commune.slug}/sondages/{Poll.objects.get().pk}/").text
    assert "résidence principale est ici" in page


@pytest.mark.parametrize(
    "change",
    [
        {"suspended_at": now()},
        {"closes_at": now() - timedelta(seconds=1), "published_at": now() - timedelta(days=2)},
        {"status": Status.SCHEDULED, "publish_at": now()},
        {"closed_at": now()},
        {"removed_at": now()},
    ],
)
def test_what_takes_no_votes_does_not_stand_there(poll, commune, resident, client_of, change):
    assert poll.title in displayed(client_of(resident), commune)
    Poll.objects.update(**change)
    assert poll.title not in displayed(client_of(resident), commune)


def test_the_outcome_stands_beside_them_for_seven_days(commune, mayor, resident, client_of, viewer_of, clock):
    poll = PollFactory(commune=commune, author=mayor, closed_at=now(), title="Fini")
    assert "Fini" not in displayed(client_of(resident), commune)
    managing.answer_poll(viewer=viewer_of(mayor, commune), poll_id=poll.pk, outcome="Nous le ferons.")
    assert "Nous le ferons." in displayed(client_of(resident), commune)
    clock.at(now() + timedelta(days=8))
    assert "Nous le ferons." not in displayed(client_of(resident), commune)


def test_a_result_is_short_there(commune, mayor, resident, client_of, viewer_of):
    poll = PollFactory(
        commune=commune, author=mayor, closed_at=now(), ballots=10, options=["Bleu", "Vert", "Gris"]
    )
    for option, votes in zip(poll.options.all(), (2, 5, 3), strict=True):
        option.votes = votes
        option.save()
    managing.answer_poll(viewer=viewer_of(mayor, commune), poll_id=poll.pk, outcome="Ce sera le vert.")
    browser = client_of(resident)
    page = displayed(browser, commune)
    assert "Vert" in page
    assert "Voir les résultats" in page
    for hidden in ("Bleu", "Gris", held_together(poll.question)):
        assert hidden not in page
        assert hidden in browser.get(f"/{commune.slug}/sondages/{poll.pk}/").text


def test_the_page_of_a_commune_without_polls_costs_nothing_more(
    commune, post, mayor, resident, client_of, viewer_of
):
    browser, address = client_of(resident), f"/{commune.slug}/"
    without = statements(browser, address)
    PollFactory(commune=commune, author=mayor)
    bump_page_version(commune_id=commune.pk)
    one = statements(browser, address)
    assert one == without + 1
    for _ in range(2):
        PollFactory(commune=commune, author=mayor)
    bump_page_version(commune_id=commune.pk)
    assert statements(browser, address) == one


def test_the_list_asks_and_says_how_many_took_part_in_steps_that_show_nobody(
    poll, commune, mayor, resident, residents_of, client_of
):
    address = f"/{commune.slug}/sondages/"
    pages = (address, f"{address}{poll.pk}/")
    reader, town_hall = client_of(resident), client_of(mayor)
    page = reader.get(address).text
    assert "Quel jour préférez-vous" in page
    assert "Voter<span" in page
    assert "Voter<span" not in town_hall.get(address).text
    MembershipFactory(commune=commune, person=mayor)
    both = town_hall.get(address).text
    assert "Voter<span" in both
    assert both.count("button--primary") == 1, "who keeps polls opens one: one action leads"
    Membership.objects.filter(person=mayor).delete()
    people = residents_of(commune, 14)
    for number, person in enumerate(people, 1):
        vote(poll, person, number % 2)
        counting.count_ballots(poll_id=poll.pk)
        wanted = (
            "Participation affichée à partir de 10\u00a0votes"
            if number < 10
            else "Déjà 10\u00a0votes ou plus"
        )
        for browser in (reader, town_hall):
            assert [wanted in browser.get(path).text for path in pages] == [True, True], number
    vote(poll, resident, 0)
    counting.count_ballots(poll_id=poll.pk)
    assert "Déjà 15\u00a0votes ou plus" in town_hall.get(address).text
    assert "Voter<span" not in reader.get(address).text
    voted = on_one_line(reader.get(pages[1]).text).replace("\u00a0", " ")
    assert (
        "10 premiers bulletins, sur 15 votes ou plus : les derniers s’y ajouteront par groupes de 5" in voted
    )
    assert voted.count("votes ou plus") == voted.count("premiers bulletins") == 1


def test_the_list_costs_the_same_with_one_and_three(poll, commune, mayor, resident, client_of):
    addresses = {resident: f"/{commune.slug}/sondages/", mayor: f"/{commune.slug}/sondages/"}
    before = {person: statements(client_of(person), address) for person, address in addresses.items()}
    for fields in ({}, {"closed_at": now()}, {"status": Status.SCHEDULED}):
        for _ in range(2):
            PollFactory(commune=commune, author=mayor, **fields)
    assert {person: statements(client_of(person), address) for person, address in addresses.items()} == before


def test_a_poll_costs_the_same_with_two_and_twenty_answers(commune, mayor, resident, client_of):
    few, many = (
        PollFactory(commune=commune, author=mayor, options=[str(n) for n in range(count)])
        for count in (2, 20)
    )
    browser = client_of(resident)
    counts = {statements(browser, f"/{commune.slug}/sondages/{one.pk}/") for one in (few, many)}
    assert len(counts) == 1


def test_closed_polls_by_keyset(commune, mayor, resident, client_of, viewer_of):
    for number in range(queries.PAGE_SIZE + 3):
        PollFactory(
            commune=commune, author=mayor, title=f"Clos {number:02}",
            closed_at=now() - timedelta(days=number),
        )  # fmt: skip
    viewer = viewer_of(resident, commune)
    first = queries.closed(viewer)
    second = queries.closed(viewer, first.older)
    titles = [poll.title for poll in [*first.polls, *second.polls]]
    assert titles == [f"Clos {number:02}" for number in range(queries.PAGE_SIZE + 3)]
    assert second.older == ""
    browser = client_of(resident)
    (older,) = re.findall(r'href="([^"]*avant=[^"]*)"', browser.get(f"/{commune.slug}/sondages/").text)
    page = browser.get(unescape(older), headers={"HX-Request": "true"})
    assert "Clos 21" in page.text
    assert "<html" not in page.text
    assert client_of(resident).get(f"/{commune.slug}/sondages/?avant=x").status_code == 404


def test_closed_polls_are_read_from_the_end_of_an_index(commune, mayor, resident, viewer_of):
    PollFactory(commune=commune, author=mayor, closed_at=now())
    viewer = viewer_of(resident, commune)
    with CaptureQueriesContext(connection) as statements:
        queries.closed(viewer)
    on_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if on_postgresql:  # so few rows would be read whole, and sorted
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_incremental_sort = off")
        cursor.execute(("EXPLAIN " if on_postgresql else "EXPLAIN QUERY PLAN ") + statements[-1]["sql"])
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "poll_closed" in plan
    assert "TEMP B-TREE" not in plan


def test_hostile_words_are_words(commune, mayor, resident, client_of):
    words = "<script>alert(1)</script>"
    poll = PollFactory(commune=commune, author=mayor, title=words, question=words, options=[words, "Non"])
    for page in (
        displayed(client_of(resident), commune),
        client_of(resident).get(f"/{commune.slug}/sondages/{poll.pk}/").text,
    ):
        assert words not in page
        assert "&lt;script&gt;" in page


def test_empty_lists_say_what_comes_next(commune, mayor, resident, client_of):
    assert "demandez l’avis" in client_of(mayor).get(f"/{commune.slug}/sondages/").text
    assert "demandera votre avis" in client_of(resident).get(f"/{commune.slug}/sondages/").text


def test_every_stage_of_a_poll_has_its_part_of_the_page():
    for stage in Stage:
        assert get_template(f"polls/poll_detail/{stage}.html")


def test_who_keeps_polls_without_a_vote_does_not_read_that_all_wait(
    poll, commune, mayor, client_of, delegate_with
):
    MembershipFactory(commune=commune, person=mayor)
    address = f"/{commune.slug}/sondages/{poll.pk}/"
    for person, said in (
        (delegate_with(HOLD_POLLS), "Ceux qui ont voté lisent les premiers résultats"),
        (mayor, "vous verrez les premiers résultats après avoir voté"),
    ):
        page = on_one_line(client_of(person).get(address).content.decode())
        assert said in page
