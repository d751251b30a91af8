"""People and communes: who asked to belong, who follows a page, who was told of those who wait."""

from typing import ClassVar

from django.db import models

from civic.communes.models import OrdinalCharField
from civic.core.ids import new_id
from civic.core.text import unaccented
from civic.memberships.enums import MembershipStatus, Proof, Residence
from civic.memberships.models.addresses import LONGEST_NAME_KEY


class Membership(models.Model):
    """A person's registration with a commune, accepted by its town hall."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="memberships")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="memberships")
    status = models.CharField(max_length=11, choices=MembershipStatus, default=MembershipStatus.UNCONFIRMED)
    residence = models.CharField("votre logement", max_length=6, choices=Residence, default=Residence.MAIN)
    words = models.TextField("un mot pour la mairie", blank=True, default="")
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")
    decision_words = models.TextField("message à la personne", blank=True, default="")
    proof_seen = models.CharField("vérifié par", max_length=14, choices=Proof, blank=True, default="")
    # The person's name as it is sorted and searched, kept by the actions: « le goff jean », « jean le goff ».
    last_first = OrdinalCharField(max_length=LONGEST_NAME_KEY, blank=True, default="", db_default="")
    first_last = OrdinalCharField(max_length=LONGEST_NAME_KEY, blank=True, default="", db_default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commune", "person"], name="one_membership_per_person")
        ]
        indexes: ClassVar = [
            models.Index(fields=["commune", "status", "requested_at", "id"], name="membership_by_status"),
            models.Index(fields=["commune", "status", "decided_at", "id"], name="membership_by_decision"),
            models.Index(fields=["commune", "status", "last_first", "id"], name="membership_by_last_name"),
            models.Index(fields=["commune", "status", "first_last", "id"], name="membership_by_first_name"),
            models.Index(
                fields=["commune", "status", "residence", "last_first", "id"], name="membership_by_residence"
            ),
            models.Index(fields=["person", "status"], name="membership_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.status} {self.commune_id}"

    def name_after(self, first_name: str, last_name: str) -> None:
        """Sort and find it under this name. Saves nothing."""
        first, last = unaccented(first_name), unaccented(last_name)
        self.last_first = f"{last} {first}"[:LONGEST_NAME_KEY].strip()
        self.first_last = f"{first} {last}"[:LONGEST_NAME_KEY].strip()


class Follow(models.Model):
    """Someone keeps a commune's public page at hand, without belonging to it."""

    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="+")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="follows")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "commune"], name="one_follow_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.commune_id}"


class Solicitation(models.Model):
    """The official address of a town hall that is not here was told how many people wait for it."""

    commune = models.OneToOneField(
        "communes.Commune", models.CASCADE, primary_key=True, related_name="solicitation"
    )
    sent_at = models.DateTimeField()
    residents_told = models.PositiveIntegerField()  # as of that mail
    mails_sent = models.PositiveIntegerField(default=1)
    stopped_at = models.DateTimeField(null=True)  # the town hall asked for no more

    def __str__(self) -> str:
        return f"{self.commune_id} {self.sent_at:%Y-%m-%d}"
