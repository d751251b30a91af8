"""Who may give and change delegations."""

import re
from collections.abc import Collection

from civic.core.text import skeleton
from civic.core.viewer import Viewer


def is_invited(viewer: Viewer) -> bool:
    return viewer.is_invited


def may_delegate(viewer: Viewer, rights: Collection[str]) -> bool:
    """Some rights, and none that the giver does not have at this moment."""
    return viewer.is_town_hall and bool(rights) and all(viewer.may(right) for right in rights)


def may_change_delegation(viewer: Viewer) -> bool:
    return viewer.is_mayor


def is_invited_name(invited: str, name: str) -> bool:
    """Who accepts is who was invited: under that name, or one with a part more or less (« Martin », « Martin-Dupont »),
    and no more: two would be room for the name of somebody else. `invited` is "" where names were not kept yet."""
    theirs, own = {*skeleton(invited).split()}, {*skeleton(name).split()}
    return not theirs or (len(theirs & own) > 1 and len(theirs ^ own) < 2) or theirs == own


_MAYOR = {skeleton("maire"), skeleton("mairesse")}
_BESIDE_MAYOR = {
    skeleton(word)
    for word in ("d", "de", "du", "des", "le", "la", "les", "l", "m", "mme", "madame", "monsieur")
}


def reads_as_mayor(title: str, *, commune_name: str = "") -> bool:
    """« Maire », « Mme la maire d’Èze », and whatever the eye takes for it: beside the name of somebody else stands
    their own function."""
    words = {*_words(title)} - _BESIDE_MAYOR - {*_words(commune_name)}
    return (bool(words) and words <= _MAYOR) or "".join(_words(title)) in _MAYOR


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", skeleton(text))
