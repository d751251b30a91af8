"""One call for help as HTML: how to reach the person, and whether somebody takes care of it."""

from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString

from civic.alerts.models import Alert, AlertAnswer
from civic.alerts.queries.visits import Position
from civic.core.clock import now
from civic.core.viewer import Viewer
from civic.town_halls.rules import may_manage_residents
from civic.ui.fields import number_for_tel, written_number
from civic.ui.fragments import drawn, slot

# Encrypted at rest, hence never kept with the line.
_PRIVATE = {name: slot(name) for name in ("street", "words", "place", "dialled", "tel")}


def call_line(
    viewer: Viewer, call: AlertAnswer, alert: Alert, position: Position | None = None, *, sentence: str = ""
) -> SafeString:
    """`alert`: whose answers are shown. `position`: of the page where one marks who was seen; None on paper.
    `sentence`: of what was just pressed there."""
    mobile = call.readable_mobile
    private = {
        "street": call.street,
        "words": call.readable_words,
        "place": call.readable_place,
        "dialled": written_number(mobile) if mobile else "",
        "tel": number_for_tel(mobile),
    }
    values = {
        "slug": viewer.commune.slug,
        "id": call.pk,
        "who": call.person.full_name,
        "position": "" if position is None else str(position),
        "on_paper": position is None,
        "sentence": sentence,
        "mark": call.mark,
        "is_seen": call.seen_at is not None,
        "answered_at": timezone.localtime(call.answered_at),
        "ended_at": timezone.localtime(call.call_ended_at) if call.call_ended_at else None,
        "today": timezone.localtime(now()).date(),  # without whose year dates are written
        "before": "" if call.alert_id == alert.pk else call.asked_in,  # type: ignore[attr-defined]
        "before_drill": call.asked_in_drill,  # type: ignore[attr-defined]
        "membership_id": call.resident_id if position is not None and may_manage_residents(viewer) else None,
        **{name: _PRIVATE[name] if private[name] else "" for name in private},
    }
    return drawn(
        "alerts/call_line.html",
        values,
        {name: lambda words=words: escape(words) for name, words in private.items()},
    )
