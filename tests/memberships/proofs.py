"""Proofs as they are sent and kept."""

from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"


def text(answer: Any) -> str:
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


def file(content: bytes = PDF, name: str = "facture.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/plain")


def stored_proofs() -> list[str]:
    """Every sealed file of the storage."""
    folders = [f"scelles/{folder}" for folder in _folders("scelles")]
    return [f"{folder}/{name}" for folder in folders for name in default_storage.listdir(folder)[1]]


def _folders(path: str) -> list[str]:
    try:
        return default_storage.listdir(path)[0]
    except FileNotFoundError:
        return []
