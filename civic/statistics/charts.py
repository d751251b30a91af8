"""Geometry of the charts: drawn by the server, with the numbers beside them as a table (statistics/chart.html).

Sizes are those of a phone, 1:1 at 360 px, so that words stay readable there; a large screen shows them larger.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from civic.ui import french

WIDTH, HEIGHT = 360, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 6, 12, 26
_PLOT_WIDTH, _PLOT_HEIGHT = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
_STEPS = (1, 2, 5)
_SMALL = 200  # a curve of no more begins at nought
_LEAST_SPAN = 20  # of the axis of a curve: one more is a twentieth of it


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """`text`: what the table and a pointer say of it; a hidden count is drawn as a stub without a measure."""

    label: str
    value: float
    text: str
    is_few: bool = False
    axis: str = ""  # under the chart, "" for the label itself


@dataclass(frozen=True, slots=True)
class Bar:
    x: str
    y: str
    width: str
    height: str
    title: str
    is_best: bool
    is_few: bool


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    label: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Chart:
    """`summary`: in a sentence what the drawing shows. `heads`: of the table's two columns."""

    name: str  # in ids
    title: str
    summary: str
    heads: tuple[str, str]
    points: Sequence[ChartPoint]
    bars: list[Bar] = field(default_factory=list)
    line: str = ""  # points of a polyline
    area: str = ""
    rows: list[Tick] = field(default_factory=list)
    columns: list[Tick] = field(default_factory=list)
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    bottom: int = HEIGHT - _BOTTOM


def bars(name: str, title: str, summary: str, heads: tuple[str, str], points: Sequence[ChartPoint]) -> Chart:
    top, grade = _scale(max((point.value for point in points), default=0))
    step = _PLOT_WIDTH / max(len(points), 1)
    gap = min(step * 0.25, 4)
    best = max((point.value for point in points if not point.is_few), default=0)
    drawn = []
    for number, point in enumerate(points):
        height = _PLOT_HEIGHT * point.value / top
        drawn.append(
            Bar(
                x=_number(_LEFT + step * number + gap / 2),
                y=_number(_TOP + _PLOT_HEIGHT - height),
                width=_number(step - gap),
                height=_number(height),
                title=f"{point.label}{french.NO_BREAK}: {point.text}",
                is_best=bool(best) and point.value == best and not point.is_few,
                is_few=point.is_few,
            )
        )
    columns = _columns(points, [_LEFT + step * (number + 0.5) for number in range(len(points))])
    return Chart(name, title, summary, heads, points, bars=drawn, rows=_rows(0, top, grade), columns=columns)


def curve(name: str, title: str, summary: str, heads: tuple[str, str], points: Sequence[ChartPoint]) -> Chart:
    """Small counts begin at nought. Large ones begin near the lowest: a growth of a few is seen beside thousands, one
    more is no cliff."""
    low, high = min(point.value for point in points), max(point.value for point in points)
    span = max(high - low, _LEAST_SPAN)
    rough = _grade(span / 4)
    base = 0.0 if high <= _SMALL or low <= span * 2 else max(low - low % rough - rough, 0.0)
    height, grade = _scale(max(high - base, span))
    top = base + height
    step = _PLOT_WIDTH / max(len(points) - 1, 1)
    places = [
        (_LEFT + step * number, _TOP + _PLOT_HEIGHT * (1 - (point.value - base) / (top - base)))
        for number, point in enumerate(points)
    ]
    if len(places) == 1:
        places.append((_LEFT + _PLOT_WIDTH, places[0][1]))
    line = " ".join(f"{_number(x)},{_number(y)}" for x, y in places)
    floor = _number(_TOP + _PLOT_HEIGHT)
    area = f"{_number(places[0][0])},{floor} {line} {_number(places[-1][0])},{floor}"
    columns = _columns(points, [x for x, _ in places])
    return Chart(
        name,
        title,
        summary,
        heads,
        points,
        line=line,
        area=area,
        rows=_rows(base, top, grade),
        columns=columns,
    )


def _columns(points: Sequence[ChartPoint], places: Sequence[float]) -> list[Tick]:
    """As many labels as have room, evenly."""
    longest = max((len(point.axis or point.label) for point in points), default=1)
    every = -(-len(points) * (longest * 7 + 12) // _PLOT_WIDTH) or 1
    ticks = []
    for number in range(0, len(points), every):
        at, label = places[number], points[number].axis or points[number].label
        is_cut = at + len(label) * 3.5 > WIDTH
        ticks.append(Tick(_number(WIDTH if is_cut else at), label, "end" if is_cut else "middle"))
    return ticks


def _rows(base: float, top: float, step: float) -> list[Tick]:
    marks = []
    mark = base
    while mark <= top:
        at = _TOP + _PLOT_HEIGHT * (1 - (mark - base) / (top - base))
        marks.append(Tick(_number(at), french.grouped(round(mark))))
        mark += step
    return marks


def _grade(rough: float) -> float:
    """The round number at or above: 1, 2, 5, 10, 20, 50…"""
    power = 1
    while power * 5 < rough:
        power *= 10
    return float(next((power * step for step in _STEPS if power * step >= rough), power * 10))


def _scale(highest: float) -> tuple[float, float]:
    """Where the drawing ends, never at nought, and the grades on the way: two to four."""
    grade = _grade(max(highest, 2) / 4)
    return grade * max(2, -(-highest // grade)), grade


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
