from collections.abc import Callable

import pytest

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.polls.models import Poll
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory
from tests.polls.factories import PollFactory


@pytest.fixture
def poll(commune: Commune, mayor: Person) -> Poll:
    """Open: « Le marché », by the mayor, with three answers."""
    return PollFactory(
        commune=commune,
        author=mayor,
        title="Le marché",
        question="Quel jour préférez-vous ?",
        options=["Mardi", "Jeudi", "Samedi"],
    )


@pytest.fixture
def other_poll(other_commune: Commune, other_mayor: Person) -> Poll:
    """The twin, which must never show in `commune`."""
    return PollFactory(commune=other_commune, author=other_mayor, title="Sondage d’Autreville")


@pytest.fixture
def residents_of(db: None) -> Callable[[Commune, int], list[Person]]:
    def make(commune: Commune, count: int) -> list[Person]:
        people = [PersonFactory() for _ in range(count)]
        for person in people:
            MembershipFactory(commune=commune, person=person)
        return people

    return make
