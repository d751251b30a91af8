from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from civic.media import videos


class MediaConfig(AppConfig):
    name = "civic.media"

    def ready(self) -> None:
        checks.register(check_fetch_allowed_hosts)
        checks.register(check_converter, deploy=True)


def check_fetch_allowed_hosts(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """The tests' way into the loopback network must not exist where real people are."""
    if getattr(settings, "MEDIA_FETCH_ALLOWED_HOSTS", ()) and not settings.DEMO:
        return [
            checks.Error("MEDIA_FETCH_ALLOWED_HOSTS is for tests: production refuses it.", id="media.E001")
        ]
    return []


def check_converter(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if videos.can_map_tones():
        return []
    return [
        checks.Warning(
            "This machine's ffmpeg has no zscale or no tonemap: films in high dynamic range keep their own light.",
            hint="Install an ffmpeg that was built with zimg, as Debian's is.",
            id="media.W001",
        )
    ]
