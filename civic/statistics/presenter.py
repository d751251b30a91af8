"""Figures in words and drawings, the same for the page and for the sheet of the council."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils import timezone

from civic.statistics import charts
from civic.statistics.charts import Chart, ChartPoint
from civic.statistics.queries.figures import DayFigures, Figures, ReadPost
from civic.statistics.queries.reach import PostReach
from civic.statistics.rules import FEW, FEWEST, FEWEST_BY_WAY, displayed_count, in_fives, is_few
from civic.ui import french, rich_text

_MOST_DAYS = 62  # longer periods are drawn by weeks
_MOST_DAYS_BY_WEEK = 200  # days; longer ones by months
_ENOUGH = 20  # visits, to say when people come


@dataclass(frozen=True, slots=True)
class FigureCard:
    """`change`: « +12 » against the period before, "" where there is none to compare with."""

    label: str
    value: str
    caption: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class ReadLine:
    title: str
    post_id: str
    published: date
    opened: str
    likes: int
    comments: int


@dataclass(frozen=True, slots=True)
class StatisticsPage:
    cards: list[FigureCard]
    charts: list[Chart]  # visitors, residents, hours, weekdays
    read: list[ReadLine]
    reach: str
    reach_caption: str
    best_times: str
    is_empty: bool  # nobody has come yet
    compared_with: str


def page_of(figures: Figures) -> StatisticsPage:
    former = figures.period.former
    return StatisticsPage(
        cards=_cards(figures),
        charts=[_visitors(figures), _residents(figures), _hours(figures), _weekdays(figures)],
        read=[_line(one) for one in figures.read],
        reach=_reach(figures),
        reach_caption=f"Compté le {french.day(figures.reach.as_of, figures.today)}.",
        best_times=_best_times(figures),
        is_empty=not any(day.visits for day in figures.days),
        compared_with=former.label(figures.today) if figures.former else "",
    )


def rounded(value: float) -> str:
    """« 12,4 », « 120 », « moins de 5 »."""
    if is_few(value):
        return FEW
    return (
        french.grouped(round(value)) if value >= 20 else f"{value:.1f}".removesuffix(".0").replace(".", ",")
    )


def _cards(figures: Figures) -> list[FigureCard]:
    days, former = figures.days, figures.former
    length, visits = max(len(days), 1), _sum(days, "visits")
    average, best = _sum(days, "visitors") / length, figures.best_day
    joined = figures.days[-1].residents - figures.days[0].residents if figures.days else 0
    gained = "autant qu’au début" if not joined else f"{_signed(joined)} depuis le début de la période"
    best_day_caption = (
        f"{displayed_count(best.visitors)} le {french.day(best.day, figures.today)}, le meilleur jour"
        if best.visitors
        else "personne pour l’instant"
    )
    return [
        FigureCard("Administrés inscrits", french.grouped(figures.residents), gained),
        FigureCard(
            "Visiteurs uniques par jour",
            rounded(average),
            best_day_caption,
            _change(average, _sum(former, "visitors") / length, former),
        ),
        FigureCard("Visites", displayed_count(visits), "", _change(visits, _sum(former, "visits"), former)),
        FigureCard(
            "Visites par jour",
            rounded(visits / length),
            "en moyenne",
            _change(visits / length, _sum(former, "visits") / length, former),
        ),
        *(
            FigureCard(
                label,
                french.grouped(_sum(days, name)),
                "",
                _signed(_sum(days, name) - _sum(former, name)) if former else "",
            )
            for label, name in (("Publications", "posts"), ("Commentaires", "comments"), ("J’aime", "likes"))
        ),
    ]


def _sum(days: Iterable[DayFigures], name: str) -> int:
    return sum(getattr(day, name) for day in days)


def _change(value: float, before: float, former: Sequence[DayFigures]) -> str:
    """Nothing where one of the two is hidden: the other would give it away."""
    if not former or is_few(value) or is_few(before):
        return ""
    return _signed(round(value) - round(before))


def _signed(number: int) -> str:
    return (
        f"+{french.grouped(number)}" if number > 0 else f"−{french.grouped(-number)}" if number < 0 else "="
    )


def _reach(figures: Figures) -> str:
    reach = figures.reach
    registered = (
        f"{french.counted(reach.residents, 'inscrit', 'inscrits')}, "
        f"dont {french.grouped(reach.main_residents)} en résidence principale"
    )
    if not reach.population:
        return f"{registered}. Le nombre d’habitants de la commune n’est pas connu."
    people = french.counted(reach.population, "habitant", "habitants")
    percent = f"{reach.percent}" if reach.percent or not reach.main_residents else "moins de 1"
    return f"{registered}, pour {people}{french.NO_BREAK}: {percent}{french.NO_BREAK}%."


def _best_times(figures: Figures) -> str:
    if sum(figures.hours) < _ENOUGH:
        return ""
    hour = max(range(24), key=lambda one: figures.hours[one])
    weekday = max(range(7), key=lambda one: figures.weekdays[one])
    return (
        f"On vient surtout le {french.DAYS[weekday]}, et le plus souvent "
        f"entre {hour}{french.NO_BREAK}h et {(hour + 1) % 24}{french.NO_BREAK}h."
    )


def _line(read: ReadPost) -> ReadLine:
    post = read.post
    assert post.published_at
    return ReadLine(
        title=post.title or rich_text.excerpt(post.body, 80) or "Sans titre",
        post_id=str(post.pk),
        published=timezone.localtime(post.published_at).date(),
        opened=in_fives(read.opened),
        likes=read.likes,
        comments=read.comments,
    )


# --- Charts ---------------------------------------------------------------------------------------------------------


def _visitors(figures: Figures) -> Chart:
    unit, points = _grouped(figures, lambda days: _sum(days, "visitors") / len(days))
    title = (
        "Visiteurs uniques par jour"
        if unit == "Jour"
        else f"Visiteurs uniques par jour, en moyenne par {unit.lower()}"
    )
    most = max((point for point in points if not point.is_few), key=lambda point: point.value, default=None)
    summary = (
        f"Le plus{french.NO_BREAK}: {most.text}, {most.label}."
        if most and most.value
        else "Il y a encore trop peu de visites pour les dessiner."
    )
    return charts.bars("visiteurs", title, summary, (unit, "Visiteurs par jour"), points)


def _residents(figures: Figures) -> Chart:
    unit, points = _grouped(figures, lambda days: days[-1].residents, is_count=True)
    first, last = points[0], points[-1]
    summary = f"De {first.text} ({first.label}) à {last.text} ({last.label})."
    return charts.curve("inscrits", "Administrés inscrits", summary, (unit, "Inscrits"), points)


def _hours(figures: Figures) -> Chart:
    points = [
        ChartPoint(
            f"{hour}{french.NO_BREAK}h",
            2 if is_few(visits) else visits,
            displayed_count(visits),
            is_few(visits),
        )
        for hour, visits in enumerate(figures.hours)
    ]
    return charts.bars("heures", "Visites selon l’heure", _best_times(figures), ("Heure", "Visites"), points)


def _weekdays(figures: Figures) -> Chart:
    points = [
        ChartPoint(day, 2 if is_few(visits) else visits, rounded(visits), is_few(visits), axis=day[:3] + ".")
        for day, visits in zip(french.DAYS, figures.weekdays, strict=True)
    ]
    heads = ("Jour", "Visites, en moyenne")
    return charts.bars("jours", "Visites selon le jour", "Une journée moyenne de la période.", heads, points)


def _grouped(
    figures: Figures, measure: Callable[[list[DayFigures]], float], *, is_count: bool = False
) -> tuple[str, list[ChartPoint]]:
    """A point a day, or a week or a month where there are too many days to draw. `is_count`: it is never hidden."""
    days, today = figures.days, figures.today
    if len(days) <= _MOST_DAYS:
        unit, groups = "Jour", [[day] for day in days]
    elif len(days) <= _MOST_DAYS_BY_WEEK:
        unit, groups = "Semaine", _runs(days, lambda day: day - timedelta(days=day.weekday()))
    else:
        unit, groups = "Mois", _runs(days, lambda day: day.replace(day=1))
    points = []
    for group in groups:
        value, first = measure(group), group[0].day
        hidden = not is_count and is_few(value)
        label, axis = _names(unit, first, today)
        text = french.grouped(round(value)) if is_count else rounded(value)
        points.append(ChartPoint(label, 2 if hidden else value, text, hidden, axis))
    return unit, points


def _runs(days: list[DayFigures], key: Callable[[date], date]) -> list[list[DayFigures]]:
    return [list(group) for _, group in groupby(days, lambda figures: key(figures.day))]


def _names(unit: str, day: date, today: date) -> tuple[str, str]:
    """In the table, and under the drawing."""
    if unit == "Mois":
        return (
            f"{french.MONTHS[day.month - 1]} {day.year}",
            f"{french.SHORT_MONTHS[day.month - 1]} {day.year % 100:02}",
        )
    name = french.day(day, today)
    axis = f"{day.day}/{day.month:02}"
    return (f"semaine du {name}" if unit == "Semaine" else name), axis


def reach_lines(found: PostReach) -> list[tuple[str, str]]:
    """By which ways it was announced, and to about how many; of few people nothing, since that would say what each of
    them chose."""
    if found.announced is None or found.announced.people < FEWEST_BY_WAY:
        return []
    mails = in_fives(found.announced.mails)
    if found.announced.digests >= FEWEST:
        mails += f", dont {in_fives(found.announced.digests)} dans leur résumé"
    return [("Par e-mail", mails), ("Notification", in_fives(found.announced.pushes))]
