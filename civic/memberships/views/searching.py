"""What is sought among residents, under seal in the addresses of the list: for one person, and for their day. What is
done from the list leads back to it as it was."""

import json
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.urls import reverse

from civic.core import seals
from civic.core.access import Request
from civic.core.viewer import Viewer

_NAME = "filtre"
_PURPOSE = "civic.memberships.searching"
_KEPT_FOR = timedelta(days=1)


def sealed(viewer: Viewer, form: forms.Form) -> dict[str, str]:
    """A part of the address; nothing where nothing is sought."""
    asked = {name: form.data[name] for name in form.fields if form.data.get(name)}
    if not asked:
        return {}
    return {_NAME: seals.seal(json.dumps([str(viewer.own_id), asked]), purpose=_PURPOSE)}


def opened(viewer: Viewer, address: Mapping[str, str]) -> dict[str, str]:
    """Nothing for a seal that is somebody else's, too old, or none."""
    try:
        words = seals.unseal(address.get(_NAME, ""), purpose=_PURPOSE, max_age=_KEPT_FOR)
    except seals.BrokenSeal:
        return {}
    person_id, asked = json.loads(words)
    return asked if person_id == str(viewer.own_id) else {}


def place_in_list(request: Request) -> str:
    """The tab and the search from which a form of the list came, as « ?… »; "" from elsewhere."""
    kept = {name: value for name in ("liste", _NAME) if (value := request.GET.get(name, ""))}
    return f"?{urlencode(kept)}" if kept else ""


def list_url(request: Request) -> str:
    return reverse("membership_list", args=[request.viewer.commune.slug]) + place_in_list(request)
