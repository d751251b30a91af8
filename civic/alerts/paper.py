"""What an alert looks like on paper."""

from typing import Any

from django.utils.safestring import mark_safe

from civic.alerts import rules
from civic.alerts.addresses import page_address, short_address
from civic.alerts.models import Alert
from civic.core.clock import now
from civic.core.viewer import CommuneInView
from civic.ui.papers import qr_code


def poster_context(commune: CommuneInView, alert: Alert) -> dict[str, Any]:
    """What is on paper, which stays on the wall: how grave, the words, and where one reads whether it is still so."""
    return {
        "alert": alert,
        "commune": commune,
        "level_label": rules.level_label(alert.level, alert.is_drill),
        "dated": alert.text_changed_at or alert.in_force_since or now(),
        "qr": mark_safe(qr_code(page_address(commune))),
        "address": short_address(commune),
    }
