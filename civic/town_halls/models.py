"""The town hall on the platform: its settings, and who holds office."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from civic.core.clock import now
from civic.core.ids import new_id
from civic.town_halls.enums import Colour
from civic.ui.french import MONTHS, NO_BREAK


class TownHall(models.Model):
    """A commune that joined. The page belongs to the commune: a change of mayor changes nothing here."""

    commune = models.OneToOneField(
        "communes.Commune", models.PROTECT, primary_key=True, related_name="town_hall"
    )
    joined_at = models.DateTimeField(auto_now_add=True)
    presentation = models.TextField(blank=True)  # of the commune: rich text, see ui.rich_text
    corrections = models.JSONField(
        default=dict
    )  # of official facts, by enums.Fact: {"value": …, "on": "2026-11-22"}
    hours_checked_at = models.DateTimeField(null=True)  # its opening hours were corrected, or found right
    accepts_automatically = models.BooleanField("valider les inscriptions automatiquement", default=False)
    posts_public_by_default = models.BooleanField("publications publiques par défaut", default=False)
    comments_open_by_default = models.BooleanField("commentaires ouverts par défaut", default=True)
    reminder_days = models.PositiveSmallIntegerField(default=3)  # of requests that wait; 0: never
    reminded_at = models.DateTimeField(null=True)
    colour = models.CharField("couleur", max_length=10, choices=Colour, default=Colour.BLUE)
    emblem = models.ForeignKey(
        "media.Media", models.SET_NULL, null=True, related_name="+"
    )  # « blason ou logo »
    emblem_shown = models.BooleanField(default=False)  # its copies are ready, and it was not taken away
    emblem_removed_at = models.DateTimeField(null=True)  # can be brought back for a few minutes
    feature_decisions = models.JSONField(
        default=dict
    )  # by key, on or off; else its default, see core.registry
    residents = models.PositiveIntegerField(default=0)  # accepted members, kept by the actions
    version = models.PositiveIntegerField(default=1)  # +1 with each change of what the page's layout shows
    banner = models.CharField(max_length=100, blank=True, db_default="")  # a core.viewer.Banner; "" for none

    def __str__(self) -> str:
        return f"mairie {self.commune_id}"


class Office(models.Model):
    """Who is mayor of which commune, from when to when."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="offices")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="offices")
    since = models.DateField("maire depuis")  # of the first of consecutive mandates: « Maire depuis 2008 »
    began_at = models.DateTimeField(default=now, db_default=Now())  # on this platform
    ended_at = models.DateTimeField(null=True)
    # Who of the platform invited the mayor by mail, and whether that mail was refused.
    invited_by = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")
    mail_refused_at = models.DateTimeField(null=True)
    # The page of this mayor, which the next one does not inherit.
    slogan = models.CharField("slogan", max_length=140, blank=True)
    presentation = models.TextField(blank=True)  # rich text, see ui.rich_text

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["commune"], condition=Q(ended_at=None), name="one_mayor_per_commune"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} maire de {self.commune_id}"


class CvEntry(models.Model):
    """« 2016 : … », a line of a mayor’s CV. The newest year comes first, its lines in an order set by hand."""

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey("town_halls.Office", models.CASCADE, related_name="cv")
    key = models.CharField(max_length=36)  # digest of the form that made it: a double click makes one line
    year = models.PositiveSmallIntegerField("année")
    month = models.PositiveSmallIntegerField("mois", null=True)
    text = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)  # among those of the same year
    removed_at = models.DateTimeField(null=True)  # can be brought back for a few minutes

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "key"], name="one_cv_entry_per_form"),
            models.CheckConstraint(
                condition=Q(month=None) | Q(month__gte=1, month__lte=12), name="cv_entry_month"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["removed_at"], name="cv_entry_removed", condition=~Q(removed_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.office_id}"

    @property
    def when(self) -> str:
        """« 2016 », « juin 2016 »"""
        return f"{MONTHS[self.month - 1]}{NO_BREAK}{self.year}" if self.month else str(self.year)


class CommunePhoto(models.Model):
    """A photo of the commune’s presentation, in order."""

    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="photos")
    media = models.ForeignKey("media.Media", models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commune", "media"], name="media_once_per_commune")
        ]

    def __str__(self) -> str:
        return f"{self.commune_id} {self.position}"
