"""People and communes: who asked to belong and with what proof, who follows a page, who was written to about those who
wait."""

from datetime import date
from typing import ClassVar

from django.db import models

from civic.accounts.enums import Civility
from civic.communes.directory import names
from civic.communes.directory.streets import DIGEST_LENGTH, Address
from civic.communes.models import OrdinalCharField
from civic.core.encryption import EncryptedTextField, readable
from civic.core.ids import new_id
from civic.core.text import skeleton, unaccented
from civic.memberships.enums import (
    IdentityReason,
    IdentityState,
    MembershipStatus,
    Proof,
    ProofFileStatus,
    Residence,
)

LONGEST_NAME_KEY = 130
UNREADABLE_ADDRESS = "Adresse qui ne peut pas être lue pour le moment"


def lookalike_key_of(first_name: str, last_name: str) -> str:
    """The same for all names that the eye takes for one another."""
    return skeleton(f"{first_name} {last_name}")[:LONGEST_NAME_KEY]


class Membership(models.Model):
    """A person's registration with a commune, accepted by its town hall."""

    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="memberships")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="memberships")
    status = models.CharField(max_length=11, choices=MembershipStatus, default=MembershipStatus.UNCONFIRMED)
    residence = models.CharField("votre logement", max_length=6, choices=Residence, default=Residence.MAIN)
    district = models.PositiveSmallIntegerField(
        "arrondissement", default=0, db_default=0
    )  # Paris, Lyon, Marseille
    words = models.TextField("un mot pour la mairie", blank=True, default="")
    # Of the home in this commune. `street`: with its number.
    street = EncryptedTextField("numéro et rue", blank=True, default="", db_default="")
    postal_code = EncryptedTextField("code postal", blank=True, default="", db_default="")
    town = EncryptedTextField("ville", blank=True, default="", db_default="")
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")
    decision_words = models.TextField("message à la personne", blank=True, default="")
    proof_seen = models.CharField("vérifié par", max_length=14, choices=Proof, blank=True, default="")
    # The person's name as it is sorted and searched, kept by the actions: « le goff jean », « jean le goff ».
    last_first = OrdinalCharField(max_length=LONGEST_NAME_KEY, blank=True, default="", db_default="")
    first_last = OrdinalCharField(max_length=LONGEST_NAME_KEY, blank=True, default="", db_default="")
    # Of names that the eye takes for one another, the same.
    lookalike_key = models.CharField(
        max_length=LONGEST_NAME_KEY, blank=True, default="", db_default="", db_column="look"
    )

    # Of its street, alike for all who live there and readable for nobody; "" for no address. Kept by `index_address`.
    street_digest = models.CharField(max_length=DIGEST_LENGTH, blank=True, default="", db_default="")

    # As queries.namesakes sets them: what distinguishes them from who is called the same; of a request that waits,
    # whether the name is close to that of somebody who acts for the town hall, or for the eye the mayor's own.
    namesake_label, has_close_name, has_mayors_name = "", False, False

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
            models.Index(
                fields=["commune", "status", "street_digest", "last_first", "id"], name="membership_by_street"
            ),
            models.Index(fields=["person", "status"], name="membership_of_person"),
            models.Index(fields=["commune", "lookalike_key"], name="membership_by_look"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.status} {self.commune_id}"

    @property
    def district_name(self) -> str:
        """« 15e », "" but in Paris, Lyon and Marseille."""
        return names.district_name(self.district)

    @property
    def readable_street(self) -> str:
        return readable(lambda: self.street, UNREADABLE_ADDRESS)

    @property
    def address(self) -> Address:
        return Address(self.street, self.postal_code, self.town)

    @property
    def proof_asked(self) -> "ProofRequest | None":
        """While the request waits. Select `proof_request` together with it."""
        return getattr(self, "proof_request", None) if self.status == MembershipStatus.PENDING else None

    def move_to(self, address: Address) -> None:
        """Saves nothing."""
        self.street, self.postal_code, self.town = address

    def name_after(self, first_name: str, last_name: str) -> None:
        """Sort and find it under this name. Saves nothing."""
        first, last = unaccented(first_name), unaccented(last_name)
        self.last_first = f"{last} {first}"[:LONGEST_NAME_KEY].strip()
        self.first_last = f"{first} {last}"[:LONGEST_NAME_KEY].strip()
        self.lookalike_key = lookalike_key_of(first_name, last_name)


_FORMER_LABELS: dict[str, str] = {
    IdentityState.WAITING: "Identité actuelle",
    IdentityState.ACCEPTED: "Identité d’avant",
}


class IdentityChange(models.Model):
    """What a person asks to be called from now on, and was called before: with those accepted, the history of their
    names."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="identity_changes")
    state = models.CharField(max_length=9, choices=IdentityState, default=IdentityState.WAITING)
    reason = models.CharField("raison", max_length=12, choices=IdentityReason)
    words = models.TextField("un mot pour la mairie", blank=True, default="")
    former_civility = models.CharField(max_length=3, choices=Civility, blank=True)
    former_first_name = models.CharField("ancien prénom", max_length=60)
    former_last_name = models.CharField("ancien nom", max_length=60)
    civility = models.CharField("civilité", max_length=3, choices=Civility, blank=True)
    first_name = models.CharField("prénom", max_length=60)
    last_name = models.CharField("nom", max_length=60)
    birth_date_text = EncryptedTextField(blank=True, default="")  # ISO date; "" where it stays the same
    former_birth_date_text = EncryptedTextField(blank=True, default="", db_default="")
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="waiting"), name="one_waiting_identity_change"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state}"

    @property
    def former_label(self) -> str:
        """What the identity of before is for the person now."""
        return _FORMER_LABELS.get(self.state, "Identité gardée")

    @property
    def former_name(self) -> str:
        return f"{self.former_first_name} {self.former_last_name}"

    @property
    def new_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def birth_date(self) -> date | None:
        return date.fromisoformat(self.birth_date_text) if self.birth_date_text else None


class IdentityAnswer(models.Model):
    """Of one town hall where the person is known by the former name: still waited for, or given."""

    id = models.UUIDField(primary_key=True, default=new_id)
    change = models.ForeignKey(IdentityChange, models.CASCADE, related_name="answers", db_index=False)
    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="+", db_index=False)
    waits = models.BooleanField(default=True)  # False also where the change ended without this town hall
    is_accepted = models.BooleanField(null=True)
    words = models.TextField("message à la personne", blank=True, default="")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.Person", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["change", "commune"], name="one_identity_answer_per_commune")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["commune", "asked_at", "id"],
                name="identity_answer_waiting",
                condition=models.Q(waits=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.commune_id} {self.change_id}"


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
    """The official address of a town hall that is not here was sent the number of people who wait for it."""

    commune = models.OneToOneField(
        "communes.Commune", models.CASCADE, primary_key=True, related_name="solicitation"
    )
    sent_at = models.DateTimeField()
    residents_counted = models.PositiveIntegerField()  # as of that mail
    mails_sent = models.PositiveIntegerField(default=1)
    stopped_at = models.DateTimeField(null=True)  # the town hall asked for no more

    def __str__(self) -> str:
        return f"{self.commune_id} {self.sent_at:%Y-%m-%d}"


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


class AddressWord(models.Model):
    """One word of a declared address, as a digest that only this commune's search can make again;
    docs/decisions/0011-addresses.md says why.

    Sorted as the list is, so that a street is read in the order of names whatever the size of the town.
    """

    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="+", db_index=False)
    digest = models.CharField(max_length=DIGEST_LENGTH)
    last_first = OrdinalCharField(max_length=LONGEST_NAME_KEY)  # the membership's
    membership = models.ForeignKey(
        "memberships.Membership", models.CASCADE, related_name="address_words", db_index=False
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["membership", "digest"], name="address_word_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["commune", "digest", "last_first", "membership"], name="address_word_sorted")
        ]

    def __str__(self) -> str:
        return f"{self.commune_id} {self.digest}"
