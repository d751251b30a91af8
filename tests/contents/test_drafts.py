"""A draft and the form that made it: it writes on it until somebody else did."""

import pytest

from civic.contents.refusals import AlreadyRemoved, AlreadySent
from civic.posts import actions
from civic.posts.enums import PUBLISH
from civic.posts.models import Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(delegate_with, commune, viewer_of):
    return viewer_of(delegate_with(PUBLISH), commune)


@pytest.fixture
def draft(author) -> Post:
    return actions.save_draft(viewer=author, key="k", content=actions.PostContent(title="Un"))


def test_its_form_writes_on_it_again(author, draft):
    again = actions.save_draft(viewer=author, key="k", content=actions.PostContent(title="Deux"))
    assert (again.pk, Post.objects.get().title) == (draft.pk, "Deux")


@pytest.mark.parametrize("save", [actions.save_draft, actions.publish_post])
def test_its_form_writes_no_more_over_what_somebody_else_wrote(
    author, draft, mayor, commune, viewer_of, save
):
    corrected = actions.PostContent(title="Relu par le maire")
    actions.edit_post(
        viewer=viewer_of(mayor, commune),
        post_id=draft.pk,
        version=draft.version,
        content=corrected,
        as_draft=True,
    )
    with pytest.raises(AlreadySent):
        save(viewer=author, key="k", content=actions.PostContent(title="Un bis"))
    left = Post.objects.get()
    assert (left.title, left.is_draft) == ("Relu par le maire", True)


def test_its_form_brings_back_what_its_author_removed(author, draft):
    actions.remove_post(viewer=author, post_id=draft.pk)
    actions.save_draft(viewer=author, key="k", content=actions.PostContent(title="Deux"))
    assert Post.objects.get().removed_at is None


def test_its_form_does_not_bring_back_what_somebody_else_removed(author, draft, mayor, commune, viewer_of):
    actions.remove_post(viewer=viewer_of(mayor, commune), post_id=draft.pk)
    with pytest.raises(AlreadyRemoved):
        actions.publish_post(viewer=author, key="k", content=actions.PostContent(title="Un"))
    assert Post.objects.get().removed_at is not None
