"""« Signaler »: the same page for every content, which says what it is and how it is flagged."""

from collections.abc import Sequence
from typing import Any, Protocol

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from civic.core.access import Request
from civic.moderation.forms import CopiesForm, FlagForm
from civic.ui.forms import status_of


class Flagging(Protocol):
    def __call__(self, *, reason: str, words: str, **more: Any) -> object: ...


def flag_page(
    request: Request,
    *,
    flagged: str,
    author: str,
    text: str,
    back: str,
    flag: Flagging,
    done: str = "",
    choices: Sequence[tuple[str, str]] | None = None,
    chosen: str = "",
) -> HttpResponse:
    """`flagged`: « un commentaire »; `back`: address of the content; `flag` is called with what the form holds.
    `done`: the address that says by itself that it was flagged, where the top of the page is out of sight. `choices`:
    what may be copied with it, of which `chosen` is ticked; `flag` is then called with what was `copied`."""
    data = request.POST or None
    form = CopiesForm(data, choices=choices, chosen=chosen) if choices is not None else FlagForm(data)
    if request.method == "POST" and form.is_valid():
        flag(**form.cleaned_data)
        if done:
            return redirect(done)
        messages.success(request, "Merci, votre signalement est enregistré.")
        return redirect(back)
    context = {"form": form, "flagged": flagged, "author": author, "text": text, "back": back}
    return render(request, "moderation/flag.html", context, status=status_of(form))
