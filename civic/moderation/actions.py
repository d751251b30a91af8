from django.db import models, transaction

from civic.core.text import clean_text
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.moderation.enums import FlagReason
from civic.moderation.events import ContentFlagged
from civic.moderation.models import Flag


@transaction.atomic
def flag(*, viewer: Viewer, target: models.Model, reason: str, words: str = "") -> Flag:
    """Signal a content that the caller knows the viewer may see. Flagging twice keeps the first flag."""
    row, created = Flag.objects.get_or_create(
        target_type=target._meta.label_lower,
        target_id=target.pk,
        reporter_id=viewer.person_id,
        defaults={"commune_id": viewer.commune.id, "reason": FlagReason(reason), "words": clean_text(words)},
    )
    if created:
        record(ContentFlagged(flag_id=row.pk), viewer=viewer, target=target)
    return row
