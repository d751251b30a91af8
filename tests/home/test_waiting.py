"""Those who answer requests see on the feed how many wait, without anyone counting a whole town."""

import pytest

from civic.memberships.queries import residents
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory


@pytest.mark.parametrize(("most", "words"), [(1000, "2 personnes attendent"), (2, "Plus de 1 personnes")])
def test_how_many_wait(commune, mayor, applicant, client_of, monkeypatch, most, words):
    MembershipFactory(commune=commune, person=PersonFactory(), status="pending")
    monkeypatch.setattr(residents, "MOST_COUNTED", most)
    page = client_of(mayor).get(f"/{commune.slug}/").content.decode().replace("\xa0", " ")
    assert words in page
