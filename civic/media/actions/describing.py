"""What a file says to those who do not see or hear it: its alternative text, and the captions of a video.

Until a content shows the file, who sent it describes it. From then on its words are part of that content: its form
carries them, and its action writes them under its own rule.
"""

from collections.abc import Mapping
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.http import Http404

from civic.core.refusals import Refusal
from civic.core.text import clean_line
from civic.core.viewer import Viewer
from civic.media import captions, rules, storage
from civic.media.enums import MediaKind
from civic.media.events import media_changed
from civic.media.models import CAPTIONS, MAX_ALT, Media


class AltTooLong(Refusal):
    message = f"Cette description dépasse {MAX_ALT} caractères. Une phrase courte suffit."


class NotForCaptions(Refusal):
    message = "Les sous-titres ne s’ajoutent qu’à une vidéo que vous avez envoyée."


@transaction.atomic
def describe(*, viewer: Viewer, media_id: UUID, alt: str) -> Media:
    media = _unattached_for_update(viewer, media_id)
    _write(media, alt=clean_alt(alt=alt))
    return media


@transaction.atomic
def add_captions(*, viewer: Viewer, media_id: UUID, file: "File[bytes]") -> Media:
    """Captions for a video file, .srt or .vtt; a second file takes the place of the first."""
    media = _unattached_for_update(viewer, media_id)
    _write(media, webvtt=read_captions(media=media, file=file))
    return media


@transaction.atomic
def describe_attached(
    *, used_by: UUID, alts: Mapping[UUID, str], webvtt: Mapping[UUID, str] | None = None
) -> None:
    """By file, what the form of the content `used_by` says. Call last in the action that writes the content: the
    files of captions stay when the transaction does not."""
    webvtt = webvtt or {}
    files = Media.objects.filter(used_by=used_by, pk__in={*alts, *webvtt}).order_by("pk")
    for media in files.select_for_update():
        text = webvtt.get(media.pk, "")
        _write(
            media,
            alt=clean_alt(alt=alts[media.pk]) if media.pk in alts else None,
            webvtt=read_captions(media=media, file=ContentFile(text.encode())) if text else None,
        )


def clean_alt(*, alt: str) -> str:
    alt = clean_line(alt)
    if len(alt) > MAX_ALT:
        raise AltTooLong
    return alt


def read_captions(*, media: Media, file: "File[bytes]") -> str:
    """As WebVTT."""
    if media.kind != MediaKind.VIDEO:
        raise NotForCaptions
    if file.size > captions.MAX_BYTES:
        raise captions.CaptionsTooHeavy
    return captions.to_webvtt(file.read()).decode()


def _unattached_for_update(viewer: Viewer, media_id: UUID) -> Media:
    media = Media.objects.select_for_update().filter(pk=media_id).first()
    if media is None or not rules.may_describe(viewer, media):
        raise Http404
    return media


def _write(media: Media, *, alt: str | None = None, webvtt: str | None = None) -> None:
    """Into a locked row. None: it stays as it is."""
    if alt in {None, media.alt} and webvtt is None:
        return
    media.alt = media.alt if alt is None else alt
    if webvtt is not None:
        storage.put(media.pk, CAPTIONS, webvtt.encode())
        media.has_captions = True
        media.version += 1
    media.save(update_fields=["alt", "has_captions", "version"])
    media_changed.send(Media, media_id=media.pk, commune_id=media.commune_id)
