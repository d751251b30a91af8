"""Who may give and change delegations."""

from collections.abc import Collection

from civic.core.text import unaccented
from civic.core.viewer import Viewer


def is_invited(viewer: Viewer) -> bool:
    return viewer.is_invited


def may_delegate(viewer: Viewer, rights: Collection[str]) -> bool:
    """Some rights, and none that the giver does not have at this moment."""
    return viewer.is_town_hall and bool(rights) and all(viewer.may(right) for right in rights)


def may_change_delegation(viewer: Viewer) -> bool:
    return viewer.is_mayor


def reads_as_mayor(title: str, *, commune_name: str = "") -> bool:
    """« Maire », « Mme la maire d’Èze »: beside the name of somebody else stands their own function."""
    others = {"d", "de", "du", "le", "la", "l", "m", "m.", "mme", "madame", "monsieur"}
    return {*unaccented(title).split()} - others - {*unaccented(commune_name).split()} == {"maire"}
