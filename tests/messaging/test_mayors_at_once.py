"""Two mayors at the very same moment."""

from functools import partial

import pytest
from django.db import connection

from civic.messaging.actions import mayors, writing
from civic.messaging.models import Conversation
from civic.openings.actions.inviting import invite_town_hall
from civic.openings.models import Invitation
from civic.openings.refusals import InvitedLately
from civic.threads.models import Message
from tests.together import together

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def sides(viewer_of, commune, mayor, other_commune, other_mayor):
    """Each mayor at home, and the commune of the other one."""
    return [(viewer_of(mayor, commune), other_commune), (viewer_of(other_mayor, other_commune), commune)]


def test_who_begin_at_once_have_one_conversation(sides):
    calls = [
        partial(mayors.write_to_mayor, viewer=viewer, commune=commune, body=f"De {n}", key="k")
        for n, (viewer, commune) in enumerate(sides)
    ]
    one, other = together(*calls)
    assert one.thread_id == other.thread_id
    assert Conversation.objects.count() == 2
    assert Message.objects.filter(thread=one.thread).count() == 2


def test_who_answer_each_other_at_once_do_not_wait_for_ever(sides, between_mayors):
    thread_id = between_mayors.thread_id
    calls = [
        partial(writing.write_message, viewer=viewer, thread_id=thread_id, body=f"{n}", key=f"{n}")
        for viewer, _ in sides
        for n in range(4)
    ]
    together(*calls)
    assert Message.objects.filter(thread_id=thread_id).count() == 9


def test_who_invite_at_once_send_one_mail(sides, empty_commune):
    calls = [partial(invite_town_hall, viewer=viewer, commune_id=empty_commune.pk) for viewer, _ in sides]
    answers = together(*calls, expected=InvitedLately)
    assert sorted(type(answer).__name__ for answer in answers) == ["Invitation", "InvitedLately"]
    assert Invitation.objects.count() == 1
