"""Reads. What the viewer may not see does not exist: Http404."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.http import Http404

from civic.core.viewer import Viewer
from civic.media import rules
from civic.media.enums import MediaStatus
from civic.media.models import LinkPreview, Media


def media_for(viewer: Viewer, media_id: UUID) -> Media:
    """A file of the viewer's commune on this page. Portraits have their own address."""
    media = Media.objects.filter(pk=media_id).exclude(commune_id=None).first()
    if media is None or not rules.may_see(viewer, media):
        raise Http404
    return media


def portrait_for(viewer: Viewer, media_id: UUID) -> Media:
    media = Media.objects.filter(pk=media_id, commune_id=None).first()
    if media is None or not rules.may_see(viewer, media):
        raise Http404
    return media


def usable_media_for(viewer: Viewer, media_id: UUID) -> Media:
    """One that the viewer may attach."""
    media = Media.objects.filter(pk=media_id).first()
    if media is None or not rules.may_use(viewer, media):
        raise Http404
    return media


def usable_link(viewer: Viewer, link_id: UUID) -> LinkPreview:
    link = LinkPreview.objects.select_related("picture").filter(pk=link_id).first()
    if link is None or not rules.may_use(viewer, link):
        raise Http404
    return link


def usable_media(viewer: Viewer, ids: Iterable[UUID]) -> list[Media]:
    """Those that the viewer may attach, in the order asked, each once. Others are left out without a word."""
    wanted = list(dict.fromkeys(ids))
    found = {media.pk: media for media in Media.objects.filter(pk__in=wanted) if rules.may_use(viewer, media)}
    return [found[key] for key in wanted if key in found]


def link_of(viewer: Viewer, url: str) -> LinkPreview | None:
    """The newest card of that address that the viewer may attach."""
    cards = LinkPreview.objects.select_related("picture").filter(commune_id=viewer.commune.id, url=url)
    return next((card for card in cards.order_by("-id")[:5] if rules.may_use(viewer, card)), None)


def unused_link_of(viewer: Viewer, url: str) -> LinkPreview | None:
    """A card of that address which no content shows yet."""
    cards = LinkPreview.objects.filter(commune_id=viewer.commune.id, url=url, attached_at=None)
    return next((card for card in cards.order_by("-id")[:5] if rules.may_use(viewer, card)), None)


def failed(media_id: UUID) -> Media | LinkPreview | None:
    """This file, or this link's card, if it could not be prepared. For whoever tells the person who sent it."""
    which = {"pk": media_id, "status": MediaStatus.FAILED}
    return Media.objects.filter(**which).first() or LinkPreview.objects.filter(**which).first()


def signatures(
    viewer: Viewer, ids: Iterable[UUID], alts: Mapping[UUID, str] | None = None
) -> dict[UUID, str]:
    """What a form says by these files: those sent again with it have another key and the same signature. `alts`: what
    it says of them in place of what is saved."""
    alts = alts or {}
    return {media.pk: media.signature(alts.get(media.pk, media.alt)) for media in usable_media(viewer, ids)}
