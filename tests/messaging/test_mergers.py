"""Communes merge: what residents wrote goes on, or stays theirs to read; nobody else reads more than before."""

from datetime import timedelta

import pytest
from django.http import Http404

from civic.communes.actions.mergers import follow_merged_communes
from civic.communes.models import Commune
from civic.core.clock import now
from civic.memberships.models import Membership
from civic.messaging.actions import writing
from civic.messaging.models import Conversation
from civic.messaging.queries import conversations as queries
from civic.messaging.queries import desk
from civic.messaging.refusals import ConversationEnded, MandateOver
from civic.threads.models import Thread
from tests.communes.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def merge(commune, other_commune):
    """`commune` becomes part of `other_commune`; twice changes nothing."""

    def bring_in():
        Commune.objects.filter(pk=commune.pk).update(merged_into=other_commune, is_current=False)
        for _ in range(2):
            follow_merged_communes()

    return bring_in


def ids(viewer):
    return {one.pk for one in queries.conversations_of(viewer).conversations}


def test_the_shared_box_goes_on_and_what_was_for_one_mayor_is_sealed(
    merge,
    conversation,
    with_mayor,
    resident,
    mayor,
    other_mayor,
    other_commune,
    commune,
    viewer_of,
    client_of,
):
    merge()
    own, there = viewer_of(resident, other_commune), viewer_of(other_mayor, other_commune)
    assert ids(own) == {conversation.pk, with_mayor.pk}
    assert ids(there) == {conversation.pk}
    assert [one.pk for one in desk.waiting(there)] == [conversation.pk]
    assert not ids(viewer_of(mayor, other_commune))
    with pytest.raises(Http404):
        queries.conversation_in_view(there, with_mayor.thread_id)
    writing.write_message(viewer=there, thread_id=conversation.thread_id, body="Bienvenue", key="b")
    with pytest.raises(MandateOver):
        writing.write_message(viewer=own, thread_id=with_mayor.thread_id, body="?", key="k")
    former = client_of(resident).get(f"/{commune.slug}/messagerie/{with_mayor.thread_id}/")
    assert former.url.startswith(f"/{other_commune.slug}/messagerie/")
    shown = client_of(resident).get(former.url).text
    assert "Entre nous" in shown
    assert "n’est plus maire" in shown


@pytest.mark.parametrize("spoken_last", ["here", "there"])
def test_of_two_with_the_teams_one_goes_on_and_both_are_read(
    spoken_last, merge, conversation, resident, other_commune, other_mayor, commune, viewer_of, client_of
):
    MembershipFactory(commune=other_commune, person=resident)
    other = writing.write_to_town_hall(
        viewer=viewer_of(resident, other_commune), addressee="team", body="Là-bas aussi", key="k"
    )
    if spoken_last == "here":
        Conversation.objects.filter(pk=conversation.pk).update(active_at=now() + timedelta(minutes=1))
    waited = Conversation.objects.get(pk=conversation.pk).waiting_since
    merge()
    live, ended = (conversation, other) if spoken_last == "here" else (other, conversation)
    own, there = viewer_of(resident, other_commune), viewer_of(other_mayor, other_commune)
    assert ids(own) == ids(there) == {live.pk, ended.pk}
    assert [(one.pk, one.waiting_since) for one in desk.waiting(there)] == [(live.pk, waited)]
    again = writing.write_to_town_hall(viewer=own, addressee="team", body="Encore", key="e")
    assert again.pk == live.pk
    for viewer in (own, there):
        with pytest.raises(ConversationEnded):
            writing.write_message(viewer=viewer, thread_id=ended.thread_id, body="?", key="k")
    page = f"/{other_commune.slug}/messagerie/{ended.thread_id}/"
    for person in (resident, other_mayor):
        shown = client_of(person).get(page).text
        assert "la suite s’écrit dans l’autre" in shown
        assert "<textarea" not in shown


def test_two_mayors_of_one_commune_now_keep_their_sides(
    merge, between_mayors, mayor, other_mayor, other_commune, viewer_of, client_of
):
    merge()
    thread_id = between_mayors.thread_id
    assert Conversation.objects.filter(thread=thread_id).count() == 2
    shown = client_of(other_mayor).get(f"/{other_commune.slug}/messagerie/{thread_id}/").text
    assert "De maire à maire" in shown
    assert f"{mayor.full_name} n’est plus maire" in shown
    assert not ids(viewer_of(mayor, other_commune))
    with pytest.raises(MandateOver):
        writing.write_message(
            viewer=viewer_of(other_mayor, other_commune), thread_id=thread_id, body="?", key="k"
        )


def test_what_nobody_is_left_to_read_is_moved_for_its_author_alone(
    merge, conversation, resident, other_commune, viewer_of
):
    """Who left the commune before it merged."""
    Membership.objects.filter(person=resident).delete()
    merge()
    assert Conversation.objects.get(pk=conversation.pk).commune == other_commune
    assert Thread.objects.get(pk=conversation.thread_id).commune == other_commune
