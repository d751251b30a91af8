"""What a person chose for the display on this device, in cookies: light or dark, the groups of the menu put away."""

from enum import Enum
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_APPEARANCE, _FOLDED = "appearance", "folded"  # the second one is written by a script as well
_LASTS = 365 * 24 * 3600


class Appearance(Enum):
    DEVICE = "device"
    LIGHT = "light"
    DARK = "dark"


_THEME_COLORS = {Appearance.LIGHT: "#17213f", Appearance.DARK: "#080b13"}  # --night of tokens.css


def appearance_of(request: HttpRequest) -> str:
    """As an attribute of the page, there before its first drawing; none: as the device."""
    chosen = chosen_appearance(request)
    return "" if chosen is Appearance.DEVICE else f' data-appearance="{chosen.value}"'


def theme_color_of(request: HttpRequest) -> SafeString:
    """What a phone draws around the page: as the page, hence as the device only where nothing was chosen."""
    return _theme_color(chosen_appearance(request))


@cache
def _theme_color(chosen: Appearance) -> SafeString:
    if chosen is not Appearance.DEVICE:
        return format_html('<meta name="theme-color" content="{}">', _THEME_COLORS[chosen])
    return format_html_join(
        "",
        '<meta name="theme-color" content="{}" media="(prefers-color-scheme: {})">',
        ((color, appearance.value) for appearance, color in _THEME_COLORS.items()),
    )


def chosen_appearance(request: HttpRequest) -> Appearance:
    try:
        return Appearance(request.COOKIES.get(_APPEARANCE, ""))
    except ValueError:
        return Appearance.DEVICE


def choose_appearance(response: HttpResponse, appearance: Appearance) -> None:
    if appearance is Appearance.DEVICE:
        return response.delete_cookie(_APPEARANCE)
    return response.set_cookie(
        _APPEARANCE,
        appearance.value,
        max_age=_LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def folded_groups(request: HttpRequest) -> frozenset[str]:
    return frozenset(request.COOKIES.get(_FOLDED, "").split("."))
