"""What stays of visits: counts. Who came is known by a digest, for the day alone, and to nobody by name.

`Visitor` and `Salt` hold the day that is running; `Hour` counts it; a closed day becomes one row of `Day`, and both of
the former are erased (actions.rollup). `PostDay` counts from the start.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from civic.core.ids import new_id
from civic.statistics.enums import ReportStatus


class Salt(models.Model):
    """The secret of one day, shared by all processes. Without it a digest says nothing about anybody."""

    day = models.DateField(primary_key=True)
    secret = models.CharField(max_length=64)  # hexadecimal

    def __str__(self) -> str:
        return f"{self.day}"


class Visitor(models.Model):
    """Someone who came to a commune's pages on the day that is running, as a digest that changes with the day and from
    one commune to the next."""

    pk = models.CompositePrimaryKey("commune_id", "day", "digest")
    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="+", db_index=False)
    day = models.DateField(db_index=True)
    digest = models.CharField(max_length=32)
    hours = models.PositiveIntegerField()  # bit n: came between n and n+1 o'clock

    def __str__(self) -> str:
        return f"{self.commune_id} {self.day}"


class Hour(models.Model):
    """An hour of the day that is running, on the clocks of the commune."""

    pk = models.CompositePrimaryKey("commune_id", "day", "hour")
    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="+", db_index=False)
    day = models.DateField(db_index=True)
    hour = models.PositiveSmallIntegerField()
    visits = models.PositiveIntegerField()  # people who came within the hour
    visitors = models.PositiveIntegerField()  # of these, for the first time of the day
    members = models.PositiveIntegerField()  # of the latter, residents

    def __str__(self) -> str:
        return f"{self.commune_id} {self.day} {self.hour} h"


class Day(models.Model):
    """A day that is over."""

    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    visits = models.PositiveIntegerField(default=0)
    visitors = models.PositiveIntegerField(default=0)
    members = models.PositiveIntegerField(default=0)
    hours = models.JSONField(default=list)  # visits by hour, 24 of them; [] when nobody came
    posts = models.PositiveIntegerField(default=0)
    comments = models.PositiveIntegerField(default=0)
    likes = models.IntegerField(default=0)  # given less taken back: may be below nought
    residents = models.PositiveIntegerField(default=0)  # accepted, at the end of the day
    main_residents = models.PositiveIntegerField(default=0)  # of these, who live there all year

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commune", "day"], name="statistics_one_row_per_day")
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="statistics_day_by_age")]

    def __str__(self) -> str:
        return f"{self.commune_id} {self.day}"


class PostDay(models.Model):
    """How often a publication was opened on a day. Its key is plain: the count outlives what was erased."""

    pk = models.CompositePrimaryKey("commune_id", "day", "post_id")
    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="+", db_index=False)
    day = models.DateField(db_index=True)
    post_id = models.UUIDField()
    opened = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["post_id"], name="statistics_days_of_post")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.day}"


class Report(models.Model):
    """A page for the council, made on request. Its file is in the storage under its id, for a day."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    status = models.CharField(max_length=7, choices=ReportStatus, default=ReportStatus.WAITING)
    asked_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            # A second click while it is prepared makes no second one.
            models.UniqueConstraint(
                fields=["commune", "first_day", "last_day"],
                condition=Q(status=ReportStatus.WAITING),
                name="statistics_one_report_waits",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["asked_at"], name="statistics_report_by_age")]

    def __str__(self) -> str:
        return f"{self.commune_id} {self.first_day} {self.last_day}"
