"""How much a form may weigh: 600 MB on a page that takes files, 2 MB everywhere else."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.views import defaults
from django.views.decorators.csrf import requires_csrf_token

from civic.core.access import Page, refused
from civic.core.refusals import Refusal
from civic.core.text import whole_number

UPLOAD_BYTES = 600 * 1024**2


class TooLong(Refusal):
    message = (
        f"Le texte envoyé dépasse {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2} Mo : une image y est peut-être "
        "collée. Raccourcissez-le, et ajoutez les images comme photos."
    )
    status = 413


class TooManyAnswers(Refusal):
    message = (
        f"Ce formulaire contient plus de {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS} réponses. "
        "Retirez-en, ou envoyez-les en plusieurs fois."
    )
    status = 413


class TooManyFiles(Refusal):
    message = (
        f"Vous avez choisi plus de {settings.DATA_UPLOAD_MAX_NUMBER_FILES} fichiers. "
        "Choisissez-en moins, ou envoyez-les en plusieurs fois."
    )
    status = 413


class TooHeavy(Refusal):
    message = (
        f"Votre envoi dépasse {UPLOAD_BYTES // 1024**2} Mo. "
        "Envoyez moins de photos à la fois, ou une vidéo plus légère."
    )
    status = 413


class BodyLimitMiddleware:
    """Before anything reads the body, the check of the form's token included. The proxy says the same by address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        takes_files = isinstance(found := getattr(view, "page", None), Page) and found.uploads
        length = whole_number(request.META.get("CONTENT_LENGTH") or "0", figures=18)
        most = UPLOAD_BYTES if takes_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if length is not None and length <= most:
            return None
        return refused(request, TooHeavy() if takes_files else TooLong())


_TOO_MUCH: dict[type[Exception], type[Refusal]] = {
    RequestDataTooBig: TooLong,
    TooManyFieldsSent: TooManyAnswers,
    TooManyFilesSent: TooManyFiles,
}


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of 400, `config.urls.handler400`. A form that is too much is found out wherever it is first
    read, as a rule by the check of its token, before any view: what is too much is said."""
    refusal = _TOO_MUCH.get(type(exception))
    return refused(request, refusal()) if refusal else defaults.bad_request(request, exception)
