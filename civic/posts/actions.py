"""What a town hall does with its publications. Each change makes the version grow: kept renderings and a second editor
both go by it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from civic.comments import actions as comments
from civic.core.audience import Audience
from civic.core.clock import ABOUT_NOW, FURTHEST, UNDO_FOR, now
from civic.core.ids import new_id
from civic.core.jobs import job
from civic.core.refusals import Refusal, require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.media import actions as media
from civic.media import queries as media_queries
from civic.moderation import actions as moderation
from civic.moderation.models import Flag
from civic.posts import queries, rules
from civic.posts.enums import PostStatus
from civic.posts.events import PostEdited, PostPinned, PostPublished, PostRemoved, PostRestored, PostScheduled
from civic.posts.models import Post, PostMedia

MAX_MEDIA = 40


class NothingToPublish(Refusal):
    message = "Donnez un titre à votre publication, ou écrivez quelques mots."


class TooManyMedia(Refusal):
    message = f"Une publication montre {MAX_MEDIA} photos ou vidéos au plus. Retirez-en quelques-unes."


class DateInThePast(Refusal):
    message = "Cette date est passée. Choisissez une date à venir, ou « Tout de suite »."


class DateTooFar(Refusal):
    message = "Choisissez une date dans les deux ans qui viennent."


class ChangedMeanwhile(Refusal):
    """Another editor saved first. The view shows what they wrote beside what was typed."""

    message = "Quelqu’un a modifié cette publication pendant que vous écriviez."


class AlreadyRemoved(Refusal):
    message = "Cette publication a été supprimée."


class AlreadySent(Refusal):
    """The form came back from the browser's history, with other words."""

    message = (
        "Ce formulaire a déjà servi : la publication qu’il a donnée est en ligne ou programmée. "
        "Pour changer son texte, choisissez « Modifier » dans son menu."
    )


class TooManyPinned(Refusal):
    message = f"{queries.MAX_PINNED} publications sont déjà épinglées. Détachez-en une d’abord."


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What the form holds. `body` is rich text of ui.rich_text; `media_ids` in the order shown."""

    title: str = ""
    body: str = ""
    audience: str = Audience.MEMBERS
    comments_open: bool = True
    media_ids: Sequence[UUID] = field(default_factory=tuple)
    link_id: UUID | None = None


@transaction.atomic
def save_draft(*, viewer: Viewer, key: str, content: Content) -> Post:
    """Keep what is being written. The same form saves the same draft; once published it is left alone."""
    require(rules.may_publish(viewer))
    post = _post_of_form(viewer, key)
    if post.status == PostStatus.DRAFT:
        _write(viewer, post, content)
    return post


@transaction.atomic
def publish_post(*, viewer: Viewer, key: str, content: Content, publish_at: datetime | None = None) -> Post:
    """Now, or at `publish_at`. The same form sent twice makes one publication."""
    require(rules.may_publish(viewer))
    post = _post_of_form(viewer, key)
    if post.status != PostStatus.DRAFT:
        if (post.title, post.body) != (content.title, content.body):
            raise AlreadySent
        return post
    _require_something(content)
    _write(viewer, post, content)
    if publish_at is None or _is_about_now(publish_at):
        _publish(post, viewer)
    else:
        _schedule(post, viewer, publish_at)
    return post


@transaction.atomic
def edit_post(
    *,
    viewer: Viewer,
    post_id: UUID,
    content: Content,
    version: int,
    publish_at: datetime | None = None,
    as_draft: bool = False,
) -> Post:
    """`version`: the one that the editor opened. `publish_at` moves a scheduled publication; None publishes it now.
    `as_draft` keeps, or puts back, among the drafts what is not out yet."""
    post = queries.post_for_update(viewer, post_id)
    require(rules.may_manage(viewer, post))
    if post.status == PostStatus.REMOVED:
        raise AlreadyRemoved
    if post.version != version:
        raise ChangedMeanwhile
    if not as_draft:
        _require_something(content)
    _write(viewer, post, content)
    if post.status in {PostStatus.DRAFT, PostStatus.SCHEDULED}:
        if as_draft:
            post.status, post.publish_at = PostStatus.DRAFT, None
            _save(post, "status", "publish_at")
        elif publish_at is None or _is_about_now(publish_at):
            _publish(post, viewer)
        else:
            _schedule(post, viewer, publish_at)
    else:
        post.edited_at = now()
        post.edited_by_id = viewer.person_id
        post.save(update_fields=["edited_at", "edited_by"])
        record(PostEdited(post_id=post.pk), viewer=viewer, target=post)
    return post


@transaction.atomic
def remove_post(*, viewer: Viewer, post_id: UUID) -> Post:
    """Gone from every page at once; can be brought back for UNDO_FOR, then erased with its files."""
    post = queries.post_for_update(viewer, post_id)
    require(rules.may_manage(viewer, post))
    if post.status == PostStatus.REMOVED:
        return post
    post.status_before_removal = post.status
    post.status = PostStatus.REMOVED
    post.removed_at = now()
    _save(post, "status", "status_before_removal", "removed_at")
    record(PostRemoved(post_id=post.pk), viewer=viewer, target=post)
    erase_post.enqueue_at(now() + UNDO_FOR, post_id=post.pk)
    return post


@transaction.atomic
def restore_post(*, viewer: Viewer, post_id: UUID) -> Post:
    post = queries.post_for_update(viewer, post_id)
    require(rules.may_manage(viewer, post))
    if post.status != PostStatus.REMOVED:
        return post
    post.status, post.status_before_removal = post.status_before_removal, ""
    post.removed_at = None
    if post.status == PostStatus.SCHEDULED and post.publish_at and post.publish_at < now():
        post.status = PostStatus.DRAFT  # its hour came meanwhile: the town hall decides anew
    if post.pinned_at and _pinned_in(post.commune_id) >= queries.MAX_PINNED:
        post.pinned_at = None  # its place at the top was taken meanwhile
    _save(post, "status", "status_before_removal", "removed_at", "pinned_at")
    record(PostRestored(post_id=post.pk), viewer=viewer, target=post)
    return post


@job()
@transaction.atomic
def erase_post(*, post_id: UUID) -> None:
    """The time for undoing is over: rows and files go. Does nothing to a publication that was brought back."""
    post = Post.objects.select_for_update().filter(pk=post_id, status=PostStatus.REMOVED).first()
    if post is None or post.removed_at is None or now() < post.removed_at + UNDO_FOR:
        return
    media_ids = list(PostMedia.objects.filter(post=post).values_list("media_id", flat=True))
    link_ids = [post.link_id] if post.link_id else []
    thread = post.thread
    post.delete()
    thread.delete()
    media.discard(media_ids=media_ids, link_ids=link_ids)


@job()
def erase_removed_posts() -> None:
    """Every night: those whose own job was lost."""
    for post_id in queries.removed_post_ids(now() - UNDO_FOR):
        erase_post(post_id=post_id)


@transaction.atomic
def pin_post(*, viewer: Viewer, post_id: UUID, pinned: bool) -> Post:
    """At the top of the feed, at most MAX_PINNED of them."""
    post = queries.post_for_update(viewer, post_id)
    require(rules.may_manage(viewer, post))
    if post.status != PostStatus.PUBLISHED:
        raise Refusal("Seule une publication déjà en ligne peut être épinglée.")
    if pinned == bool(post.pinned_at):
        return post
    if pinned and _pinned_in(post.commune_id) >= queries.MAX_PINNED:
        raise TooManyPinned
    post.pinned_at = now() if pinned else None
    _save(post, "pinned_at")
    record(PostPinned(post_id=post.pk, pinned=pinned), viewer=viewer, target=post)
    return post


@job()
@transaction.atomic
def publish_due(*, post_id: UUID) -> None:
    """The hour of a scheduled publication has come. Twice does it once."""
    post = Post.objects.select_for_update().filter(pk=post_id, status=PostStatus.SCHEDULED).first()
    if post and post.publish_at and post.publish_at <= now():
        _publish(post, None, at=post.publish_at)


@job()
def publish_due_posts() -> None:
    """Every minute: those whose own job was lost."""
    for post_id in queries.due_post_ids():
        publish_due(post_id=post_id)


@transaction.atomic
def touch_posts_showing(*, media_id: UUID) -> None:
    """A photo is ready, a link card arrived: what is kept of the publication is rendered anew."""
    shown = Post.objects.filter(media_rows__media_id=media_id) | Post.objects.filter(link_id=media_id)
    ids = list(shown.values_list("pk", flat=True))
    # The content is the same to its editors: only the thread's version grows, which renderings go by too.
    comments.touch_threads(
        thread_ids=list(Post.objects.filter(pk__in=ids).values_list("thread_id", flat=True))
    )


@transaction.atomic
def touch_posts_of(*, person_id: UUID) -> None:
    """Someone's name has changed: it stands on each publication they wrote."""
    theirs = Post.objects.filter(author_id=person_id)
    comments.touch_threads(thread_ids=list(theirs.values_list("thread_id", flat=True)))


@transaction.atomic
def flag_post(*, viewer: Viewer, post_id: UUID, reason: str, words: str) -> Flag:
    post = queries.post_in_view(viewer, post_id)
    require(rules.may_flag(viewer, post))
    return moderation.flag(viewer=viewer, target=post, reason=reason, words=words)


def _post_of_form(viewer: Viewer, key: str) -> Post:
    key = key[:36] or str(new_id())
    post = (
        Post.objects.select_for_update()
        .filter(commune_id=viewer.commune.id, author_id=viewer.person_id, key=key)
        .first()
    )
    if post:
        return post
    thread = comments.open_thread(commune_id=viewer.commune.id, is_open=True, audience=Audience.TOWN_HALL)
    post, created = Post.objects.get_or_create(
        commune_id=viewer.commune.id,
        author_id=viewer.person_id,
        key=key,
        defaults={"thread": thread, "author_title": viewer.title},
    )
    if not created:  # the same form, sent twice at once: the other one was first
        thread.delete()
    return post


def _write(viewer: Viewer, post: Post, content: Content) -> None:
    """Title, text, visibility and parts. What is no longer shown is discarded."""
    if len(content.media_ids) > MAX_MEDIA:
        raise TooManyMedia
    post.title, post.body, post.audience = content.title, content.body, content.audience
    former_link = post.link_id
    post.link = media_queries.usable_link(viewer, content.link_id) if content.link_id else None
    usable = media_queries.usable_media(viewer, content.media_ids)
    former = set(PostMedia.objects.filter(post=post).values_list("media_id", flat=True))
    kept = [item.pk for item in usable]
    PostMedia.objects.filter(post=post).delete()
    PostMedia.objects.bulk_create(
        PostMedia(post=post, media_id=media_id, position=position) for position, media_id in enumerate(kept)
    )
    media.discard(
        media_ids=former - set(kept),
        link_ids=[former_link] if former_link and former_link != post.link_id else [],
    )
    post.thread.is_open = content.comments_open
    _save(post, "title", "body", "audience", "link")


def _publish(post: Post, viewer: Viewer | None, at: datetime | None = None) -> None:
    post.status = PostStatus.PUBLISHED
    post.published_at = at or now()
    post.publish_at = None
    _save(post, "status", "published_at", "publish_at")
    record(PostPublished(post_id=post.pk), viewer=viewer, target=post, commune_id=post.commune_id)


def _schedule(post: Post, viewer: Viewer, publish_at: datetime) -> None:
    if publish_at < now():
        raise DateInThePast
    if publish_at > now() + FURTHEST:
        raise DateTooFar
    post.status = PostStatus.SCHEDULED
    post.publish_at = publish_at
    _save(post, "status", "publish_at")
    record(PostScheduled(post_id=post.pk, publish_at=publish_at.isoformat()), viewer=viewer, target=post)
    publish_due.enqueue_at(publish_at, post_id=post.pk)


def _pinned_in(commune_id: int) -> int:
    pinned = Post.objects.filter(status=PostStatus.PUBLISHED, pinned_at__isnull=False)
    return pinned.filter(commune_id=commune_id).count()


def _is_about_now(moment: datetime) -> bool:
    return now() - ABOUT_NOW <= moment <= now()


def _require_something(content: Content) -> None:
    if not (content.title or content.body):
        raise NothingToPublish


def _save(post: Post, *fields: str) -> None:
    """Save, grow the version, and let the thread and the files follow who may see."""
    post.version += 1
    post.save(update_fields=[*fields, "version", "saved_at"])
    audience = rules.thread_audience(post)
    page = f"/{post.commune.slug}/actualites/{post.pk}/"
    comments.settle_thread(
        thread_id=post.thread_id, is_open=post.thread.is_open, audience=audience, page=page
    )
    media.attach(
        commune_id=post.commune_id,
        used_by=post.pk,
        audience=Audience(audience),
        media_ids=list(PostMedia.objects.filter(post=post).values_list("media_id", flat=True)),
        link_ids=[post.link_id] if post.link_id else [],
    )
