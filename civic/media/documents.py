"""Documents that a person shows to a few others: judged by content and never by name."""

from typing import IO

from civic.core.refusals import Refusal
from civic.media import pictures

MAX_BYTES = 10 * 1024 * 1024
PDF, PICTURE = "application/pdf", "image/webp"
_END = b"%%EOF"


class DocumentEmpty(Refusal):
    message = "Ce fichier est vide. Choisissez-en un autre, ou renvoyez celui-ci."


class DocumentTooHeavy(Refusal):
    message = (
        "Ce fichier pèse plus de 10 Mo. Photographiez la page utile seule, ou choisissez-en un plus léger."
    )


class NotADocument(Refusal):
    message = (
        "Ce fichier n’est ni une photo ni un PDF. Les formats acceptés sont PDF, JPEG, PNG, HEIC et WebP."
    )


class DocumentDamaged(Refusal):
    message = "Ce PDF est incomplet. Envoyez-le de nouveau depuis l’appareil d’origine."


def inspect(file: IO[bytes], size: int, most: int = MAX_BYTES) -> str:
    """What it will be kept as: PDF as it is, or PICTURE, drawn again from the photo that was sent. `most`: bytes, where
    the form takes others than these.

    Leaves the file at its start.
    """
    if size == 0:
        raise DocumentEmpty
    if size > most:
        raise DocumentTooHeavy
    file.seek(0)
    try:
        if file.read(5) == b"%PDF-":
            _require_whole(file, size)
            return PDF
        try:
            pictures.inspect(file, size)
        except pictures.NotAPhoto as refusal:
            raise NotADocument from refusal
        return PICTURE
    finally:
        file.seek(0)


def _require_whole(file: IO[bytes], size: int) -> None:
    """Its last line is there; writers leave a little after it."""
    file.seek(max(0, size - 2048))
    if _END not in file.read():
        raise DocumentDamaged
