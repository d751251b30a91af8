"""A proof that a town hall asks of someone who wants to join: gone with its answer."""

from typing import ClassVar

from django.db import models

from civic.core.ids import new_id
from civic.memberships.enums import ProofFileStatus


class ProofRequest(models.Model):
    """« Demander un justificatif »: what an agent asked, and what the person answered."""

    membership = models.OneToOneField(
        "memberships.Membership", models.CASCADE, primary_key=True, related_name="proof_request"
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")
    words = models.TextField("votre message à la personne")
    wanted = models.JSONField(default=list)  # values of enums.WantedProof, any one of which would do
    answer = models.TextField("un mot pour la mairie", blank=True, default="")
    sent_at = models.DateTimeField(null=True)  # the person answered

    def __str__(self) -> str:
        return f"{self.membership_id} {self.asked_at:%Y-%m-%d}"


class ProofFile(models.Model):
    """One document. Its bytes are sealed in the storage (media.storage) under its id; its name is not kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(ProofRequest, models.CASCADE, related_name="files", db_index=False)
    status = models.CharField(max_length=7, choices=ProofFileStatus, default=ProofFileStatus.WAITING)
    problem = models.CharField(max_length=300, blank=True)  # the sentence shown to who sent it
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()  # bytes
    digest = models.CharField(max_length=64)  # of what was sent: the same document twice is one
    added_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "digest"], name="proof_file_once")
        ]

    def __str__(self) -> str:
        return f"{self.content_type} {self.id}"

    @property
    def is_ready(self) -> bool:
        return self.status == ProofFileStatus.READY

    @property
    def has_failed(self) -> bool:
        return self.status == ProofFileStatus.FAILED

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def weight(self) -> str:
        """« 240 ko », « 1,3 Mo »"""
        if self.size < 1_000_000:
            return f"{max(1, round(self.size / 1000))}\u00a0ko"
        return f"{self.size / 1_000_000:.1f}\u00a0Mo".replace(".", ",")
