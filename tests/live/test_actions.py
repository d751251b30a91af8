from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic.core.clock import now
from civic.live import actions, queries
from civic.live.models import Change, HubHeartbeat
from tests.plugins.frozen_time import Clock

pytestmark = pytest.mark.django_db
TOPIC = "commune:7:members"


def test_a_change_is_one_row():
    actions.publish(topic=TOPIC, name="posts", data={"count": 3})
    assert list(Change.objects.values_list("topic", "name", "data")) == [(TOPIC, "posts", {"count": 3})]


def test_many_topics_cost_what_one_does(django_assert_num_queries):
    topics = [f"commune:{number}:public" for number in range(1, 301)]
    with CaptureQueriesContext(connection) as one:
        actions.publish(topic=TOPIC, name="posts")
    with django_assert_num_queries(len(one)):
        actions.publish_all(topics=topics, name="posts")
    assert set(Change.objects.values_list("topic", flat=True)) == {TOPIC, *topics}


def test_nothing_is_published_to_nobody():
    actions.publish_all(topics=[], name="posts")
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("topic", "name", "data"),
    [
        ("commune:7", "posts", {}),
        (TOPIC, "Posts\nevent: x", {}),
        (TOPIC, "posts", {"text": "x" * 400}),
    ],
)
def test_what_is_not_published(topic, name, data):
    with pytest.raises(ValueError, match="not to be published"):
        actions.publish(topic=topic, name=name, data=data)
    assert not Change.objects.exists()


def test_changes_are_kept_for_an_hour_and_the_newest_always(clock: Clock):
    for _ in range(3):
        actions.publish(topic=TOPIC, name="posts")
    actions.record_heartbeat(name="killed", connections=3)
    clock.forward(minutes=61)
    actions.purge_old_changes()
    assert Change.objects.count() == 1
    assert not HubHeartbeat.objects.exists()
    newest = Change.objects.get()
    assert [row.id for row in queries.recent_changes(now() - timedelta(hours=1), 10)] == [newest.pk]


def test_rights_and_sign_out_go_to_the_person():
    person_id = uuid4()
    actions.rights_changed(person_id=person_id)
    actions.signed_out(person_id=person_id)
    assert list(Change.objects.order_by("id").values_list("topic", "name")) == [
        (f"person:{person_id}", "rights"),
        (f"person:{person_id}", "signed_out"),
    ]
