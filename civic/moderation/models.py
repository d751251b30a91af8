from typing import ClassVar

from django.db import models
from django.db.models import Q

from civic.core.encryption import EncryptedTextField
from civic.core.ids import new_id
from civic.moderation.enums import AppealStatus, FlagReason


class Flag(models.Model):
    """Someone signals a content to the platform’s moderators (« signalement d’abus »)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="+")
    reporter = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    # Contents live in apps above this one: named by label and key.
    target_type = models.CharField(max_length=32)
    target_id = models.UUIDField()
    reason = models.CharField("motif", max_length=10, choices=FlagReason)
    # Where a release before this one wrote them; sealed since: they may quote what was flagged.
    words = models.TextField(blank=True, default="", db_default="")
    sealed_words = EncryptedTextField("précisions", blank=True, default="", db_default="")
    # What was flagged, sealed as it stood then: it can be judged once it was changed or removed. And who wrote it.
    sealed_copy = EncryptedTextField("contenu signalé", blank=True, default="", db_default="")
    author = models.ForeignKey("accounts.Person", models.CASCADE, null=True, related_name="+")
    flagged_at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["target_type", "target_id", "reporter"], name="one_flag_per_person"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["handled_at", "flagged_at"], name="flag_queue")]

    def __str__(self) -> str:
        return f"{self.target_type} {self.reason}"


class Appeal(models.Model):
    """A person contests a restriction before the platform, in their own words. Once for each restriction."""

    id = models.UUIDField(primary_key=True, default=new_id)
    restriction = models.OneToOneField("restrictions.Restriction", models.CASCADE, related_name="+")
    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="+")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    words = models.TextField("vos mots")
    status = models.CharField(max_length=6, choices=AppealStatus, default=AppealStatus.OPEN)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")
    answer = models.TextField("réponse", blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["created_at", "id"], name="appeal_queue", condition=Q(status=AppealStatus.OPEN)
            )
        ]

    def __str__(self) -> str:
        return f"{self.restriction_id} {self.status}"

    @property
    def outcome(self) -> str:
        """The decision, in a sentence for both sides."""
        if self.status == AppealStatus.UPHELD:
            return "La plateforme maintient la décision de la mairie."
        if self.restriction.lifted_on_appeal:
            return "La plateforme lève le blocage\u00a0: il cesse tout de suite."
        return "La plateforme estime que ce blocage n’était pas justifié."
