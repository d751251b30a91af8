"""« Bloquer… », page by page; and what a blocked resident still reads, and may no longer say."""

import re

import pytest

from civic.core.clock import now
from civic.memberships.models import Membership
from civic.memberships.queries.residents import bounded_counts
from civic.restrictions.models import Restriction
from civic.threads.models import Message
from tests.accounts.factories import PersonFactory
from tests.communes.factories import DelegationFactory, MembershipFactory, RestrictionFactory
from tests.drafts import kept_until_sent
from tests.html import on_one_line

pytestmark = pytest.mark.django_db
TYPED = {
    "scopes": ["comments"], "duration": "week", "until": "", "reason": "insult",
    "words": "Vos mots ont <b>blessé</b>.", "key": "clef", "former": "",
}  # fmt: skip


def text(answer) -> str:
    page = on_one_line(answer.content.decode())
    return page.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def address(commune, resident) -> str:
    return f"/{commune.slug}/mairie/administres/{Membership.objects.get(person=resident).pk}/"


@pytest.fixture
def desk(mayor, client_of):
    return client_of(mayor)


@pytest.mark.at("2026-11-22T10:00")
def test_the_whole_way(desk, address, resident, commune, clock):
    form = text(desk.get(f"{address}bloquer/"))
    assert "Anne Martin ne pourra plus commenter, jusqu’au dimanche 29 novembre à 10 h." in form
    card = text(desk.post(f"{address}bloquer/", TYPED, follow=True))
    assert "Anne Martin ne peut plus commenter, jusqu’au dimanche 29 novembre à 10 h." in card
    assert "Blocage en cours" in card
    assert "Vos mots ont &lt;b&gt;blessé&lt;/b&gt;." in card
    assert f'formaction="{address}debloquer/"' in card
    lifted = text(desk.post(f"{address}debloquer/", {"words": "Merci d’être passée."}, follow=True))
    assert "Anne Martin peut de nouveau commenter" in lifted
    assert "Levé par Camille Exemple dimanche 22 novembre à 10 h : « Merci d’être passée. »" in lifted
    assert f'formaction="{address}rebloquer/"' in lifted
    assert "Le blocage est remis" in text(desk.post(f"{address}rebloquer/", follow=True))
    assert Restriction.objects.get(closed_at=None).person == resident


def test_the_words_of_a_lifting_are_kept_until_they_are_sent(desk, address):
    assert f'formaction="{address}debloquer/"' in desk.post(f"{address}bloquer/", TYPED, follow=True).text
    lifted = kept_until_sent(desk, f"{address}debloquer/", {"words": "Vous vous êtes excusé."})
    assert f'formaction="{address}rebloquer/"' in lifted.text, "it can be undone as well"


def test_undo_of_a_blocking_is_one_click(desk, address):
    desk.post(f"{address}bloquer/", TYPED)
    desk.post(f"{address}debloquer/")
    assert Restriction.objects.get().lifted_at


@pytest.mark.at("2026-11-22T10:00")
@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("2026-11-21", "Choisissez une date à venir."),
        ("0001-01-01", "Vérifiez l’année."),
        ("2027-11-23", "Un blocage dure un an au plus."),
        ("9999-12-31", "Vérifiez l’année."),
        ("31/02/2027", "Ce jour n’existe pas"),
        ("x" * 100_000, "Écrivez le jour, le mois et l’année"),
        ("", "Choisissez le dernier jour du blocage."),
    ],
)
def test_a_date_that_is_none_keeps_all_that_was_typed(desk, address, clock, until, sentence):
    answer = desk.post(f"{address}bloquer/", TYPED | {"duration": "date", "until": until})
    page = text(answer)
    assert (answer.status_code, sentence in page) == (422, True)
    assert "Vos mots ont &lt;b&gt;blessé&lt;/b&gt;." in page
    assert re.search('<input[^>]*value="insult"[^>]*checked', page)
    assert Restriction.objects.count() == 0


def test_a_date_holds_all_of_its_day_in_the_commune(desk, address, commune, clock):
    commune.timezone = "Indian/Reunion"
    commune.save()
    clock.at("2026-11-22T23:30:00+01:00")  # Monday there
    page = text(
        desk.post(f"{address}bloquer/", TYPED | {"duration": "date", "until": "2026-11-23"}, follow=True)
    )
    assert "jusqu’au lundi 23 novembre inclus" in page
    assert Restriction.objects.get().ends_at.isoformat() == "2026-11-23T20:00:00+00:00"


def test_what_stands_in_a_date_that_is_not_asked_for_disturbs_nobody(desk, address):
    assert desk.post(f"{address}bloquer/", TYPED | {"until": "2001-01-01"}).status_code == 302


@pytest.mark.parametrize(
    "changed",
    [{"scopes": []}, {"scopes": ["reading"]}, {"duration": "always"}, {"reason": ""}, {"reason": "politics"},
     {"words": ""}, {"words": "x" * 601}, {"words": "x" * 1_000_000}, {"former": "n’importe"}],
)  # fmt: skip
def test_what_is_missing_is_said(desk, address, changed):
    answer = desk.post(f"{address}bloquer/", TYPED | changed)
    assert answer.status_code == 422
    assert "rien n’est perdu" in text(answer)
    assert Restriction.objects.count() == 0


def test_a_double_click_makes_one(desk, address):
    for _ in range(2):
        assert desk.post(f"{address}bloquer/", TYPED).status_code == 302
    assert Restriction.objects.count() == 1


def test_the_second_agent_reads_who_was_first_and_loses_nothing(desk, address, delegate, client_of):
    client_of(delegate).post(f"{address}bloquer/", TYPED)
    answer = desk.post(f"{address}bloquer/", TYPED | {"key": "autre", "words": "Mes mots."})
    page = text(answer)
    assert answer.status_code == 422
    assert "Denise Adjointe a bloqué cette personne pendant que vous écriviez." in page
    assert "Mes mots." in page
    former = Restriction.objects.get()
    assert f'name="former" value="{former.pk}"' in page
    again = TYPED | {"key": "autre", "words": "Mes mots.", "former": str(former.pk)}
    assert desk.post(f"{address}bloquer/", again).status_code == 302
    assert Restriction.objects.get(closed_at=None).words == "Mes mots."


def test_those_who_cannot_be_blocked_are_named(
    desk, address, commune, mayor, delegate, delegate_with, client_of
):
    theirs = MembershipFactory(commune=commune, person=delegate)
    page = desk.get(f"/{commune.slug}/mairie/administres/{theirs.pk}/bloquer/")
    assert (page.status_code, "Retirez d’abord sa procuration" in text(page)) == (422, True)
    own = MembershipFactory(commune=commune, person=mayor)
    assert "vous bloquer vous-même" in text(desk.get(f"/{commune.slug}/mairie/administres/{own.pk}/bloquer/"))
    assert "Le maire ne peut pas" in text(
        client_of(delegate).get(f"/{commune.slug}/mairie/administres/{own.pk}/bloquer/")
    )


def test_someone_of_another_commune_is_not_there(desk, commune, other_commune, stranger):
    theirs = Membership.objects.get(person=stranger)
    for page in ("bloquer", "bloquer/apercu", "debloquer", "rebloquer"):
        assert desk.post(f"/{commune.slug}/mairie/administres/{theirs.pk}/{page}/", TYPED).status_code == 404
    assert Restriction.objects.count() == 0


@pytest.mark.at("2026-11-22T10:00")
def test_the_preview_says_what_is_typed_and_writes_nothing(desk, address, clock):
    page = text(desk.post(f"{address}bloquer/apercu/", TYPED | {"scopes": ["all"], "duration": "day"}))
    assert "Anne Martin ne pourra plus prendre la parole, jusqu’au lundi 23 novembre à 10 h." in page
    assert "Dites ce qu’Anne Martin" in text(desk.post(f"{address}bloquer/apercu/", {}))
    assert Restriction.objects.count() == 0


# --- Where they would have spoken -----------------------------------------------------------------------------------


@pytest.fixture
def held(commune, resident, clock) -> Restriction:
    return RestrictionFactory(commune=commune, person=resident, starts_at=now())


@pytest.mark.at("2026-11-22T10:00")
def test_the_feed_says_until_when_why_and_where_to_contest_to_this_person_alone(
    held, commune, mayor, post, resident, second_resident, client_of, clock
):
    longer = RestrictionFactory(commune=commune, person=second_resident, reason="harassment", starts_at=now())
    Restriction.objects.filter(pk=longer.pk).update(ends_at="2027-01-04T00:00:00+01:00")
    for _ in range(2):  # kept renderings too
        page = text(client_of(resident).get(f"/{commune.slug}/"))
        assert "jusqu’au dimanche 29 novembre à 10 h, pour ce motif : propos injurieux" in page
        assert f'href="/{commune.slug}/blocage/"' in page
        assert "harcèlement" not in page
        assert "comment-form" not in page
        other = text(client_of(second_resident).get(f"/{commune.slug}/"))
        assert "jusqu’au dimanche 3 janvier 2027 inclus, pour ce motif : harcèlement" in other
    assert "comment-form" in text(
        client_of(MembershipFactory(commune=commune, person=longer.commune.offices.get().person).person).get(
            f"/{commune.slug}/"
        )
    )
    clock.forward(days=8)
    assert "comment-form" in text(client_of(resident).get(f"/{commune.slug}/"))


def test_two_statements_for_the_feed_as_for_everybody(
    held, commune, post, resident, client_of, django_assert_num_queries
):
    browser = client_of(resident)
    for _ in range(2):  # the first visit shows the cover
        browser.get(f"/{commune.slug}/")
    with django_assert_num_queries(3):  # viewer, feed, bell
        browser.get(f"/{commune.slug}/")


@pytest.mark.parametrize("htmx", [False, True])
def test_blocked_between_the_opening_of_the_form_and_its_sending(
    desk, address, commune, post, resident, client_of, htmx
):
    browser = client_of(resident, headers={"HX-Request": "true"} if htmx else {})
    page = f"/{commune.slug}/fils/{post.thread_id}/commentaires/"
    desk.post(f"{address}bloquer/", TYPED)
    answer = browser.post(page, {"body": "Un long texte écrit avec soin", "key": "k"})
    assert answer.status_code == 403
    assert "Votre texte est conservé" in text(answer)
    assert "Un long texte écrit avec soin" in text(answer)
    assert f'href="/{commune.slug}/blocage/"' in text(answer)
    assert Message.objects.count() == 0


def test_nor_may_an_old_comment_be_turned_into_another(held, commune, comment, resident, client_of):
    browser = client_of(resident)
    page = f"/{commune.slug}/commentaires/{comment.pk}/"
    answer = browser.post(f"{page}modifier/", {"body": "Autre chose"})
    assert (answer.status_code, "Autre chose" in text(answer)) == (403, True)
    comment.refresh_from_db()
    assert comment.body == "Merci pour cette nouvelle"
    shown = text(browser.get(f"/{commune.slug}/"))
    assert "/modifier/" not in shown
    assert "/supprimer/" in shown
    browser.post(f"{page}supprimer/")
    comment.refresh_from_db()
    assert comment.removed_at


def test_other_ways_of_speaking_leave_comments_alone(commune, post, resident, client_of):
    RestrictionFactory(commune=commune, person=resident, scopes=["messages"])
    page = f"/{commune.slug}/fils/{post.thread_id}/commentaires/"
    assert client_of(resident).post(page, {"body": "Bonjour", "key": "k"}).status_code == 302


def test_liking_is_not_speaking(held, commune, post, resident, client_of):
    assert client_of(resident).post(f"/{commune.slug}/fils/{post.thread_id}/aimer/").status_code == 302


def test_a_blocked_person_who_speaks_for_the_town_hall_speaks(
    held, commune, post, mayor, resident, client_of
):
    DelegationFactory(commune=commune, person=resident, given_by=mayor, rights=["publish"])
    page = f"/{commune.slug}/fils/{post.thread_id}/commentaires/"
    assert client_of(resident).post(page, {"body": "Bonjour", "key": "k"}).status_code == 302


def test_the_number_beside_a_list_is_that_of_its_lines(desk, mayor, commune, viewer_of):
    for status in ("accepted", "left", "pending"):
        person = PersonFactory()
        MembershipFactory(commune=commune, person=person, status=status)
        RestrictionFactory(commune=commune, person=person)
    page = text(desk.get(f"/{commune.slug}/mairie/administres/?liste=bloques"))
    assert page.count('class="resident stack') == 1
    assert bounded_counts(viewer_of(mayor, commune))["bloques"] == 1
