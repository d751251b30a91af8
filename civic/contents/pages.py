"""« Épingler »: the same page for every content, which says what it is and how it is pinned."""

from datetime import date, timedelta
from typing import Protocol

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from civic.contents.forms import PinForm
from civic.contents.models import Pinnable
from civic.contents.refusals import WrongPinEnd
from civic.contents.registry import lifecycle_of
from civic.core.access import Request
from civic.core.clock import local_time
from civic.core.refusals import Refusal
from civic.core.viewer import Viewer
from civic.ui.forms import add_refusal, status_of


class Pinning(Protocol):
    def __call__(self, *, last_day: date | None) -> object: ...


def pin_page(request: Request, *, content: Pinnable, title: str, back: str, pin: Pinning) -> HttpResponse:
    """Asks until when. `title`: of the content; `back`: where it is pinned; `pin` is called with the last day."""
    form = PinForm(request.POST or None, initial={"last_day": _last_day(request.viewer, content)})
    noun = lifecycle_of(content).noun
    if request.method == "POST" and form.is_valid():
        try:
            pin(**form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal, "last_day" if isinstance(refusal, WrongPinEnd) else None)
        else:
            messages.success(request, f"{noun.the.capitalize()} est épinglé{noun.e}.")
            return redirect(back)
    context = {"form": form, "noun": noun, "title": title, "back": back}
    return render(request, "contents/pin.html", context, status=status_of(form))


def _last_day(viewer: Viewer, content: Pinnable) -> date | None:
    end = content.pinned_until
    return end and local_time(end, viewer.commune.time_zone).date() - timedelta(days=1)
