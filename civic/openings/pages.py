"""An opening as HTML for other apps' pages."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from civic.core.clock import now
from civic.openings import rules
from civic.openings.enums import OpeningStatus
from civic.openings.models import Opening
from civic.openings.queries import code_address


def sign_in_line(opening: Opening) -> SafeString:
    """Of what was begun, of a code by post how far it is; and the page where it goes on."""
    template = f"openings/sign_in_line.html#{_state(opening, now())}"
    return render_to_string(template, {"opening": opening, "code_url": code_address(opening)})


def _state(opening: Opening, moment: datetime) -> str:
    if opening.was_allowed_again:
        return "again"
    if opening.status in OpeningStatus.taking_minutes():
        return "begun"
    if opening.status == OpeningStatus.PAPER_ASKED:
        return "prepared"
    if opening.status == OpeningStatus.WAITING:
        return "over" if opening.takes_over_at and opening.takes_over_at <= moment else "contestable"
    if rules.is_spent(opening.failures):
        return "spent"
    return "expired" if rules.is_expired(opening.code_expires_at, at=moment) else "posted"
