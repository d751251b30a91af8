"""What was typed into a form whose session was over by the time it was sent.

It goes back to the browser sealed: the page reads nothing of it, whoever is in front of it now. The form that sends it
again carries the token that the form had; that token is good for the person who opened the form, and for nobody else
(`accounts.receivers.name_session`), so the check of tokens is also the check of the person.
"""

import json
import zlib
from base64 import b64decode, b64encode

from django.http import HttpRequest, QueryDict

from civic.core import seals
from civic.core.refusals import NotAllowed

_PURPOSE = "civic.core.unsent"
_SECRET = {"code", "option"}  # of a phone; of a vote
FIELD, TOKEN = "unsent", "csrfmiddlewaretoken"


class StalePage(NotAllowed):
    """`typed`: what the form held, for a page that sends it again."""

    message = "Votre page était ouverte depuis trop longtemps, ou votre navigateur refuse les cookies."
    is_stale = True

    def __init__(self, typed: list[tuple[str, str]]) -> None:
        super().__init__()
        self.typed = typed


def seal(request: HttpRequest) -> str:
    """What the form held, files apart; "" where nothing was typed, or where it is a secret, which is never kept."""
    if sealed := request.POST.get(FIELD, ""):
        return sealed
    fields = {name: values for name, values in request.POST.lists() if name != TOKEN}
    is_secret = any(map(_is_secret, fields))
    if is_secret or not request.POST.get(TOKEN) or not any(any(values) for values in fields.values()):
        return ""
    words = json.dumps([request.POST[TOKEN], request.POST.urlencode()]).encode()
    return seals.seal(b64encode(zlib.compress(words)).decode(), purpose=_PURPOSE)


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form open to anybody held, secrets and files apart: sent again by whoever is in front of it."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in (TOKEN, FIELD) and not _is_secret(name)
        for value in values
    ]


def _is_secret(name: str) -> bool:
    return "password" in name or name in _SECRET


def reopen(request: HttpRequest) -> None:
    """The form as it was typed takes the place of the sealed one. Its token was checked: it has to be the same."""
    if FIELD not in request.POST:
        return
    try:
        words = seals.unseal(request.POST[FIELD], purpose=_PURPOSE)
    except seals.BrokenSeal as error:
        raise NotAllowed from error
    token, fields = json.loads(zlib.decompress(b64decode(words)))
    if token != request.POST.get(TOKEN):
        raise NotAllowed
    request.POST = QueryDict(fields)
