"""Threads of installations that were there before name their feature, and answer nobody where their content is not
out."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps

from civic.threads.models import Thread
from tests.discussions.factories import DiscussionFactory
from tests.posts.factories import PostFactory

pytestmark = pytest.mark.django_db
NOON, LATER = datetime(2026, 6, 1, 12, tzinfo=UTC), datetime(2099, 6, 1, tzinfo=UTC)
STATES = ({}, {"status": "scheduled", "publish_at": LATER}, {"removed_at": NOON})


@pytest.mark.parametrize(
    ("factory", "migration", "feature"),
    [
        (PostFactory, "civic.posts.migrations.0006_unpublished_threads", "posts"),
        (DiscussionFactory, "civic.discussions.migrations.0008_unpublished_threads", "discussions"),
    ],
)
def test_threads_of_before(commune, mayor, factory, migration, feature):
    made = [factory(commune=commune, author=mayor, **state).thread_id for state in STATES]
    Thread.objects.filter(pk__in=made).update(audience="members", feature="")
    import_module("civic.threads.migrations.0004_features").name_features(apps, None)
    import_module(migration).close_to_all(apps, None)
    threads = Thread.objects.in_bulk(made)
    assert [threads[pk].audience for pk in made] == ["members", "nobody", "nobody"]
    assert {thread.feature for thread in threads.values()} == {feature}
