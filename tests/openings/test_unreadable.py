"""A value that no key opens takes no page with it."""

import pytest
from django.db import connection

from civic.desk.queries import tasks
from civic.openings.models import Opening, Paper
from tests.openings.factories import name

pytestmark = pytest.mark.django_db


def spoil(model, column):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {column} = 'x' WHERE {column} <> ''")
        assert cursor.rowcount == 1


def test_without_the_mayors_address_the_agent_corrects_the_invitation(
    proven, agent, empty_commune, viewer_of, client_of
):
    name(viewer_of(agent, empty_commune))
    spoil(Opening, "mayor_email")
    found = tasks.desk_of(viewer_of(agent, empty_commune))
    [line] = [one.task for one in found.tasks + found.information if one.source.key == "mayor_answer"]
    assert line.detail == ""
    assert client_of(agent).get(f"/{empty_commune.slug}/mairie/").status_code == 200
    form = client_of(agent).get(f"/{empty_commune.slug}/ouvrir/maire/").context["form"]
    assert form["email"].value() == ""
    assert form["last_name"].value() == "Vraie"


def test_a_letter_that_cannot_be_read_says_so(start, newcomer, staff, client_of, run_jobs):
    opening = start(newcomer, by_post=True)
    run_jobs()
    address = f"/plateforme/ouvertures/{opening.pk}/courrier/"
    assert client_of(staff).get(address).getvalue().startswith(b"%PDF")
    spoil(Paper, "content")
    answer = client_of(staff).get(address)
    assert answer.status_code == 422
    assert "Ce courrier ne peut pas être lu pour le moment." in answer.text
