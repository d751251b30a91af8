"""A line of « Vos administrés », drawn once for what it shows. What is encrypted at rest is filled in each time, as is
what a form sends."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString

from civic.core.access import Request
from civic.core.clock import now
from civic.core.viewer import Viewer
from civic.memberships import rules
from civic.memberships.enums import MembershipStatus, Residence
from civic.memberships.models import Membership
from civic.memberships.resident_parts import Tab, resident_parts
from civic.ui import french
from civic.ui.fragments import Filler, drawn, slot
from civic.ui.layout import CSRF, form_fillers

_ADDRESS, _LABEL, _PLACE, _READ_AT = map(slot, ("address", "label", "place", "read_at"))


def resident_lines(
    request: Request,
    tab: Tab,
    memberships: Sequence[Membership],
    *,
    place: str,
    accepting: Mapping[str, Any],
) -> list[SafeString]:
    """`place`: where the answers lead back to. `accepting`: what the form to accept somebody sends and shows."""
    place, read_at = escape(place), escape(accepting.get("read_at", ""))
    fillers: dict[str, Filler] = {
        **form_fillers(request),
        "place": lambda: place,
        "read_at": lambda: read_at,
        "proof_buttons": lambda residence: accepting["proof_buttons"][residence],
    }
    common = {
        "slug": request.viewer.commune.slug,
        "year": timezone.localtime(now()).year,  # without which dates are written
        "line": tab.line,
        "badges": tuple(part.badge for part in resident_parts),
        "place": _PLACE,
        "read_at": _READ_AT,
        "csrf_token": CSRF,
    }
    return [
        drawn(
            "memberships/membership_line.html", common | _values(request.viewer, one), fillers | _sealed(one)
        )
        for one in memberships
    ]


def _sealed(one: Membership) -> dict[str, Filler]:
    """The label names a street. Each of these words is opened for itself: the postal code stays on the card."""
    return {
        "address": lambda: escape(", ".join(filter(None, (one.street, one.town)))),
        "label": lambda: escape(one.namesake_label),
    }


def _values(viewer: Viewer, one: Membership) -> dict[str, Hashable]:
    asked = one.proof_asked
    values: dict[str, Hashable] = {
        "id": one.pk,
        "status": one.status,
        "name": one.person.full_name,
        "portrait": one.person.portrait,
        "label": _LABEL if one.namesake_label else "",
        "residence": str(Residence(one.residence).label),
        "proof_buttons": slot("proof_buttons", one.residence),
        "proof_asked": asked is not None,
        "proof_sent": bool(asked and asked.sent_at),
        **(_of_request if one.status == MembershipStatus.PENDING else _of_answer)(viewer, one),
    }
    for part in resident_parts:
        values |= part.line_values(one)
    return values


def _of_request(viewer: Viewer, one: Membership) -> dict[str, Hashable]:
    requested_at = timezone.localtime(one.requested_at)
    return {
        "requested_at": requested_at,
        "ago": french.ago(requested_at, timezone.localtime(now())),  # as the line says it at this minute
        "address": _ADDRESS if one.street else "",
        "words": one.words,
        "is_own": one.person_id == viewer.person_id,
        "is_answered_alone": one.has_close_name,
        "for_the_mayor": rules.is_for_the_mayor(viewer, one),
    }


def _of_answer(viewer: Viewer, one: Membership) -> dict[str, Hashable]:
    return {
        "decided_at": one.decided_at and timezone.localtime(one.decided_at),
        "decided_by": one.decided_by.full_name if one.decided_by else "",
        "decision_words": one.decision_words,
        "proof_seen": one.proof_seen,
        "proof_label": one.get_proof_seen_display(),
        "may_reopen": rules.may_decide(viewer, one) and rules.reopened_until(one, at=now()) is not None,
    }
