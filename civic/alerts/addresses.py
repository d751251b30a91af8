"""Where an alert is read, for what is not a page of ours: paper, feeds, other sites."""

from django.conf import settings
from django.urls import reverse

from civic.core.viewer import CommuneInView


def page_address(commune: CommuneInView) -> str:
    """The alert in force, whole."""
    return settings.SITE_URL + reverse("alert_detail", args=[commune.slug])


def short_address(commune: CommuneInView) -> str:
    """The commune's page, as one types it."""
    host = settings.SITE_URL.partition("//")[2]
    return f"{host}{reverse('commune_page', args=[commune.slug])}".rstrip("/")


def feed_address(commune: CommuneInView, name: str) -> str:
    """`name`: of one of the pages for other sites."""
    return settings.SITE_URL + reverse(name, args=[commune.slug])
