from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from civic.agenda.enums import EventCategory, ParticipationState, Repeat
from civic.contents.models import WithAudience
from civic.core.ids import new_id


class EventSeries(models.Model):
    """An event that comes back. Its dates are rows of their own, written when it is made."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="+")
    repeat = models.CharField(max_length=7, choices=Repeat)
    until = models.DateField()  # the last day on which it may begin

    def __str__(self) -> str:
        return f"{self.repeat} {self.until}"


class CalendarEvent(WithAudience):
    """« Événement de l’agenda ». None lasts longer than rules.LONGEST: what a month shows is one range of the
    index. Its version is the SEQUENCE of its iCalendar form."""

    series = models.ForeignKey(EventSeries, models.PROTECT, null=True, related_name="+")
    title = models.CharField("titre", max_length=120)
    description = models.TextField("description", blank=True)
    place = models.CharField("lieu", max_length=200, blank=True)
    category = models.CharField(max_length=11, choices=EventCategory, default=EventCategory.OTHER)
    meets_mayor = models.BooleanField(default=False, db_default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()  # not included; of whole days: the midnight after the last one
    # Of whole days, as they were typed: they stay the same days whatever becomes of the commune’s clock.
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)  # included
    takes_participants = models.BooleanField(default=False)
    places = models.PositiveSmallIntegerField(null=True)  # None: no limit
    going = models.PositiveIntegerField(default=0)  # kept by the actions, under the lock of this row
    waiting = models.PositiveIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)  # participants, the evening before
    cancelled_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            *WithAudience.CONSTRAINTS,
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="event_ends_after_start"),
            models.CheckConstraint(
                condition=Q(first_day=None, last_day=None) | Q(last_day__gte=F("first_day")),
                name="whole_days_in_order",
            ),
            models.CheckConstraint(condition=Q(places=None) | Q(places__gte=1), name="event_has_a_place"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["commune", "starts_at", "id"], name="event_in_order"),
            models.Index(fields=["series", "starts_at"], name="event_of_series"),
            models.Index(
                fields=["starts_at"],
                name="event_to_remind",
                condition=Q(takes_participants=True, reminded_at=None, cancelled_at=None),
            ),
            # Whose names are to be purged, « Je participe » offered still or not.
            models.Index(
                fields=["ends_at"], name="event_taken_part_in", condition=Q(going__gt=0) | Q(waiting__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def whole_day(self) -> bool:
        return self.first_day is not None

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def free_places(self) -> int | None:
        """None: no limit."""
        return None if self.places is None else max(0, self.places - self.going)


class Participation(models.Model):
    """« Je participe »: seen by name by the town hall alone. Purged some months after the event."""

    id = models.UUIDField(primary_key=True, default=new_id)
    event = models.ForeignKey(CalendarEvent, models.CASCADE, related_name="participations")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=ParticipationState)
    joined_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "person"], name="one_participation_per_person")
        ]
        indexes: ClassVar = [
            models.Index(fields=["event", "state", "joined_at", "id"], name="participation_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.state}"


class CalendarSubscription(models.Model):
    """The private iCalendar address of a person. Its key is signed into the address and changes when it is renewed: the
    former address then leads nowhere."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.OneToOneField("accounts.Person", models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.person_id)
