"""All that is kept about a person, for whoever asks to see their data."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from civic.accounts.queries import personal_data_of
from tests.alerts.factories import answer_of, danger_in
from tests.threads.factories import MessageFactory


def test_a_person_finds_what_they_wrote_and_nothing_of_others(resident, second_resident, comment):
    MessageFactory(thread=comment.thread, author=second_resident, body="Un autre avis")
    data = personal_data_of(resident.pk)
    assert [row["adresse e-mail"] for row in data["Compte"]] == [resident.email]
    assert [row["body"] for row in data["Commentaires et messages"]] == [comment.body]
    assert [(row["commune"], row["status"]) for row in data["Inscriptions"]] == [
        ("Villeneuve (06)", "inscrit")
    ]
    assert "Un autre avis" not in str(data)


def test_the_command_writes_it_as_json(resident):
    out = StringIO()
    call_command("export_person", resident.email, stdout=out)
    assert json.loads(out.getvalue())["Compte"][0]["prénom"] == resident.first_name


def test_the_command_knows_nobody_else(db):
    with pytest.raises(CommandError):
        call_command("export_person", "personne@exemple.test")


def test_a_value_that_no_key_opens_is_said_to_be_so_and_the_others_are_there(commune, resident):
    danger = danger_in(commune)
    answer_of(danger, resident, words="Ma mère est alitée", place="Au moulin")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE alerts_alertanswer SET words = 'x'")
    data = personal_data_of(resident.pk)
    [said] = data["Réponses aux alertes de danger"]
    assert (said["précisions"], said["lieu"]) == ("illisible", "Au moulin")
    assert data["Compte"]
    out = StringIO()
    call_command("export_person", resident.email, stdout=out)
    assert "Au moulin" in out.getvalue()
