"""What those who show media listen to.

A Django signal and not a journal event: `journal` and `media` are neighbours, which never import each other, and
nobody needs to read next year that a thumbnail was ready. Sent in the transaction that writes the change.
"""

from django.dispatch import Signal

media_changed = (
    Signal()
)  # media_id: UUID of a Media or of a LinkPreview, commune_id: int | None for a portrait
