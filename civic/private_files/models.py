"""Pictures and PDF that a few people send each other. Their bytes lie encrypted in the storage (`vault`), each by a key
of its own, which the row keeps: to rotate the keys is to write that field again."""

from typing import ClassVar

from django.db import models

from civic.core.encryption import EncryptedTextField, readable
from civic.core.ids import new_id
from civic.private_files.enums import FileKind, FileStatus

LONGEST_NAME = 120


class PrivateFile(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    # A plain key: messages stand above this app. Their rule says who reads it.
    held_by = models.UUIDField()
    position = models.PositiveSmallIntegerField()  # among those of the same holder
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="+")
    sender = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    by_town_hall = models.BooleanField(default=False, db_default=False)  # of whose own room it is
    kind = models.CharField(max_length=7, choices=FileKind)
    status = models.CharField(max_length=7, choices=FileStatus)
    name = EncryptedTextField("nom")
    key = EncryptedTextField("clé")  # of its bytes, see `vault.new_key`
    size = models.PositiveIntegerField()  # bytes, of what opens
    width = models.PositiveIntegerField(default=0)  # px, of the small copy of a picture
    height = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["held_by", "position"], name="one_private_file_per_place")
        ]
        indexes: ClassVar = [models.Index(fields=["commune", "added_at"], name="private_file_day")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_picture(self) -> bool:
        return self.kind == FileKind.PICTURE

    @property
    def is_ready(self) -> bool:
        return self.status == FileStatus.READY

    @property
    def has_failed(self) -> bool:
        return self.status == FileStatus.FAILED

    @property
    def readable_name(self) -> str:
        return readable(lambda: self.name, "Fichier illisible pour le moment")
