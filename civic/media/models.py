"""Files that people send, videos that other sites host, and cards of the pages that a publication links to."""

from functools import lru_cache
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.urls import reverse

from civic.core.ids import new_id
from civic.media import hosts
from civic.media.enums import UNFINISHED, Audience, MediaKind, MediaStatus

POSTER = "affiche.webp"
SHARED = "partage.jpg"
CAPTIONS = "sous-titres.vtt"
VIDEO = "video.mp4"
MAX_ALT = 300


class Thumbnail(NamedTuple):
    name: str
    width: int
    height: int


class FormFile(NamedTuple):
    """A medium among the files of a form: what its line shows, and nothing else, since drawings are kept under it."""

    id: UUID
    commune_id: int | None
    version: int
    is_photo: bool
    alt: str
    thumbnail: Thumbnail | None
    is_ready: bool
    is_unfinished: bool
    has_failed: bool
    problem: str
    progress: int

    def url(self, name: str, slug: str = "") -> str:
        return _file_address(self, name, slug)


class Media(models.Model):
    """One photo or video. The files are in the storage under `storage.key(id, name)`, one for each variant."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Plain keys: `communes` and `accounts` stand above this app.
    commune_id = models.BigIntegerField(null=True)  # null for a portrait
    owner_id = models.UUIDField(null=True)  # who sent it; null for the picture of a link
    by_town_hall = models.BooleanField(
        default=False
    )  # sent by the town hall: its other agents may use it too
    kind = models.CharField(max_length=12, choices=MediaKind)
    audience = models.CharField(max_length=9, choices=Audience, default=Audience.TOWN_HALL)
    status = models.CharField(max_length=10, choices=MediaStatus, default=MediaStatus.WAITING)
    problem = models.CharField(max_length=300, blank=True)  # the sentence shown to who sent it
    progress = models.PositiveSmallIntegerField(default=0)  # %, of a video being converted
    alt = models.CharField("description pour les personnes malvoyantes", max_length=MAX_ALT, blank=True)
    width = models.PositiveIntegerField(default=0)  # px, of the largest variant
    height = models.PositiveIntegerField(default=0)
    duration = models.PositiveIntegerField(default=0)  # seconds
    colour = models.CharField(max_length=7, blank=True)  # #rrggbb, shown until the picture is there
    variants = models.JSONField(default=list)  # [{name, width, height, bytes, type}], widest last
    address = models.URLField(max_length=500, blank=True)  # of a hosted video: its page
    fingerprint = models.CharField(max_length=64, blank=True)  # of the file as it arrived, see `receiving`
    size = models.PositiveBigIntegerField(default=0, db_default=0)  # bytes, of the file as it arrived
    has_captions = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)  # grows when a file under the same name changes
    created_at = models.DateTimeField(auto_now_add=True)
    attached_at = models.DateTimeField(null=True)  # null: nothing uses it, purged after a day
    used_by = models.UUIDField(
        null=True
    )  # the one content that shows it, and takes it along when it is erased

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["commune_id", "id"], name="media_commune"),
            models.Index(fields=["owner_id", "created_at"], name="media_sent"),
            # Few of all: each desk asks for those that its reader sent.
            models.Index(
                fields=["owner_id", "created_at"],
                condition=models.Q(status=MediaStatus.FAILED),
                name="media_failed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_ready(self) -> bool:
        return self.status == MediaStatus.READY

    def signature(self, alt: str) -> str:
        """The same for a file that was sent twice, as a browser does with a form that it sends again."""
        return f"{self.address or self.fingerprint or self.pk} {alt}"

    @property
    def is_unfinished(self) -> bool:
        return self.status in UNFINISHED

    @property
    def has_failed(self) -> bool:
        return self.status == MediaStatus.FAILED

    @property
    def is_photo(self) -> bool:
        return self.kind == MediaKind.PHOTO

    @property
    def pictures(self) -> list[dict[str, Any]]:
        """Copies of a photo or a portrait, widest last."""
        return [v for v in self.variants if v["type"].startswith("image/") and v["name"] != SHARED]

    @property
    def largest(self) -> dict[str, Any] | None:
        return self.pictures[-1] if self.pictures else None

    @property
    def is_animated(self) -> bool:
        return any(v.get("moves") for v in self.variants)

    @property
    def thumbnail(self) -> dict[str, Any] | None:
        return self.pictures[0] if self.pictures else None

    @property
    def form_file(self) -> FormFile:
        small = self.thumbnail
        shown = {name: getattr(self, name) for name in FormFile._fields if name != "thumbnail"}
        thumbnail = Thumbnail(small["name"], small["width"], small["height"]) if small else None
        return FormFile(**shown, thumbnail=thumbnail)

    @property
    def shared_picture(self) -> dict[str, Any] | None:
        """The JPEG that social networks show with a link to a public page."""
        return self.variant(SHARED)

    @property
    def host(self) -> hosts.HostedVideo | None:
        return hosts.recognise(self.address) if self.kind == MediaKind.HOSTED_VIDEO else None

    @property
    def portrait_url(self) -> str:
        """The small square, for avatars; "" until it is ready."""
        return self.url("96.webp") if self.is_ready and self.kind == MediaKind.PORTRAIT else ""

    @property
    def large_portrait_url(self) -> str:
        return self.url("320.webp") if self.portrait_url else ""

    def url(self, name: str, slug: str = "") -> str:
        """Address of one file. `slug`: of its commune; a portrait has none."""
        return _file_address(self, name, slug)

    def srcset(self, slug: str = "") -> str:
        return ", ".join(f"{self.url(v['name'], slug)} {v['width']}w" for v in self.pictures)

    def variant(self, name: str) -> dict[str, Any] | None:
        return next((v for v in self.variants if v["name"] == name), None)

    def content_type(self, name: str) -> str | None:
        """Of a file that may be served under this name; None for every other name, the original's included."""
        if name == CAPTIONS:
            return "text/vtt; charset=utf-8" if self.has_captions else None
        variant = self.variant(name) if self.is_ready else None
        return variant["type"] if variant else None


class UploadedBytes(models.Model):
    """How much one person sent within one hour, whatever became of it since. Purged after two days."""

    owner_id = models.UUIDField()
    hour = models.DateTimeField(db_index=True)
    bytes = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner_id", "hour"], name="one_count_of_bytes_per_hour")
        ]

    def __str__(self) -> str:
        return f"{self.bytes} in {self.hour:%Y-%m-%d %H}"


class LinkPreview(models.Model):
    """A web page that a publication links to. `failed` is shown as a plain link: the address still works."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commune_id = models.BigIntegerField()
    owner_id = models.UUIDField(null=True)
    by_town_hall = models.BooleanField(default=False)
    audience = models.CharField(
        max_length=9, choices=Audience, default=Audience.TOWN_HALL
    )  # its picture follows
    url = models.URLField(max_length=2000)
    status = models.CharField(max_length=10, choices=MediaStatus, default=MediaStatus.WAITING)
    title = models.CharField(max_length=200, blank=True)
    description = models.CharField(max_length=400, blank=True)
    site_name = models.CharField(max_length=80, blank=True)
    picture = models.ForeignKey(Media, models.SET_NULL, null=True, related_name="+")
    fetched_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    attached_at = models.DateTimeField(null=True)
    used_by = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["commune_id", "id"], name="link_commune"),
            models.Index(
                fields=["owner_id", "created_at"], name="link_unattached", condition=Q(attached_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def is_unfinished(self) -> bool:
        return self.status in UNFINISHED

    @property
    def has_failed(self) -> bool:
        return self.status == MediaStatus.FAILED

    @property
    def host_name(self) -> str:
        return hosts.host_name(self.url)


def _file_address(media: Media | FormFile, name: str, slug: str) -> str:
    of_any = _portrait_address(name) if media.commune_id is None else _address_in_commune(slug, name)
    return f"{of_any.replace(_ANY_ID, str(media.id))}?v={media.version}"


# To look an address up takes longer than to write it, and a page has many.
_ANY_ID = str(UUID(int=0))


@lru_cache(maxsize=100)
def _portrait_address(name: str) -> str:
    return reverse("portrait_file", args=[_ANY_ID, name])


@lru_cache(maxsize=10_000)
def _address_in_commune(slug: str, name: str) -> str:
    return reverse("media_file", args=[slug, _ANY_ID, name])
