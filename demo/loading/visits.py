"""Two years of visits: as many people as a commune of that size has, more of them when something was published."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random
from uuid import UUID

from civic.contents.enums import Status
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership
from civic.posts.models import Post
from civic.statistics.actions import rollup, visits
from civic.statistics.actions.visits import Seen
from civic.statistics.models import Day, PostDay
from demo.loading.calendar import ZONE
from demo.loading.past import Past
from demo.loading.registrations import LIFE, Town

# How the visits of a day fall on its hours: at breakfast, at noon, and in the evening most of all.
_HOURS = (1, 0, 0, 0, 0, 1, 4, 9, 10, 7, 7, 8, 12, 10, 6, 5, 6, 9, 14, 15, 13, 10, 6, 3)
_WEEKDAYS = (1.1, 1.0, 1.0, 1.05, 1.2, 0.9, 0.8)
_CURIOUS = {"eze": 34, "laigle": 52}  # people a day who live there or pass by, once the page is known
_DAYS_READ = 14  # a publication is opened for about two weeks


def fill(towns: tuple[Town, ...], past: Past, random: Random) -> None:
    """Days that are over by their rows; today as it is recorded while pages are opened."""
    today = past.now.astimezone(ZONE).date()
    for town in towns:
        opened = _opened(town, today, random)
        accepted = Membership.objects.filter(
            commune=town.commune, status=MembershipStatus.ACCEPTED
        ).values_list("decided_at", flat=True)
        joined = [moment.astimezone(ZONE).date() for moment in accepted if moment]
        days = []
        day = (past.now - LIFE).astimezone(ZONE).date()
        while day < today:
            members = sum(one <= day for one in joined)
            days.append(_day(town, day, today, members, sum(opened[day].values()), random))
            day += timedelta(days=1)
        read = [
            PostDay(commune=town.commune, day=day, post_id=post_id, opened=count)
            for day, posts in opened.items()
            if day < today
            for post_id, count in posts.items()
        ]
        visits.fill_past(days=days, opened=read)
        _today(town, past, random)
    rollup.backfill(moment=past.now)


def _opened(town: Town, today: date, random: Random) -> defaultdict[date, defaultdict[UUID, int]]:
    """How often each publication was opened, on its first day most of all."""
    opened: defaultdict[date, defaultdict[UUID, int]] = defaultdict(lambda: defaultdict(int))
    published = Post.objects.filter(commune=town.commune, status=Status.PUBLISHED)
    for post_id, moment in published.order_by("published_at").values_list("pk", "published_at"):
        assert moment
        appeal = random.uniform(6, 30)
        for ago in range(_DAYS_READ):
            day = moment.astimezone(ZONE).date() + timedelta(days=ago)
            count = round(appeal * random.uniform(0.6, 1.2) / (1 + ago) ** 1.3)
            if count and day <= today:
                opened[day][post_id] += count
    return opened


def _day(town: Town, day: date, today: date, members: int, opened: int, random: Random) -> Day:
    known = 0.35 + 0.65 * (1 - (today - day).days / LIFE.days)  # the page becomes known with time
    crowd = _CURIOUS[town.key] * known * _WEEKDAYS[day.weekday()] * random.uniform(0.75, 1.25)
    residents = min(round(members * random.uniform(0.25, 0.45)), members)
    visitors = round(crowd) + residents + round(opened * 0.6)
    visits = round(visitors * random.uniform(1.1, 1.35))
    hours = [0] * 24
    for hour in random.choices(range(24), _HOURS, k=visits):
        hours[hour] += 1
    return Day(
        commune=town.commune, day=day, visits=visits, visitors=visitors, members=residents, hours=hours
    )


def _today(town: Town, past: Past, random: Random) -> None:
    local = past.now.astimezone(ZONE)
    seen = []
    for number in range(_CURIOUS[town.key]):
        hour = random.choices(range(24), _HOURS)[0]
        if hour < local.hour:
            seen.append(Seen(town.commune.pk, local.date(), hour, f"demo {number}", number % 3 == 0, None))
    visits.write_visits(seen=seen)
