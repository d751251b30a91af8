from datetime import date, timedelta

from allauth.account.models import EmailAddress

from civic.accounts.models import Person
from civic.core.clock import now
from civic.delivery.models import OutgoingMail
from civic.posts.enums import PUBLISH
from civic.town_halls.actions.offices import bring_town_hall
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.communes.factories import DelegationFactory


def bring(commune, email: str) -> Person:
    bring_town_hall(
        commune=commune, email=email, first_name="Camille", last_name="Vraie", since=date(2020, 1, 1)
    )
    return Person.objects.get(email=email)


def test_a_new_mayor_ends_every_delegation_even_one_with_a_planned_end(commune, mayor, viewer_of) -> None:
    delegate = PersonFactory()
    DelegationFactory(
        commune=commune,
        person=delegate,
        given_by=mayor,
        rights=[PUBLISH],
        ends_at=now() + timedelta(days=300),
    )
    assert viewer_of(delegate, commune).may(PUBLISH)
    bring(commune, "nouvelle@mairie.test")
    assert not viewer_of(delegate, commune).is_town_hall
    assert not viewer_of(mayor, commune).is_town_hall


def test_a_delegation_that_is_over_keeps_its_end(commune, mayor) -> None:
    ended = DelegationFactory(
        commune=commune, person=PersonFactory(), given_by=mayor, ends_at=now() - timedelta(days=3)
    )
    bring(commune, "nouvelle@mairie.test")
    before = ended.ends_at
    ended.refresh_from_db()
    assert ended.ends_at == before


def test_an_account_opened_with_the_mayors_address_by_someone_else_gives_them_nothing(
    empty_commune, client_of
) -> None:
    """They chose a password and waited: the address was never confirmed."""
    squatter = PersonFactory(email="maire@sanmairie.test", first_name="Pas", last_name="Maire")
    EmailAddress.objects.filter(user=squatter).update(verified=False)
    browser = client_of(squatter)
    mayor = bring(empty_commune, "maire@sanmairie.test")
    assert (mayor.pk, mayor.full_name) == (squatter.pk, "Camille Vraie")
    assert not mayor.check_password(PASSWORD)
    assert browser.get("/mon-compte/").status_code == 302
    assert OutgoingMail.objects.count() == 1  # the link to choose a password


def test_the_mayor_who_has_a_confirmed_account_keeps_it(empty_commune) -> None:
    known = PersonFactory(email="maire@sanmairie.test", first_name="Dominique")
    mayor = bring(empty_commune, "maire@sanmairie.test")
    assert (mayor.first_name, mayor.check_password(PASSWORD)) == ("Dominique", True)
    assert mayor.pk == known.pk
