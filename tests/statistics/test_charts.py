"""The axes of curves."""

import pytest

from civic.statistics import charts


@pytest.mark.parametrize("low", [0, 1, 12, 60, 199, 1_000, 25_000])
def test_one_more_is_no_cliff(low: int) -> None:
    points = [charts.ChartPoint(name, low + more, str(low + more)) for name, more in (("a", 0), ("b", 1))]
    drawn = charts.curve("inscrits", "Inscrits", "", ("Jour", "Inscrits"), points)
    first, last = (float(place.split(",")[1]) for place in drawn.line.split())
    assert 0 < first - last <= charts.HEIGHT / 20
