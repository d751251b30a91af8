"""What was flagged is erased: what was said of it goes along, in installations that were there before, too."""

from importlib import import_module

import pytest
from django.apps import apps

from civic.contents import actions as contents
from civic.core.clock import UNDO_FOR
from civic.core.ids import new_id
from civic.moderation import actions
from civic.moderation.models import Flag
from civic.posts.actions import remove_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def flags(post, public_post, comment, commune, second_resident, viewer_of) -> dict[str, Flag]:
    viewer = viewer_of(second_resident, commune)
    targets = {"post": post, "comment": comment, "other": public_post}
    return {
        name: actions.flag(viewer=viewer, target=target, reason="insult", words="Merci pour quoi ?")
        for name, target in targets.items()
    }


def test_flags_go_with_a_publication_and_what_is_said_under_it(flags, post, commune, mayor, viewer_of, clock):
    remove_post(viewer=viewer_of(mayor, commune), post_id=post.pk)
    assert Flag.objects.count() == 3
    clock.forward(seconds=UNDO_FOR.total_seconds())
    contents.erase(label="posts.post", content_id=post.pk)
    assert list(Flag.objects.all()) == [flags["other"]]


def test_flags_of_what_was_erased_before_go(flags):
    Flag.objects.filter(pk__in=[flags["post"].pk, flags["comment"].pk]).update(target_id=new_id())
    import_module("civic.moderation.migrations.0004_flags_of_what_is_gone").forget(apps, None)
    assert list(Flag.objects.all()) == [flags["other"]]
