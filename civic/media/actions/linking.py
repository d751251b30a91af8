"""Addresses that people paste: a page to link to, a video of another site. Both are read in the background."""

import io
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import transaction

from civic.core.clock import now
from civic.core.ids import new_id
from civic.core.jobs import Lane, job
from civic.core.refusals import Refusal
from civic.core.viewer import Viewer
from civic.media import cards, fetching, hosts, pictures, storage
from civic.media.actions.preparing import store
from civic.media.actions.receiving import require_room, uploaded
from civic.media.enums import MediaKind, MediaStatus
from civic.media.events import media_changed
from civic.media.models import POSTER, LinkPreview, Media

PAGE_SECONDS = 8.0
PICTURE_SECONDS = 12.0
PICTURE_BYTES = 8 * 1024 * 1024
_PAGES = ("text/html", "application/xhtml+xml")

MAX_UNREAD = 10

log = structlog.get_logger("civic.media")


class TooManyUnread(Refusal):
    message = "Dix de vos liens attendent encore leur aperçu. Patientez une minute, puis ajoutez celui-ci."


@transaction.atomic
def hosted_video(*, viewer: Viewer, url: str, alt: str = "") -> Media:
    """A video of a known host. Usable at once; its poster follows."""
    known = hosts.require_known(url)
    require_room(viewer=viewer)
    media = uploaded(viewer=viewer, kind=MediaKind.HOSTED_VIDEO, alt=alt)
    media.address, media.status = known.page_url, MediaStatus.READY
    media.save(force_insert=True)
    read_poster.enqueue(media_id=media.id)
    return media


@transaction.atomic
def preview_link(*, viewer: Viewer, url: str) -> LinkPreview:
    address = fetching.require_public_address(url)
    require_room(viewer=viewer)
    unread = LinkPreview.objects.filter(
        owner_id=viewer.person_id, status=MediaStatus.WAITING, created_at__gt=now() - timedelta(hours=1)
    )
    if unread.count() >= MAX_UNREAD:
        raise TooManyUnread
    link = LinkPreview.objects.create(
        commune_id=viewer.commune.id, owner_id=viewer.person_id, by_town_hall=viewer.is_town_hall, url=address
    )
    read_link.enqueue(link_id=link.id)
    return link


@transaction.atomic
def _record_unread_link(*, link_id: UUID) -> None:
    link = LinkPreview.objects.select_for_update().filter(pk=link_id, status=MediaStatus.WAITING).first()
    if link is not None:
        link.status, link.fetched_at = MediaStatus.FAILED, now()
        link.save(update_fields=["status", "fetched_at"])
        media_changed.send(LinkPreview, media_id=link.id, commune_id=link.commune_id)


@job(lane=Lane.FETCHING, otherwise=_record_unread_link)
def read_link(*, link_id: UUID) -> None:
    """Fill the card. A page that does not answer leaves a plain link: the address itself may still be good."""
    link = LinkPreview.objects.filter(pk=link_id, status=MediaStatus.WAITING).first()
    if link is None:
        return
    card = _card(link.url)
    picture = _picture(card.picture_url) if card else None
    picture_id = new_id()
    fields = store(media_id=picture_id, prepared=picture) if picture else {}
    is_stored = False
    try:
        with transaction.atomic():
            link = (
                LinkPreview.objects.select_for_update().filter(pk=link_id, status=MediaStatus.WAITING).first()
            )
            if link is not None:
                is_stored = True
                if fields:
                    link.picture = _picture_of(link, picture_id, fields)
                if card:
                    link.title, link.description, link.site_name = (
                        card.title,
                        card.description,
                        card.site_name,
                    )
                link.status = MediaStatus.READY if card and card.title else MediaStatus.FAILED
                link.fetched_at = now()
                link.save()
                media_changed.send(LinkPreview, media_id=link.id, commune_id=link.commune_id)
    finally:
        if not is_stored:
            storage.erase(picture_id)


@job(lane=Lane.FETCHING)
def read_poster(*, media_id: UUID) -> None:
    """The still of a hosted video, from its page. Without one, the plain frame of the templates stays."""
    media = Media.objects.filter(pk=media_id, kind=MediaKind.HOSTED_VIDEO, variants=[]).first()
    if media is None:
        return
    card = _card(media.address)
    picture = _picture(card.picture_url, poster=True) if card else None
    if card is None or (picture is None and not card.title):
        return
    fields = store(media_id=media_id, prepared=picture) if picture else {}
    with transaction.atomic():
        row = Media.objects.select_for_update().filter(pk=media_id).first()
        if row is not None:
            for name, value in fields.items():
                setattr(row, name, value)
            row.alt = row.alt or card.title
            row.save()
            media_changed.send(Media, media_id=media_id, commune_id=row.commune_id)
    if row is None:
        storage.erase(media_id)


def _card(url: str) -> cards.PageCard | None:
    try:
        page = fetching.fetch(
            url, max_bytes=cards.READ_AT_MOST, seconds=PAGE_SECONDS, accept=_PAGES, cut=True
        )
    except fetching.FetchFailed as error:
        log.info("page_not_read", reason=str(error))
        return None
    return cards.read_card(page.body, page.charset, page.url)


def _picture(url: str, *, poster: bool = False) -> pictures.Prepared | None:
    if not url:
        return None
    try:
        found = fetching.fetch(url, max_bytes=PICTURE_BYTES, seconds=PICTURE_SECONDS, accept=("image/",))
        pictures.inspect(io.BytesIO(found.body), len(found.body))
        file = io.BytesIO(found.body)
        return pictures.prepare_poster(file, name=POSTER) if poster else pictures.prepare(file, moving=False)
    except (fetching.FetchFailed, Refusal) as error:
        log.info("picture_not_read", reason=type(error).__name__)
        return None


def _picture_of(link: LinkPreview, picture_id: UUID, fields: dict[str, object]) -> Media:
    """As visible and as lasting as its link."""
    return Media.objects.create(
        id=picture_id,
        commune_id=link.commune_id,
        owner_id=link.owner_id,
        by_town_hall=link.by_town_hall,
        kind=MediaKind.PHOTO,
        status=MediaStatus.READY,
        audience=link.audience,
        attached_at=link.attached_at or now(),
        used_by=link.pk,
        **fields,
    )
