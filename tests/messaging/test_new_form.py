"""« Écrire un nouveau message », by a resident: who reads it, and the conversation that there is already."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civic.core.clock import now
from civic.messaging.models import Conversation
from tests.messaging.factories import ConversationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(client_of, commune):
    """`form(person)`: the page."""
    return lambda person: client_of(person).get(reverse("conversation_new", args=[commune.slug])).text


def going_on(page):
    return re.findall(r'href="([^"]+)">Continuer la conversation', page)


def test_beside_each_choice_stands_who_reads_it(form, resident):
    choices = re.findall(r'<label class="choice".*?</label>', form(resident), re.S)
    assert len(choices) == 2
    assert "Au maire et à son équipe" in choices[0]
    assert "Toutes les personnes qui répondent en mairie" in choices[0]
    assert "Au maire seul" in choices[1]
    assert "Personne d’autre à la mairie" in choices[1]


def test_the_conversation_with_the_team_is_offered_to_who_has_one(
    form, commune, other_commune, mayor, resident, second_resident, with_mayor
):
    ConversationFactory(commune=other_commune, resident=resident)
    ConversationFactory(commune=commune, resident=second_resident)
    assert going_on(form(resident)) == [], (
        "neither another commune's, nor another one's, nor the mayor's alone"
    )
    made = ConversationFactory(commune=commune, resident=resident)
    address = reverse("conversation_detail", args=[commune.slug, made.thread_id])
    with CaptureQueriesContext(connection) as asked:
        assert going_on(form(resident)) == [address]
    assert len(asked) <= 8
    assert going_on(form(mayor)) == []
    Conversation.objects.filter(pk=made.pk).update(ended_at=now())
    assert going_on(form(resident)) == [], "it goes on elsewhere"
