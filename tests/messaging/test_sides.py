"""Whose side said what: one's own stands to the right."""

import re

import pytest
from django.urls import reverse

from civic.delegations.models import Delegation
from civic.messaging.actions import mayors, writing
from civic.messaging.enums import ANSWER_MESSAGES

pytestmark = pytest.mark.django_db


@pytest.fixture
def sides(client_of, commune):
    """`sides(person, conversation)`: the classes of its messages, and of what holds them."""

    def shown(person, conversation):
        address = reverse("conversation_detail", args=[commune.slug, conversation.thread_id])
        page = client_of(person).get(address).text
        (around,) = re.findall(r'<section class="card (discussion[^"]*)"', page)
        return around, re.findall(r'<li class="comment message ?([^"]*)"', page)

    return shown


def test_the_team_is_one_side_and_the_resident_the_other(
    sides, conversation, resident, mayor, delegate_with, write_in
):
    colleague = delegate_with(ANSWER_MESSAGES)
    write_in(conversation, mayor, "Lundi.")
    town_hall, own = "comment--townhall", "comment--townhall comment--own"
    assert sides(resident, conversation) == ("discussion", ["comment--own", town_hall])
    assert sides(mayor, conversation) == ("discussion discussion--of-team", ["", own])
    assert sides(colleague, conversation) == ("discussion discussion--of-team", ["", town_hall])


def test_of_two_mayors_each_sees_their_own_to_the_right(sides, between_mayors, mayor):
    assert sides(mayor, between_mayors) == ("discussion", ["comment--townhall comment--own"])


def test_to_whom_it_is_opened_sees_their_mayor_to_the_right(
    sides, between_mayors, mayor, other_mayor, other_commune, commune, delegate_with, viewer_of
):
    writing.write_message(
        viewer=viewer_of(other_mayor, other_commune), thread_id=between_mayors.thread_id, body="Oui", key="k"
    )
    colleague = delegate_with(ANSWER_MESSAGES)
    mayors.open_to(
        viewer=viewer_of(mayor, commune),
        thread_id=between_mayors.thread_id,
        delegation_id=Delegation.objects.get(person=colleague).pk,
    )
    for reader in (mayor, colleague):
        own, other = "comment--townhall comment--own", "comment--townhall"
        assert sides(reader, between_mayors) == ("discussion", [own, other])
