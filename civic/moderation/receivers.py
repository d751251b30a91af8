from civic.communes.events import CommuneMerged
from civic.communes.queries.directory import commune_of_code
from civic.journal.events import on_entry
from civic.journal.models import Entry
from civic.moderation import actions


@on_entry(CommuneMerged)
def move_to_successor(event: CommuneMerged, entry: Entry) -> None:
    if (former := commune_of_code(event.code)) and entry.commune_id:
        actions.move_appeals(from_id=former.pk, to_id=entry.commune_id)
