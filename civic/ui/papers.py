"""Pages to print or to hand over, as tagged PDF."""

from datetime import timedelta
from functools import lru_cache
from io import BytesIO
from typing import Any, cast

import segno
from django.http import FileResponse, HttpResponse
from PIL import ImageFile

GIVEN_UP_AFTER = timedelta(minutes=15)  # one that no worker has prepared: another click asks again


@lru_cache(maxsize=100)
def qr_code(address: str) -> str:
    """As an SVG: a quarter of it may be lost, as on a wall in the rain."""
    code = segno.make(address, error="q", micro=False)
    return code.svg_inline(scale=1, border=4, omitsize=True, svgclass=None, lineclass=None)


def tagged_pdf(html: str, style: str) -> bytes:
    """Read aloud in order (PDF/UA). Nothing is fetched: what the page shows is in it. For workers alone."""
    import weasyprint  # noqa: PLC0415 - takes seconds to load, and web processes never need it

    # It sets the whole process to draw half a picture as if it were whole: photos that arrive damaged must be refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols={"data"})
    page = weasyprint.HTML(string=html, url_fetcher=fetcher)
    return bytes(page.write_pdf(stylesheets=[weasyprint.CSS(string=style)], pdf_variant="pdf/ua-1") or b"")


def pdf_answer(file: Any, name: str) -> HttpResponse:
    """To be saved under that name, and kept by no cache. `file`: an open one, or all of its bytes."""
    opened = BytesIO(file) if isinstance(file, bytes) else file
    answer = FileResponse(opened, as_attachment=True, filename=name, content_type="application/pdf")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return cast(HttpResponse, answer)  # which it is to all but the type checker
