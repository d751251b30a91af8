"""A code, and what is left of it: a digest, and a paper until it is posted."""

import secrets
from datetime import timedelta

from civic.core.clock import now
from civic.openings import rules
from civic.openings.enums import OpeningStatus
from civic.openings.models import Opening, Paper


def new_code(*, opening: Opening, lifetime: timedelta) -> str:
    """The former one is worth nothing any more. Saves nothing."""
    code = f"{secrets.randbelow(10**rules.CODE_LENGTH):0{rules.CODE_LENGTH}}"
    moment = now()
    opening.code_digest = rules.code_digest(opening.pk, code)
    opening.code_sent_at, opening.code_expires_at, opening.failures = moment, moment + lifetime, 0
    return code


def erase_paper(*, opening: Opening) -> None:
    Paper.objects.filter(opening=opening).delete()


def end_opening(*, opening: Opening, status: OpeningStatus) -> None:
    """Its code and its paper are worth nothing any more. The row is locked."""
    opening.status, opening.ended_at, opening.code_digest = status, now(), ""
    opening.save()
    erase_paper(opening=opening)
