"""Private files as HTML, in the pages of those who hold them, and as answers."""

from collections.abc import Sequence
from typing import cast

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString

from civic.core.encryption import UnreadableValue
from civic.core.refusals import Refusal
from civic.media import uploads
from civic.private_files import vault
from civic.private_files.enums import FileCopy, FileStatus
from civic.private_files.models import PrivateFile
from civic.private_files.refusals import FilesRefused, FileUnreadable

FIELD = "files"  # of a form: the files that are chosen
_PICTURE = {
    FileStatus.READY: "private_files/picture.html",
    FileStatus.WAITING: "private_files/picture_waiting.html",
    FileStatus.FAILED: "private_files/picture_failed.html",
}
# What a browser that opens the file by itself may do with it: show it, and nothing else.
_POLICY = "default-src 'none'; sandbox"


def sent_files(request: HttpRequest) -> "list[UploadedFile[bytes]]":
    """Those of a form that was sent. Raises FilesRefused for what was refused on its way."""
    try:
        uploads.require_received(request)
    except Refusal as refusal:
        raise FilesRefused(refusal.message) from refusal
    return request.FILES.getlist(FIELD)


def files_html(files: Sequence[PrivateFile], *, author: str, url_name: str, slug: str) -> SafeString:
    """Beside the words that they came with. `url_name`: of the page that answers one of them."""
    pictures = [one for one in files if one.is_picture]
    context = {
        "pictures": [{"file": one, "template": _PICTURE[FileStatus(one.status)]} for one in pictures],
        "documents": [one for one in files if not one.is_picture],
        "author": author,
        "count": len(pictures),
        "url_name": url_name,
        "slug": slug,
    }
    return render_to_string("private_files/files.html", context)


def file_response(file: PrivateFile, *, small: bool = False) -> HttpResponse:
    """Its bytes, decrypted as they leave. That the viewer may read it is the caller's to know."""
    if not file.is_ready or (small and not file.is_picture):
        raise Http404
    try:
        name = file.name
        pieces = vault.read(file.pk, FileCopy.SMALL if small else FileCopy.WHOLE, file.key)
    except FileNotFoundError as error:
        raise Http404 from error
    except UnreadableValue as error:
        raise FileUnreadable from error
    answer = StreamingHttpResponse(
        pieces, content_type="image/webp" if file.is_picture else "application/pdf"
    )
    if not small:
        answer["Content-Length"] = str(file.size)
    answer["Content-Disposition"] = content_disposition_header(not file.is_picture, name) or "inline"
    answer["Content-Security-Policy"] = _POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    # A file that streams is no HttpResponse to the type checker, and one to everything else.
    return cast(HttpResponse, answer)
