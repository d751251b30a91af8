"""Drafts and scheduled contents on the town hall's desk, whatever they are."""

import pytest

from civic.contents.models import Schedulable
from civic.contents.registry import lifecycles
from civic.core.registry import desk_sources
from civic.desk.queries import tasks
from tests.desk.waiting import desk_examples

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("key", "heading", "words"),
    [
        ("post_draft", "Brouillon", "La publication « {title} » n’est pas publiée"),
        ("poll_draft", "Brouillon", "Le sondage « {title} » n’est pas publié"),
        ("post_scheduled", "Publication programmée", "La publication « {title} » sera publiée "),
        ("poll_scheduled", "Sondage programmé", "Le sondage « {title} » sera publié "),
        (
            "discussion_scheduled",
            "Discussion programmée",
            "La discussion « {title} » sera publiée ",
        ),
    ],
)
def test_its_line_has_its_noun_and_its_title(commune, mayor, viewer_of, key, heading, words):
    made = desk_examples()[key].make(commune, mayor)
    desk = tasks.desk_of(viewer_of(mayor, commune))
    [line] = desk.tasks + desk.information
    assert (line.source.key, line.source.heading) == (key, heading)
    assert line.task.text.replace("\u00a0", " ").startswith(words.format(title=made.title))
    assert line.task.detail in {f"Brouillon de {mayor.full_name}"} | {
        f"Programmé{e} par {mayor.full_name}" for e in ("", "e")
    }


def test_none_is_left_out():
    keys = {source.key for source in desk_sources()}
    scheduled = {f"{one.model._meta.model_name}_scheduled" for one in lifecycles(Schedulable)}
    assert scheduled <= keys
