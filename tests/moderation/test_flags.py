"""What was flagged can be judged once it was changed or removed, and not for longer than that takes."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from civic.accounts.actions.erasure import erase_person
from civic.contents import actions as contents
from civic.core.clock import UNDO_FOR, now
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
        name: actions.flag(
            viewer=viewer,
            target=target,
            text=target.body,
            author_id=target.author_id,
            reason="insult",
            words="Merci pour quoi ?",
        )
        for name, target in targets.items()
    }


def erase(post, commune, mayor, viewer_of, clock):
    remove_post(viewer=viewer_of(mayor, commune), post_id=post.pk)
    clock.forward(seconds=UNDO_FOR.total_seconds())
    contents.erase(label="posts.post", content_id=post.pk)


def test_a_flag_keeps_what_was_said_then_whatever_becomes_of_it(
    flags, post, comment, commune, mayor, viewer_of, clock
):
    said = {name: flags[name].sealed_copy for name in ("post", "comment")}
    assert all(said.values())
    type(comment).objects.filter(pk=comment.pk).update(body="Rien")
    erase(post, commune, mayor, viewer_of, clock)
    assert {name: Flag.objects.get(pk=flags[name].pk).sealed_copy for name in said} == said


def test_the_copy_is_sealed(flags):
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_copy FROM moderation_flag")
        stored = [row[0] for row in cursor.fetchall()]
    assert len(stored) == 3
    assert not any(flag.sealed_copy in text for flag in flags.values() for text in stored)


def test_once_judged_a_flag_goes_with_what_it_is_about(flags, post, commune, mayor, viewer_of, clock):
    Flag.objects.update(handled_at=now())
    erase(post, commune, mayor, viewer_of, clock)
    assert list(Flag.objects.all()) == [flags["other"]]


def test_a_flag_goes_after_six_months_and_with_the_account_of_who_wrote(flags, comment, clock):
    erase_person(person_id=comment.author_id)
    assert not Flag.objects.filter(pk=flags["comment"].pk).exists()
    assert Flag.objects.count() == 2
    clock.forward(days=190)
    actions.purge_old_flags()
    assert Flag.objects.count() == 0


def test_flags_of_before_get_the_copy_of_what_is_there(flags, comment):
    Flag.objects.update(sealed_copy="", author=None)
    import_module("civic.moderation.migrations.0006_seal_what_was_flagged").seal(apps, None)
    sealed = Flag.objects.get(pk=flags["comment"].pk)
    assert (sealed.sealed_copy, sealed.author_id) == (comment.body, comment.author_id)


def test_flags_of_what_was_erased_before_go(flags):
    Flag.objects.filter(pk__in=[flags["post"].pk, flags["comment"].pk]).update(target_id=new_id())
    import_module("civic.moderation.migrations.0004_flags_of_what_is_gone").forget(apps, None)
    assert list(Flag.objects.all()) == [flags["other"]]
