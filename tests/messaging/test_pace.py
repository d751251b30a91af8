"""How much one person may write in private, and what is said when it was enough."""

from datetime import timedelta

import pytest
from django.urls import reverse

from civic.core.clock import now
from civic.core.throttles import TooFast
from civic.memberships.models import Membership
from civic.messaging.actions import mayors, pace, writing
from civic.messaging.models import Conversation
from civic.messaging.refusals import TooManyMessagesAtFirst, TooManyNewMayors
from civic.restrictions.enums import RestrictionScope
from civic.threads.models import Message
from tests.accounts.factories import PersonFactory
from tests.communes.factories import CommuneFactory, OfficeFactory, RestrictionFactory, TownHallFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(pace, "RESIDENT", ((3_600, 4), (86_400, 6)))
    monkeypatch.setattr(pace, "NEWCOMER", ((3_600, 2), (86_400, 3)))
    monkeypatch.setattr(pace, "NEW_MAYORS", ((3_600, 1),))


def accepted(person, **ago):
    Membership.objects.filter(person=person).update(decided_at=now() - timedelta(**ago))


def test_whoever_came_long_ago_writes_more_than_a_newcomer(conversation, resident, write_in, clock):
    """The first message stands in the conversation already."""
    accepted(resident, days=8)
    for n in range(3):
        write_in(conversation, resident, f"Message {n}")
    with pytest.raises(TooFast) as refused:
        write_in(conversation, resident, "Encore")
    assert not isinstance(refused.value, TooManyMessagesAtFirst)
    clock.forward(hours=1)
    write_in(conversation, resident, "Une heure plus tard")


def test_the_first_days_are_slower_and_it_is_said(
    conversation, resident, write_in, client_of, commune, clock
):
    accepted(resident, days=6)
    write_in(conversation, resident, "Deuxième")
    address = reverse("private_message_list", args=[commune.slug, conversation.thread_id])
    answer = client_of(resident).post(address, {"body": "Troisième", "key": "k"})
    assert answer.status_code == 429
    assert "Troisième</textarea>" in answer.text
    assert "Vous pourrez continuer à" in answer.text
    assert "Votre inscription est récente" in answer.text
    clock.forward(days=2)
    write_in(conversation, resident, "Plus tard")


def test_the_same_form_sent_again_counts_once(conversation, resident, write_in):
    """A bad network: what is there already takes nothing of a newcomer's."""
    accepted(resident, days=1)
    for _ in range(5):
        write_in(conversation, resident, "Deuxième", key="la même")


def test_every_way_to_write_counts_together(conversation, resident, viewer_of, commune, client_of):
    accepted(resident, days=1)
    viewer = viewer_of(resident, commune)
    writing.write_to_town_hall(viewer=viewer, addressee="mayor", body="À vous seul", key="a")
    sent = {"addressee": "team", "body": "Encore", "key": "b"}
    answer = client_of(resident).post(reverse("conversation_new", args=[commune.slug]), sent)
    assert answer.status_code == 429
    assert "Encore</textarea>" in answer.text
    assert Message.objects.count() == 2


def test_the_town_hall_answers_everybody(conversation, mayor, write_in):
    for n in range(8):
        write_in(conversation, mayor, f"Réponse {n}")


def test_few_new_mayors_are_written_to_and_known_ones_freely(
    between_mayors, viewer_of, commune, mayor, other_commune
):
    another = CommuneFactory()
    TownHallFactory(commune=another)
    OfficeFactory(commune=another, person=PersonFactory())
    viewer = viewer_of(mayor, commune)
    with pytest.raises(TooManyNewMayors):
        mayors.write_to_mayor(viewer=viewer, commune=another, body="Bonjour", key="a")
    assert Conversation.objects.filter(peer__isnull=False).count() == 2
    mayors.write_to_mayor(viewer=viewer, commune=other_commune, body="Et encore", key="b")


def test_who_is_restricted_reads_why_and_until_when_and_answers_where_the_town_hall_wrote(
    commune, mayor, resident, viewer_of, client_of
):
    made = writing.write_to_resident(
        viewer=viewer_of(mayor, commune),
        membership_id=Membership.objects.get(person=resident).pk,
        body="Bonjour",
        key="k",
    )
    RestrictionFactory(commune=commune, person=resident, scopes=[RestrictionScope.MESSAGES.value])
    browser = client_of(resident)
    page = browser.get(reverse("conversation_new", args=[commune.slug])).text
    assert "La mairie a suspendu votre droit d’écrire au maire" in page
    assert "jusqu’au" in page
    assert "pour ce motif" in page
    assert "Vous pouvez répondre là où la mairie vous a écrit la première." in page
    there = reverse("conversation_detail", args=[commune.slug, made.thread_id])
    assert "a suspendu votre droit" not in browser.get(there).text
    address = reverse("private_message_list", args=[commune.slug, made.thread_id])
    assert browser.post(address, {"body": "Merci", "key": "r"}).status_code == 302
    assert Message.objects.filter(thread=made.thread).count() == 2
