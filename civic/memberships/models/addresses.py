"""The words of a declared address, as digests. docs/decisions/0011-addresses.md says why."""

from typing import ClassVar

from django.db import models

from civic.communes.directory.streets import DIGEST_LENGTH
from civic.communes.models import OrdinalCharField

LONGEST_NAME_KEY = 130


class AddressWord(models.Model):
    """One word of a declared address, as a digest that only this commune's search can make again.

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
