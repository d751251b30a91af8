"""Who opens the page of « Sanmairie », whose town hall is not here, and what its official mailbox received."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.openings.actions.opening import enter_code, start_opening
from civic.openings.enums import OpeningFunction
from civic.openings.models import Opening
from tests.accounts.factories import PersonFactory
from tests.accounts.mails import mails_to, text_of
from tests.openings.factories import name

MAYOR, AGENT = OpeningFunction.MAYOR.value, OpeningFunction.AGENT.value


@pytest.fixture
def newcomer(db: None) -> Person:
    return PersonFactory(first_name="Alix", last_name="Nouvelle", email="alix@exemple.test")


@pytest.fixture
def agent(db: None) -> Person:
    return PersonFactory(first_name="Claire", last_name="Aubert", email="claire@exemple.test")


@pytest.fixture
def start(viewer_of: Callable[..., Any], empty_commune: Commune) -> Callable[..., Opening]:
    """`start(person)`: asks for the code, as a mayor of `empty_commune` unless said otherwise."""

    def ask(person: Person, place: Commune | None = None, **fields: Any) -> Opening:
        function = fields.get("function", MAYOR)
        usual = {
            "function": function,
            "title": "" if function == MAYOR else "Secrétaire générale",
            "since": date(2026, 3, 22) if function == MAYOR else None,
            "by_post": False,
            "source": "192.0.2.1",
        }
        return start_opening(viewer=viewer_of(person, place or empty_commune), **usual | fields)

    return ask


@pytest.fixture
def there(empty_commune: Commune) -> str:
    """Where its page is opened."""
    return f"/{empty_commune.slug}/ouvrir/"


@pytest.fixture
def code_for(empty_commune: Commune) -> Callable[..., str]:
    """What the last mail to the official address of a commune says."""

    def read(place: Commune | None = None) -> str:
        texts = map(text_of, mails_to((place or empty_commune).town_hall_email))
        codes = [found[1] for text in texts if (found := re.search(r"Le code\s: (\d{6})", text))]
        return codes[-1]

    return read


@pytest.fixture
def proven(
    start: Callable[..., Opening],
    code_for: Callable[..., str],
    agent: Person,
    empty_commune: Commune,
    viewer_of: Callable[..., Any],
) -> Opening:
    """The agent's code was right: it is for them to name the mayor."""
    start(agent, function=AGENT)
    return enter_code(viewer=viewer_of(agent, empty_commune), code=code_for())


@pytest.fixture
def known(db: None) -> Person:
    return PersonFactory(first_name="Sacha", last_name="Connu", email="sacha@exemple.test")


@pytest.fixture
def offered(
    proven: Opening, agent: Person, known: Person, empty_commune: Commune, viewer_of: Callable[..., Any]
) -> Opening:
    """Whom the agent named has an account."""
    return name(viewer_of(agent, empty_commune), email=known.email)
