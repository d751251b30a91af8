"""« Message d'alerte »: one of a commune at a time, and all that people have read in it."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from civic.alerts.enums import Level
from civic.core.encryption import EncryptedTextField, readable
from civic.core.ids import new_id

TEXT_LENGTH, URL_LENGTH = 500, 500
SIGN_LINES, SIGN_WIDTH = 2, 32  # of the town's lit sign
UNREADABLE = "Ce mot ne peut pas être lu pour le moment."
SIGN_LENGTH = SIGN_LINES * (SIGN_WIDTH + 1)


class AlertWords(models.Model):
    """What an alert says, and until when."""

    level = models.CharField("gravité", max_length=11, choices=Level)
    text = models.TextField("message")
    url = models.CharField("lien", max_length=URL_LENGTH, blank=True)
    expires_at = models.DateTimeField("fin automatique", null=True)
    # What the town's lit sign shows, where somebody wrote it; "": made of `text`.
    sign = models.CharField("panneau lumineux", max_length=SIGN_LENGTH, blank=True, db_default="")
    # What had it ready, of another app (a draft of vigilance): by it that one knows that people were warned.
    origin = models.UUIDField(null=True)

    class Meta:
        abstract = True


class Alert(AlertWords):
    """Prepared, in force, then over for good: the same words activated again are another one, with answers of its own.

    That it is in force goes by its moments being there, not by the clock: one that went back changes nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="+")
    version = (
        models.PositiveIntegerField()
    )  # +1 with each change, also from one alert of the commune to the next
    # From which version on its danger says what it says: « J’ai bien reçu » of words before is no answer to it.
    words_since = models.PositiveIntegerField(default=0, db_default=0)
    is_drill = models.BooleanField(default=False, db_default=False)  # the town hall alone sees it and answers
    activated_at = models.DateTimeField(null=True)
    level_since = models.DateTimeField(null=True)  # when people first saw it as grave as it is
    text_changed_at = models.DateTimeField(null=True)  # the last time since then that its words became others
    ended_at = models.DateTimeField(null=True)  # deactivated, or its expiry has come

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["commune"], condition=Q(ended_at=None), name="one_alert_per_commune"
            ),
            models.UniqueConstraint(fields=["commune", "version"], name="alert_versions_in_a_row"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(activated_at__isnull=False), name="ended_alert_was_active"
            ),
            models.CheckConstraint(
                condition=Q(activated_at=None) | Q(expires_at=None) | Q(expires_at__gt=F("activated_at")),
                name="alert_expires_later",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["expires_at"], name="alert_due", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def in_force_since(self) -> datetime | None:
        """As what it is: a danger since it became one. An alert of a release before knows its beginning alone."""
        return self.level_since or self.activated_at


class AlertWording(AlertWords):
    """What people were shown from a moment on, and by whom: the history of an alert. Never changed."""

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="wordings")
    version = models.PositiveIntegerField()
    begins_at = models.DateTimeField()
    author = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    author_title = models.CharField(max_length=80)  # « Maire », or the delegate's function, as of the writing

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alert", "version"], name="one_wording_per_version")
        ]
        indexes: ClassVar = [
            models.Index(fields=["origin"], name="wording_of_origin", condition=Q(origin__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.version}"


class AlertAnswer(models.Model):
    """« J’ai bien reçu », « J’ai besoin d’aide »: what a resident says to a danger, the last time. The town hall alone
    reads it, and it is erased some weeks after the end."""

    id = models.UUIDField(primary_key=True, default=new_id)
    alert = models.ForeignKey(Alert, models.CASCADE, related_name="answers")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="alert_answers")
    needs_help = models.BooleanField()
    words = EncryptedTextField("précisions", blank=True)
    place = EncryptedTextField("lieu", blank=True)
    answered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0, db_default=0)  # of the alert, as they read it
    seen_at = models.DateTimeField(null=True)  # « vu »: somebody of the town hall takes care of it
    # « Je n’ai plus besoin d’aide »: what they asked for stays readable, as long as any answer.
    call_ended_at = models.DateTimeField(null=True)
    # They said nothing: somebody of the town hall has been to see them.
    is_visit = models.BooleanField(default=False, db_default=False)

    # As queries.answers sets them: the person’s home in the commune, with its number; their membership there.
    street = ""
    resident_id: UUID | None = None

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alert", "person"], name="one_answer_per_person")
        ]
        indexes: ClassVar = [
            models.Index(fields=["alert", "needs_help", "answered_at"], name="alert_answers_in_order")
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def calls(self) -> bool:
        """Do they need help still?"""
        return self.needs_help and self.call_ended_at is None

    @property
    def mark(self) -> str:
        """Of what they said this time: a town hall that read it has not read the next."""
        return f"{self.answered_at:%Y%m%d%H%M%S%f}"

    @property
    def readable_mobile(self) -> str:
        return readable(lambda: self.person.mobile, "")

    @property
    def readable_words(self) -> str:
        return readable(lambda: self.words, UNREADABLE)

    @property
    def readable_place(self) -> str:
        return readable(lambda: self.place, UNREADABLE)


class AlertPoster(models.Model):
    """The last poster that a town hall asked for. Its file is in the storage under `file_id`."""

    commune = models.OneToOneField("communes.Commune", models.CASCADE, primary_key=True, related_name="+")
    file_id = models.UUIDField(default=new_id)
    version = models.PositiveIntegerField()  # of the alert whose words are on it
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.commune_id} {self.version}"
