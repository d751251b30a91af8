"""The ways out that come with alerts, besides the banner, which is drawn by itself; what ends with a commune."""

from collections import Counter
from typing import Any

from django.dispatch import receiver
from django.http import HttpResponse

from civic.accounts.events import signed_out
from civic.alerts.actions.showing import end_alerts_of_merged_communes
from civic.alerts.outlets import Outlet, register
from civic.alerts.pages import above, previews
from civic.communes.events import communes_merged

register(Outlet(key="mail", label="E-mail", position=10, preview=previews.mail_preview))
register(Outlet(key="push", label="Notification des appareils", position=20, preview=previews.push_preview))
register(Outlet(key="poster", label="Affiche A4", position=40, preview=previews.poster_preview))
register(Outlet(key="sign", label="Panneau lumineux", position=50, preview=previews.sign_preview))


@receiver(signed_out)
def drop_answer(sender: Any, response: HttpResponse, **kwargs: Any) -> None:
    """Whoever comes next to this browser reads nowhere that somebody asked for help."""
    above.drop_answer(response)


@receiver(communes_merged)
def end_with_the_commune(sender: Any, **kwargs: Any) -> dict[int, Counter[str]]:
    return end_alerts_of_merged_communes()
