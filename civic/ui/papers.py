"""Pages to print or to hand over, as tagged PDF."""

from functools import lru_cache

import segno
from PIL import ImageFile


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
