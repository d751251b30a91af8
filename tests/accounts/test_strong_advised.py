"""Staff pages open with strong authentication alone; mayors are advised to have it."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator

pytestmark = pytest.mark.django_db
ADVICE = "un code de votre téléphone le protège"


def test_staff_without_it_are_led_to_set_it_up(client_of: Any, staff: Any) -> None:
    assert client_of(staff).get("/plateforme/").status_code == 200
    Authenticator.objects.all().delete()
    browser = client_of(staff)
    for answer in (browser.get("/plateforme/"), browser.post("/plateforme/envois/renvoyer/")):
        assert (answer.status_code, answer["Location"]) == (302, "/mon-compte/connexion-renforcee/")
    page = browser.get("/mon-compte/connexion-renforcee/").content.decode()
    assert page.count("Les pages de la plateforme ne s’ouvrent qu’avec elle") == 1


def test_others_learn_nothing_of_it(client_of: Any, resident: Any) -> None:
    assert client_of(resident).get("/plateforme/").status_code == 403
    assert "plateforme ne s’ouvrent" not in client_of(resident).get("/mon-compte/connexion-renforcee/").text


def test_a_mayor_is_advised_until_it_is_there(
    client_of: Any, commune: Any, mayor: Any, resident: Any
) -> None:
    address = f"/{commune.slug}/"
    assert ADVICE in client_of(mayor).get(address).content.decode()
    assert ADVICE not in client_of(resident).get(address).content.decode()
    Authenticator.objects.create(user=mayor, type=Authenticator.Type.TOTP, data={"secret": ""})
    assert ADVICE not in client_of(mayor).get(address).content.decode()
