"""« Journal de la mairie »: who did what in its name, narrowed and taken away as a table."""

from datetime import timedelta

import pytest
from django.urls import reverse

from civic.core.clock import now
from civic.delegations.models import Delegation
from civic.journal.actions import record
from civic.journal.models import Entry
from civic.memberships.models import Membership
from civic.posts.enums import PUBLISH
from civic.posts.events import PostPublished
from civic.threads.enums import MODERATE_COMMENTS
from civic.town_halls.enums import EDIT_PAGE, MANAGE_RESIDENTS
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-22T10:00")]


@pytest.fixture
def address(commune):
    return f"/{commune.slug}/mairie/delegations/journal/"


def spoken(response) -> str:
    content = b"".join(response) if response.streaming else response.content
    return " ".join(content.decode().replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.fixture
def deputy(delegate_with):
    person = delegate_with(MANAGE_RESIDENTS, MODERATE_COMMENTS, first_name="Denise", last_name="Adjointe")
    Delegation.objects.filter(person=person).update(starts_at=now() - timedelta(days=30))
    return person


@pytest.fixture
def acts(commune, mayor, deputy, client_of, post, applicant, viewer_of, clock, other_mayor, other_commune):
    """A publication by the mayor, an acceptance and a comment by the delegate, and a twin elsewhere."""
    clock.at("2026-11-20 09:38+01:00")
    record(PostPublished(post_id=post.pk), viewer=viewer_of(mayor, commune), target=post)
    clock.at("2026-11-21 09:00+01:00")
    waiting = Membership.objects.get(person=applicant)
    client_of(deputy).post(reverse("membership_accept", args=[commune.slug, waiting.pk]), {"proof": "known"})
    clock.at("2026-11-22 10:00+01:00")
    client_of(deputy).post(
        reverse("comment_list", args=[commune.slug, post.thread_id]), {"body": "Merci à tous", "key": "k"}
    )
    record(PostPublished(post_id=post.pk), viewer=viewer_of(other_mayor, other_commune), target=post)


def test_each_act_says_who_as_what_when_and_about_what(acts, client_of, mayor, address, post, applicant):
    page = spoken(client_of(mayor).get(address))
    lines = [
        "<strong>Denise Adjointe</strong>, directrice générale des services, a commenté",
        "<strong>Denise Adjointe</strong>, directrice générale des services, a accepté une inscription",
        "<strong>Camille Exemple</strong>, maire, a publié",
    ]
    places = [page.index(line) for line in lines]
    assert places == sorted(places)  # newest first
    assert "vendredi 20 novembre à 9 h 38" in page
    assert post.title in page[places[2] :]
    assert applicant.full_name in page
    assert "« Merci à tous »" in page
    assert "Dominique Ailleurs" not in page
    assert "12 mois" in page


def test_a_delegate_reads_their_own_acts(acts, client_of, deputy, address, delegate_with):
    page = spoken(client_of(deputy).get(address))
    assert "a accepté une inscription" in page
    assert "Camille Exemple" not in page
    assert 'name="qui"' not in page
    other = spoken(client_of(delegate_with(EDIT_PAGE)).get(address))
    assert "Le journal est vide" in other
    # Nor by asking for somebody else's.
    assert "Camille Exemple" not in spoken(client_of(deputy).get(f"{address}?qui={deputy.pk}"))


def test_the_title_is_the_one_of_then(acts, client_of, mayor, address):
    Delegation.objects.update(title="Première adjointe", withdrawn_at=now())
    assert "directrice générale des services, a commenté" in spoken(client_of(mayor).get(address))


def test_names_of_residents_are_for_who_may_see_them(acts, client_of, deputy, address, applicant):
    Delegation.objects.update(rights=["comments"])
    page = spoken(client_of(deputy).get(address))
    assert "a accepté une inscription" in page
    assert applicant.full_name not in page


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("quoi=posts.PostPublished", {"posts.PostPublished"}),
        ("du=2026-11-21", {"memberships.MembershipAccepted", "threads.CommentWritten"}),
        ("au=2026-11-21", {"posts.PostPublished", "memberships.MembershipAccepted"}),
        ("du=21/11/2026&au=21/11/2026", {"memberships.MembershipAccepted"}),
        ("qui={mayor}", {"posts.PostPublished"}),
        ("qui={deputy}&quoi=threads.CommentWritten", {"threads.CommentWritten"}),
    ],
)
def test_narrowed_by_person_kind_and_days(acts, client_of, mayor, deputy, address, query, kinds):
    said = {
        "posts.PostPublished": "Exemple</strong>, maire, a publié",
        "memberships.MembershipAccepted": "</strong>, directrice générale des services, a accepté",
        "threads.CommentWritten": "</strong>, directrice générale des services, a commenté",
    }
    query = query.format(mayor=mayor.pk, deputy=deputy.pk)
    page = spoken(client_of(mayor).get(f"{address}?{query}"))
    assert {kind for kind, line in said.items() if line in page} == kinds
    table = spoken(client_of(mayor).get(f"{address}tableau/?{query}"))
    assert table.count("2026 ") == len(kinds)


@pytest.mark.parametrize("query", ["qui=personne", "quoi=x", "du=demain", "du=0000-00-00"])
def test_nonsense_is_said(acts, client_of, mayor, address, query):
    assert client_of(mayor).get(f"{address}?{query}").status_code == 422


def test_a_cursor_that_we_did_not_make_is_not_there(client_of, mayor, address):
    assert client_of(mayor).get(f"{address}?avant=hier").status_code == 404


def test_the_table_holds_what_the_page_shows_and_nothing_is_carried_out(
    client_of, mayor, address, commune, viewer_of, clock
):
    clock.at("2026-11-20 09:38+01:00")
    person = PersonFactory(first_name="Éric", last_name="Martin")
    membership = MembershipFactory(commune=commune, person=person)
    from civic.memberships.events import MembershipAccepted

    viewer = viewer_of(mayor, commune)
    record(MembershipAccepted(membership_id=membership.pk, automatic=False), viewer=viewer, target=membership)
    type(person).objects.filter(pk=person.pk).update(first_name="=1+1", last_name="x")
    answer = client_of(mayor).get(f"{address}tableau/")
    text = b"".join(answer).decode()
    assert answer["Content-Disposition"] == f'attachment; filename="journal-{commune.slug}.csv"'
    assert text.splitlines() == [
        "\ufeffDate;Personne;Fonction;Acte;Objet",
        "20/11/2026 09:38;Camille Exemple;Maire;a accepté une inscription;'=1+1 x",
    ]


def test_page_by_page_without_losing_any(client_of, mayor, address, commune, post, viewer_of, clock):
    viewer = viewer_of(mayor, commune)
    for _ in range(65):  # many at the same moment
        record(PostPublished(post_id=post.pk), viewer=viewer, target=post)
    browser, url, seen = client_of(mayor), address, 0
    while url:
        page = browser.get(url)
        seen += page.content.decode().count("<strong>Camille Exemple</strong>")
        url = page.context["older_url"]
    assert seen == 65
    assert b"".join(browser.get(f"{address}tableau/")).decode().count("a publié") == 65


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_statements_for_one_as_for_three(
    client_of, mayor, address, commune, viewer_of, count, django_assert_num_queries, post, delegate_with
):
    from civic.delegations.events import DelegationWithdrawn
    from civic.memberships.events import MembershipRefused

    viewer = viewer_of(mayor, commune)
    for _ in range(count):
        membership = MembershipFactory(commune=commune, person=PersonFactory())
        delegation = Delegation.objects.get(person=delegate_with(PUBLISH))
        record(PostPublished(post_id=post.pk), viewer=viewer, target=post)
        record(MembershipRefused(membership_id=membership.pk), viewer=viewer, target=membership)
        record(DelegationWithdrawn(delegation_id=delegation.pk), viewer=viewer, target=delegation)
    browser = client_of(mayor)
    with django_assert_num_queries(9):
        browser.get(address)


def test_what_is_private_to_the_mayor_stays_out(commune, other_commune, mayor, client_of, address):
    """Following another page, or one's own photo, is nobody's act in a town hall's name."""
    client_of(mayor).post(f"/{commune.slug}/suivre/")
    assert Entry.objects.filter(kind="memberships.CommuneFollowed").exists()
    assert not Entry.objects.filter(acted_for_town_hall=True).exists()


def test_a_former_delegate_has_no_journal(client_of, deputy, address):
    Delegation.objects.update(ends_at=now() - timedelta(seconds=1))
    assert client_of(deputy).get(address).status_code == 403
    assert client_of(deputy).get(f"{address}tableau/").status_code == 403


@pytest.mark.parametrize("query", ["du=0001-01-01", "au=9999-12-31", "du=9999-12-31", "au=0001-01-01"])
def test_days_at_the_end_of_time(acts, client_of, mayor, address, query):
    assert client_of(mayor).get(f"{address}?{query}").status_code in {200, 422}
    assert client_of(mayor).get(f"{address}tableau/?{query}").status_code == 200


def test_kinds_stand_under_their_subjects_and_only_those_of_a_town_hall(client_of, mayor, address):
    page = client_of(mayor).get(address).content.decode()
    for topic in ("Publications", "Commentaires", "Administrés", "Procurations", "Page", "Réglages"):
        assert f'<optgroup label="{topic}">' in page
    assert 'value="memberships.MembershipAccepted"' in page
    for never in (
        "moderation.AppealDecided",
        "moderation.RestrictionContested",
        "town_halls.TownHallJoined",
        "delegations.DelegationGiven",
    ):
        assert f'value="{never}"' not in page


def test_lines_name_the_link_the_fact_and_which_way_a_publication_went(
    client_of, mayor, address, commune, other_commune, post, viewer_of
):
    from civic.links.events import LinkEdited
    from civic.posts.events import PostPinned
    from civic.town_halls.events import FactCorrected
    from tests.links.factories import UsefulLinkFactory

    viewer = viewer_of(mayor, commune)
    link = UsefulLinkFactory(commune=commune, title="Portail famille")
    twin = UsefulLinkFactory(commune=other_commune, title="Ailleurs")
    record(LinkEdited(useful_link_id=link.pk), viewer=viewer, target=link)
    record(LinkEdited(useful_link_id=twin.pk), viewer=viewer, target=twin)
    record(PostPinned(post_id=post.pk, pinned=True), viewer=viewer, target=post)
    record(PostPinned(post_id=post.pk, pinned=False), viewer=viewer, target=post)
    record(FactCorrected(fact="horaires"), viewer=viewer)
    page = spoken(client_of(mayor).get(address))
    assert "a modifié un lien utile : <a" in page
    assert "Portail famille" in page
    assert "Ailleurs" not in page
    assert "a épinglé une publication :" in page
    assert "a détaché une publication :" in page
    assert "a corrigé la carte d’identité de la commune : Horaires d’ouverture" in page


def test_who_accepts_a_delegation_stands_in_the_journal(client_of, mayor, address, commune):
    from tests.communes.factories import DelegationFactory

    person = PersonFactory(first_name="Denise", last_name="Adjointe")
    offered = DelegationFactory(
        commune=commune,
        person=person,
        given_by=mayor,
        accepted_at=None,
        title="Adjointe à la culture",
        rights=["publish"],
    )
    browser = client_of(person)
    browser.post(reverse("delegation_accept", args=[commune.slug, offered.pk]))
    browser.post(reverse("delegation_accept", args=[commune.slug, offered.pk]))
    page = spoken(client_of(mayor).get(address))
    assert page.count("Denise Adjointe</strong>, adjointe à la culture, a accepté une procuration") == 1
    assert "a accepté une procuration" in spoken(browser.get(address))
