from urllib.parse import SplitResult, urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

_ELSEWHERE = urlsplit("")


def referring_page(request: HttpRequest) -> SplitResult:
    """Path and query of the page of this site that the browser comes from, or whose part is asked for; all empty for
    another site's."""
    before = urlsplit(request.headers.get("Referer", ""))
    here = before._replace(scheme="", netloc="", fragment="")
    is_ours = before.netloc == request.get_host() and url_has_allowed_host_and_scheme(here.geturl(), None)
    return here if is_ours else _ELSEWHERE
