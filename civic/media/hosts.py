"""Videos of other sites: the addresses people copy, in all their forms, and the player that shows each one."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from civic.core.refusals import Refusal


class UnknownVideoHost(Refusal):
    message = (
        "Nous ne reconnaissons pas cette vidéo. Collez l’adresse d’une vidéo de YouTube, de Vimeo ou de Dailymotion, "
        "ou envoyez le fichier de votre vidéo."
    )


@dataclass(frozen=True, slots=True)
class HostedVideo:
    provider: str  # the name shown: « YouTube »
    video_id: str
    page_url: str  # one address for a video, whatever was typed
    embed_url: str  # only loaded after a click


_YOUTUBE = {"youtube.com", "youtube-nocookie.com", "youtu.be"}
_YOUTUBE_ID = re.compile(r"[\w-]{11}")
_VIMEO_ID = re.compile(r"\d{5,12}")
_VIMEO_HASH = re.compile(r"[0-9a-f]{8,12}")
_DAILYMOTION_ID = re.compile(r"(x[0-9a-z]{4,9})(?:_.*)?", re.IGNORECASE)


def host_name(url: str) -> str:
    """`www.eze.fr` → `eze.fr`; "" when the address cannot be read."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
    return re.sub(r"^(www|m|mobile)\.", "", host)


def recognise(url: str) -> HostedVideo | None:
    """The video behind an address, or None when it belongs to no host that we know."""
    url = url.strip()
    if not re.match(r"https?://", url, re.IGNORECASE):
        url = f"https://{url}"
    host = re.sub(r"^music\.", "", host_name(url))
    if not host:
        return None
    parts = urlsplit(url)
    path = [piece for piece in parts.path.split("/") if piece]
    query = parse_qs(parts.query)
    if host in _YOUTUBE:
        return _youtube(host, path, query)
    if host in {"vimeo.com", "player.vimeo.com"}:
        return _vimeo(path, query)
    if host in {"dailymotion.com", "geo.dailymotion.com", "dai.ly"}:
        return _dailymotion(host, path, query)
    return None


def require_known(url: str) -> HostedVideo:
    video = recognise(url)
    if video is None:
        raise UnknownVideoHost
    return video


def _youtube(host: str, path: list[str], query: dict[str, list[str]]) -> HostedVideo | None:
    if host == "youtu.be":
        candidate = path[0] if path else ""
    elif len(path) >= 2 and path[0] in {"embed", "shorts", "live", "v"}:
        candidate = path[1]
    else:
        candidate = query.get("v", [""])[0]
    if not _YOUTUBE_ID.fullmatch(candidate):
        return None
    return HostedVideo(
        "YouTube",
        candidate,
        f"https://www.youtube.com/watch?v={candidate}",
        f"https://www.youtube-nocookie.com/embed/{candidate}?autoplay=1&rel=0",
    )


def _vimeo(path: list[str], query: dict[str, list[str]]) -> HostedVideo | None:
    # The number comes last, or before the key of an unlisted video: /channels/nature/123456789, /123456789/0a1b2c3d4e
    numbers = [i for i, piece in enumerate(path) if _VIMEO_ID.fullmatch(piece)]
    if not numbers:
        return None
    last = numbers[-1]
    key = query.get("h", path[last + 1 : last + 2] or [""])[0]
    if not _VIMEO_HASH.fullmatch(key):
        key = ""
    video_id = path[last]
    return HostedVideo(
        "Vimeo",
        video_id,
        f"https://vimeo.com/{video_id}" + (f"/{key}" if key else ""),
        f"https://player.vimeo.com/video/{video_id}?autoplay=1&dnt=1" + (f"&h={key}" if key else ""),
    )


def _dailymotion(host: str, path: list[str], query: dict[str, list[str]]) -> HostedVideo | None:
    if host == "dai.ly":
        candidate = path[0] if path else ""
    elif "video" in query:
        candidate = query["video"][0]
    elif "video" in path[:-1]:
        candidate = path[path.index("video") + 1]
    else:
        return None
    found = _DAILYMOTION_ID.fullmatch(candidate)
    if not found:
        return None
    video_id = found[1]
    return HostedVideo(
        "Dailymotion",
        video_id,
        f"https://www.dailymotion.com/video/{video_id}",
        f"https://geo.dailymotion.com/player.html?video={video_id}&autoplay=1",
    )
