"""What the pages that write a content have in common."""

import pytest
from django.http import QueryDict

from civic.contents.enums import Status
from civic.contents.forms import ContentForm
from civic.contents.saving import draft_name, save, sentence_of_saved
from tests.contents.toys.models import Toy

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(mayor, commune, viewer_of):
    return viewer_of(mayor, commune)


def called(name):
    return lambda **said: (name, said)


@pytest.mark.parametrize(
    ("action", "is_new", "asked"),
    [
        ("publish", True, ("publish", {"key": "k"})),
        ("draft", True, ("draft", {"key": "k"})),
        ("publish", False, ("edit", {"version": 3, "as_draft": False})),
        ("draft", False, ("edit", {"version": 3, "as_draft": True})),
    ],
)
def test_the_button_says_which_action_saves(editor, action, is_new, asked):
    form = ContentForm(QueryDict(f"key=k&version=3&action={action}"))
    assert form.is_valid()
    edit = None if is_new else called("edit")
    done = save(form, "?", viewer=editor, edit=edit, publish=called("publish"), save_draft=called("draft"))
    assert done == (asked[0], {"viewer": editor, "content": "?"} | asked[1])


def test_what_has_no_drafts_is_published_or_edited(editor):
    form = ContentForm(QueryDict("key=k&version=3&action=draft"))
    assert form.is_valid()
    assert save(form, "?", viewer=editor, edit=None, publish=called("publish"))[0] == "publish"
    done = save(form, "?", viewer=editor, edit=called("edit"), publish=called("publish"))
    assert done == ("edit", {"viewer": editor, "content": "?", "version": 3})


def test_what_is_said_when_it_is_saved():
    def said(status, former=None):
        former = Toy(status=former) if former else None
        return sentence_of_saved(Toy(status=status), former, scheduled="Prêt.", published="Publié.")

    assert said(Status.DRAFT) == "Le brouillon est enregistré."
    assert said(Status.SCHEDULED) == said(Status.SCHEDULED, Status.DRAFT) == "Prêt."
    assert said(Status.PUBLISHED) == said(Status.PUBLISHED, Status.SCHEDULED) == "Publié."
    assert said(Status.PUBLISHED, Status.PUBLISHED) == "Vos modifications sont en ligne."


def test_what_is_being_written_has_a_name_on_the_device(editor):
    toy = Toy()
    assert draft_name(editor, "toy", toy) == f"toy-{toy.pk}"
    assert draft_name(editor, "toy", None, "2026-11-22") == f"toy-{editor.commune.slug}-2026-11-22"
