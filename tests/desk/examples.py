"""What the parts of this app's addresses stand for in the access matrix."""

from civic.core.clock import now
from civic.desk.enums import Paper
from civic.desk.models import Invitation
from civic.media import storage
from tests.architecture.world import Examples, Wanted


def paper(wanted: Wanted) -> str:
    invitation, _ = Invitation.objects.get_or_create(
        commune=wanted.commune, defaults={"digest": "", "asked_at": now(), "ready_at": now()}
    )
    storage.put(invitation.file_id, f"{Paper.POSTER}.pdf", b"%PDF-")
    return Paper.POSTER.value


EXAMPLES: Examples = {"paper": paper}

# Why whoever acts for the town hall, with whichever right, may send something here.
ANY_RIGHT_OPENS = "a task may be claimed or given back by who may do it; steps put away; residents invited"
