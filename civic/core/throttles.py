"""How often one person may send the forms of a page, and what is answered beyond."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.module_loading import import_string

from civic.core.clock import now
from civic.core.refusals import Refusal

A_DAY = 86_400  # seconds


@dataclass(frozen=True, slots=True)
class Throttle:
    """How often one person may send the forms of a page; a visitor counts by the address they come from. The minute
    stops what no hand does, the hour and the day whoever has patience."""

    minute: int
    hour: int
    day: int

    @property
    def limits(self) -> tuple[tuple[int, int], ...]:
        """(seconds, how often)."""
        return ((60, self.minute), (3_600, self.hour), (A_DAY, self.day))


USUAL = Throttle(30, 600, 3_000)  # wide enough for somebody who answers a long list, line by line
SPEAKING = Throttle(15, 120, 400)  # comments and messages: what others read, and are notified of
LIKING = Throttle(30, 300, 1_000)
FLAGGING = Throttle(5, 20, 50)  # each one waits for somebody's judgement
UPLOADING = Throttle(120, 600, 1_500)
MAILING = Throttle(5, 30, 60)  # each one sends a mail to somebody else
ANONYMOUS_MAILING = Throttle(
    30, 150, 500
)  # mails to who has no session, a public meeting behind one address included


class TooFast(Refusal):
    status = 429

    def __init__(self, until: datetime) -> None:
        self.seconds = max(1, math.ceil((until - now()).total_seconds()))
        super().__init__(
            f"Vous avez beaucoup envoyé en peu de temps. Vous pourrez continuer {self._when(until)}."
        )

    def _when(self, until: datetime) -> str:
        if self.seconds <= 60:
            return f"dans {self.seconds}\u00a0seconde{'s' if self.seconds > 1 else ''}"
        at = timezone.localtime(until + timedelta(seconds=59))  # the minute that is shown is never too early
        minutes = f"\u00a0{at.minute:02}" if at.minute else ""
        tomorrow = "" if at.date() == timezone.localtime(now()).date() else "demain "
        return f"{tomorrow}à {at.hour}\u00a0h{minutes}"


@cache
def _count() -> Callable[..., datetime | None]:
    """`settings.THROTTLE`: core imports no app."""
    return import_string(settings.THROTTLE)


def require_pace(request: HttpRequest, throttle: Throttle) -> None:
    """One count for each page, whatever the commune and the thing that its address names."""
    assert request.resolver_match
    activity = request.resolver_match.view_name
    if until := _count()(request=request, activity=activity, throttle=throttle):
        raise TooFast(until)
