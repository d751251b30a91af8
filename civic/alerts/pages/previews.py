"""One text, and what it looks like by each way out, side by side."""

from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from civic.alerts import rules
from civic.alerts.models import SIGN_LINES, SIGN_WIDTH, Alert
from civic.alerts.outlets import outlets
from civic.alerts.paper import poster_context
from civic.core.viewer import Viewer


class Preview(NamedTuple):
    key: str
    label: str
    drawn: SafeString


def previews(viewer: Viewer, alert: Alert) -> list[Preview]:
    return [
        Preview(outlet.key, outlet.label, mark_safe(outlet.preview(viewer, alert))) for outlet in outlets()
    ]


def mail_preview(viewer: Viewer, alert: Alert) -> str:
    subject = rules.mail_subject(alert.level, alert.is_drill).format(of_name=viewer.commune.of_name)
    return render_to_string("alerts/preview_mail.html", {"alert": alert, "subject": subject})


def push_preview(viewer: Viewer, alert: Alert) -> str:
    words, cut = rules.push_parts(alert.level, alert.is_drill, alert.text)
    context = {"commune": viewer.commune, "words": words, "cut": cut, "most": rules.PUSH_LENGTH}
    return render_to_string("alerts/preview_push.html", context)


def poster_preview(viewer: Viewer, alert: Alert) -> str:
    return render_to_string("alerts/preview_poster.html", poster_context(viewer.commune, alert))


def sign_preview(viewer: Viewer, alert: Alert) -> str:
    lines = rules.sign_of(alert)
    context = {
        "lines": lines + [""] * (SIGN_LINES - len(lines)),
        "cut": rules.sign_lines(alert.text)[1] if not alert.sign else "",
        "width": SIGN_WIDTH,
    }
    return render_to_string("alerts/preview_sign.html", context)
