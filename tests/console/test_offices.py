"""Mayors as the platform's people record them, on the screen."""

from datetime import timedelta

import pytest
from django.utils import timezone

from civic.notifications.models import Notification
from civic.town_halls.models import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def staffs(client_of, staff):
    return client_of(staff)


def spoken(response) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").replace("\u202f", " ").split())


def test_from_the_list_of_mairies_to_a_new_mayor(staffs, commune, mayor, other_commune):
    home = spoken(staffs.get("/plateforme/"))
    assert f'href="/plateforme/mairies/{commune.code}/"' in home
    page = spoken(staffs.get(f"/plateforme/mairies/{commune.code}/"))
    assert mayor.full_name in page
    assert "Dominique Ailleurs" not in page
    answer = staffs.post(
        f"/plateforme/mairies/{commune.code}/nouveau-maire/",
        {"first_name": "Noa", "last_name": "Nouvelle", "email": "noa@villeneuve.test", "since": "15/11/2025"},
        follow=True,
    )
    page = spoken(answer)
    assert "Noa Nouvelle est maire de Villeneuve et reçoit un lien" in page
    assert page.index("Noa Nouvelle</h3>") < page.index(f"{mayor.full_name}</h3>")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"since": "2001-01-01"}, "avant le début du mandat précédent"),
        ({"since": "9998-01-01"}, "dans le futur"),
        ({"since": "hier"}, "Écrivez le jour"),
        ({"email": "maire@villeneuve.test"}, "déjà maire"),
        ({"last_name": ""}, "rempli"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(staffs, commune, mayor, changed, said):
    filled = {
        "first_name": "Noa",
        "last_name": "Nouvelle",
        "email": "noa@villeneuve.test",
        "since": "2025-11-15",
    }
    answer = staffs.post(f"/plateforme/mairies/{commune.code}/nouveau-maire/", filled | changed)
    assert answer.status_code == 422
    assert said in spoken(answer)
    assert Office.objects.get(commune=commune).person == mayor


def test_ending_and_correcting_an_office(staffs, commune, mayor, run_jobs):
    office = Office.objects.get(commune=commune)
    address = f"/plateforme/mairies/mandats/{office.pk}/"
    yesterday = timezone.localdate() - timedelta(days=1)
    too_soon = staffs.post(f"{address}terminer/", {"last_day": "2001-01-01", "notify": "on"})
    assert "avant le début du mandat" in spoken(too_soon)
    ended = staffs.post(f"{address}terminer/", {"last_day": str(yesterday), "notify": "on"}, follow=True)
    assert "Personne n’est maire en ce moment" in spoken(ended)
    corrected = staffs.post(address, {"since": "2014-04-05", "last_day": str(yesterday)}, follow=True)
    assert "Les dates du mandat sont corrigées" in spoken(corrected)
    assert Office.objects.get().since.year == 2014
    again = staffs.post(f"{address}terminer/", {"last_day": str(yesterday), "notify": "on"})
    assert again.status_code == 422
    run_jobs()
    assert [row.kind for row in Notification.objects.filter(person=mayor)] == ["office_ended"]


@pytest.mark.parametrize("code", ["00000", "06203", "..", "é"])
def test_a_commune_that_is_not_here_has_no_mayors(staffs, empty_commune, code):
    assert staffs.get(f"/plateforme/mairies/{code}/").status_code == 404


def test_opening_a_page_never_replaces_a_mayor_by_the_way(staffs, commune, mayor):
    filled = {
        "commune": "", "commune_code": commune.code, "first_name": "Noa", "last_name": "Nouvelle",
        "email": "noa@villeneuve.test", "since": "2025",
    }  # fmt: skip
    answer = staffs.post("/plateforme/mairies/ouvrir/", filled)
    assert answer.status_code == 422
    assert f"est ouverte pour {mayor.full_name}" in spoken(answer)
    assert Office.objects.get(commune=commune).person == mayor
    same = staffs.post("/plateforme/mairies/ouvrir/", filled | {"email": mayor.email.upper()})
    assert same.status_code == 302
