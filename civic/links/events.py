from dataclasses import dataclass
from uuid import UUID

from civic.journal.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAdded(Event):
    sentence = "a ajouté un lien utile"
    topic = "Liens utiles"
    useful_link_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEdited(Event):
    sentence = "a modifié un lien utile"
    topic = "Liens utiles"
    useful_link_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRemoved(Event):
    sentence = "a supprimé un lien utile"
    topic = "Liens utiles"
    useful_link_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRestored(Event):
    sentence = "a rétabli un lien utile"
    topic = "Liens utiles"
    useful_link_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkMoved(Event):
    sentence = "a changé l’ordre des liens utiles"
    topic = "Liens utiles"
    useful_link_id: UUID
    to: int
