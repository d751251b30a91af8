from dataclasses import replace

import pytest

from civic.core.audience import Audience, admits, audiences_of
from civic.core.viewer import CommuneInView, Viewer

HERE = CommuneInView(1, "eze-06", "06059", "Èze", "d’Èze", "Europe/Paris", 1, True)
ELSEWHERE = replace(HERE, id=2, slug="l-aigle-61")
VIEWERS = {
    "visitor": Viewer(commune=HERE),
    "applicant": Viewer(commune=HERE, membership="pending"),
    "refused": Viewer(commune=HERE, membership="refused"),
    "staff": Viewer(commune=HERE, is_staff=True),
    "resident": Viewer(commune=HERE, membership="accepted"),
    "delegate": Viewer(commune=HERE, rights=frozenset({"page"})),
    "mayor": Viewer(commune=HERE, is_mayor=True),
}
SEEN = {
    "visitor": {"public"},
    "applicant": {"public"},
    "refused": {"public"},
    "staff": {"public"},
    "resident": {"public", "members"},
    "delegate": {"public", "members", "town_hall"},
    "mayor": {"public", "members", "town_hall"},
}


@pytest.mark.parametrize("rank", VIEWERS)
def test_who_sees_what(rank):
    viewer = VIEWERS[rank]
    assert {a for a in Audience.values if admits(a, viewer, 1)} == SEEN[rank] == set(audiences_of(viewer))


@pytest.mark.parametrize("rank", VIEWERS)
def test_nobody_sees_anything_of_another_commune_on_this_page(rank):
    assert [a for a in Audience.values if admits(a, VIEWERS[rank], ELSEWHERE.id)] == []


def test_outside_any_commune_nothing_belongs():
    assert not Viewer(is_mayor=True).belongs_to(1)
    assert not admits("public", Viewer(), 1)
