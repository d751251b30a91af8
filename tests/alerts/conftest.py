import pytest

from civic.alerts.models import Alert
from tests.alerts.factories import alert_of


@pytest.fixture
def danger(commune, mayor) -> Alert:
    return alert_of(commune, mayor, level="danger")


@pytest.fixture
def here(commune) -> str:
    return f"/{commune.slug}/alerte/"


@pytest.fixture
def answers_page(commune) -> str:
    return f"/{commune.slug}/mairie/alertes/reponses/"
