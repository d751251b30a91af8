from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import (
    Http404,
    HttpResponse,
    HttpResponseNotAllowed,
    JsonResponse,
)
from django.shortcuts import render

from civic.core.access import Access, Request, page
from civic.core.parts import STAYS, part
from civic.core.refusals import Refusal
from civic.core.throttles import UPLOADING
from civic.media import queries, serving, uploads
from civic.media.actions import describing, linking, receiving
from civic.media.models import Media

_TRANSPARENT = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


class NoFileChosen(Refusal):
    message = "Aucun fichier n’a été choisi, ou l’envoi s’est interrompu. Recommencez."


@page(access=Access.PUBLIC)
def media_file(request: Request, media_id: UUID, name: str) -> HttpResponse:
    """Public in the declaration; the rule inside decides, and answers 404 for what the viewer may not see."""
    return _file(request, queries.media_for(request.viewer, media_id), name)


@page(access=Access.PUBLIC)
def portrait_file(request: Request, media_id: UUID, name: str) -> HttpResponse:
    """Pages are kept for all strangers alike, with the addresses of portraits: those who may not see one are
    answered nothing but transparency, and the initials beneath show."""
    try:
        portrait = queries.portrait_for(request.viewer, media_id)
    except Http404:
        return HttpResponse(_TRANSPARENT, "image/svg+xml", headers={"Cache-Control": "private, no-store"})
    return _file(request, portrait, name)


def _file(request: Request, media: Media, name: str) -> HttpResponse:
    content_type = media.content_type(name)
    if content_type is None:
        raise Http404
    try:
        # A file that streams is no HttpResponse to the type checker, and one to everything else.
        return cast(HttpResponse, serving.answer(request, media, name, content_type))
    except FileNotFoundError as error:
        raise Http404 from error


# As many as the photos of an afternoon, each by itself.
@page(access=Access.TOWN_HALL, writes=True, throttle=UPLOADING, uploads=True)
def media_upload(request: Request) -> HttpResponse:
    """`file` (several allowed), `kind` photo or video, `alt`. Each file is taken or refused by itself."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    uploads.require_received(request)
    receive = receiving.receive_video if request.POST.get("kind") == "video" else receiving.receive_photo
    taken: list[Media] = []
    refused: list[tuple[str, Refusal]] = []
    for file in request.FILES.getlist("file"):
        try:
            taken.append(receive(viewer=request.viewer, file=file, alt=request.POST.get("alt", "")))
        except Refusal as refusal:
            refused.append((file.name or "", refusal))
    if not taken and not refused:
        raise NoFileChosen
    status = 200 if taken else 422
    if _wants_json(request):
        problems = [{"name": name, "problem": refusal.message} for name, refusal in refused]
        return JsonResponse({"media": [_as_json(m) for m in taken], "refused": problems}, status=status)
    context = {"taken": taken, "refused": refused}
    return part(request, "media/media_items.html", context, focus=STAYS, announcement="", status=status)


@page(access=Access.TOWN_HALL)
def media_status(request: Request, media_id: UUID) -> HttpResponse:
    """Asked again by the row of an upload until it is ready or has failed."""
    media = queries.usable_media_for(request.viewer, media_id)
    if _wants_json(request):
        return JsonResponse(_as_json(media))
    context = {"media": media, "asked": True}
    return part(request, "media/media_status.html", context, focus=STAYS, announcement="")


@page(access=Access.TOWN_HALL, writes=True)
def media_describe(request: Request, media_id: UUID) -> HttpResponse:
    return _changed(
        request,
        lambda: describing.describe(
            viewer=request.viewer, media_id=media_id, alt=request.POST.get("alt", "")
        ),
    )


@page(access=Access.TOWN_HALL, writes=True)
def media_captions(request: Request, media_id: UUID) -> HttpResponse:
    def add() -> Media:
        uploads.require_received(request)
        file = request.FILES.get("file")
        if not isinstance(file, UploadedFile):
            raise NoFileChosen
        return describing.add_captions(viewer=request.viewer, media_id=media_id, file=file)

    return _changed(request, add)


def _changed(request: Request, act: Callable[[], Media]) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    media = act()
    if _wants_json(request):
        return JsonResponse(_as_json(media))
    return render(request, "media/media_item.html", {"media": media})


@page(access=Access.TOWN_HALL, writes=True)
def hosted_video(request: Request) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    media = linking.hosted_video(viewer=request.viewer, url=request.POST.get("url", ""))
    return render(request, "media/media_item.html", {"media": media})


@page(access=Access.TOWN_HALL, writes=True)
def link_preview(request: Request) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    link = linking.preview_link(viewer=request.viewer, url=request.POST.get("url", ""))
    return part(request, "media/link_item.html", {"link": link}, focus=STAYS, announcement="")


@page(access=Access.TOWN_HALL)
def link_status(request: Request, link_id: UUID) -> HttpResponse:
    link = queries.usable_link(request.viewer, link_id)
    return part(request, "media/link_item.html", {"link": link}, focus=STAYS, announcement="")


def _wants_json(request: Request) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _as_json(media: Media) -> dict[str, object]:
    return {
        "id": str(media.id),
        "kind": media.kind,
        "status": media.status,
        "problem": media.problem,
        "progress": media.progress,
        "alt": media.alt,
    }
