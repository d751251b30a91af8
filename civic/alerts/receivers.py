"""The ways out that come with alerts. Above every page it is always: the banner is drawn first, by itself."""

from civic.alerts.outlets import Outlet, register
from civic.alerts.pages import previews

register(Outlet(key="mail", label="E-mail", position=10, preview=previews.mail_preview))
register(Outlet(key="push", label="Notification des appareils", position=20, preview=previews.push_preview))
register(Outlet(key="poster", label="Affiche A4", position=40, preview=previews.poster_preview))
register(Outlet(key="sign", label="Panneau lumineux", position=50, preview=previews.sign_preview))
