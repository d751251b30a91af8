"""What a town hall does with its publications. What they share with other contents is in `civic.contents.actions`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from civic.contents import actions as contents
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.refusals import Refusal, require
from civic.core.viewer import Viewer
from civic.live import actions as live
from civic.live.rules import commune_topic
from civic.media import queries as media_queries
from civic.media.actions import keeping as media
from civic.media.actions.describing import describe_attached
from civic.moderation import actions as moderation
from civic.moderation.models import Flag
from civic.posts import queries, rules
from civic.posts.enums import FEATURE
from civic.posts.models import Post, PostMedia
from civic.posts.refusals import NothingToPublish
from civic.threads.actions import threads
from civic.threads.thread_kinds import COMMENTS

_WRITTEN = ("title", "body", "audience", "link")


class TooManyMedia(Refusal):
    message = f"Une publication montre {rules.MAX_MEDIA} photos ou vidéos au plus. Retirez-en quelques-unes."


@dataclass(frozen=True, slots=True, kw_only=True)
class PostContent:
    """What the form holds. `body` is rich text of ui.rich_text; `media_ids` in the order shown; `alts` and `captions`
    (WebVTT) of those that are described again; `publish_at` None: at once."""

    title: str = ""
    body: str = ""
    audience: str = Audience.MEMBERS
    comments_open: bool = True
    media_ids: Sequence[UUID] = field(default_factory=tuple)
    alts: Mapping[UUID, str] = field(default_factory=dict)
    captions: Mapping[UUID, str] = field(default_factory=dict)
    link_id: UUID | None = None
    publish_at: datetime | None = None


@transaction.atomic
def save_draft(*, viewer: Viewer, key: str, content: PostContent) -> Post:
    """Keep what is being written. The same form saves the same draft."""
    require(rules.may_publish(viewer))
    post, is_to_write = _post_of_form(viewer, key, content)
    if is_to_write:
        _write(viewer, post, content)
        contents.keep_as_draft(content=post, viewer=viewer, fields=_WRITTEN)
        _describe_media(post, content)
    return post


@transaction.atomic
def publish_post(*, viewer: Viewer, key: str, content: PostContent) -> Post:
    """Now, or at its hour. The same form sent twice makes one publication."""
    require(rules.may_publish(viewer))
    post, is_to_write = _post_of_form(viewer, key, content)
    if is_to_write:
        _require_something(content)
        _write(viewer, post, content)
        contents.publish(content=post, viewer=viewer, at=content.publish_at, fields=_WRITTEN)
        _describe_media(post, content)
    return post


@transaction.atomic
def edit_post(
    *, viewer: Viewer, post_id: UUID, content: PostContent, version: int, as_draft: bool = False
) -> Post:
    """`version`: the one that the editor opened. `content.publish_at` moves a scheduled publication. `as_draft` keeps,
    or puts back, among the drafts what is not out yet."""
    post = _managed(viewer, post_id)
    contents.require_version(content=post, version=version)
    as_draft = as_draft and not post.is_published
    if not as_draft:
        _require_something(content)
    _write(viewer, post, content)
    if post.is_published:
        post.edited_at, post.edited_by_id = now(), viewer.person_id
    contents.save_edited(
        content=post,
        viewer=viewer,
        at=None if as_draft else content.publish_at,
        as_draft=as_draft,
        fields=[*_WRITTEN, "edited_at", "edited_by"],
    )
    _describe_media(post, content)
    return post


@transaction.atomic
def remove_post(*, viewer: Viewer, post_id: UUID) -> Post:
    return contents.remove(content=_managed(viewer, post_id), viewer=viewer)


@transaction.atomic
def restore_post(*, viewer: Viewer, post_id: UUID) -> Post:
    return contents.restore(content=_managed(viewer, post_id), viewer=viewer)


@transaction.atomic
def pin_post(*, viewer: Viewer, post_id: UUID, pinned: bool, last_day: date | None = None) -> Post:
    """At the top of the feed."""
    return contents.pin(content=_managed(viewer, post_id), viewer=viewer, pinned=pinned, last_day=last_day)


@transaction.atomic
def flag_post(*, viewer: Viewer, post_id: UUID, reason: str, words: str) -> Flag:
    post = queries.post_in_view(viewer, post_id)
    require(rules.may_flag(viewer, post))
    return moderation.flag(
        viewer=viewer,
        target=post,
        text=f"{post.title}\n{post.body}".strip(),
        author_id=post.author_id,
        reason=reason,
        words=words,
    )


@transaction.atomic
def bump_posts_with(*, media_id: UUID) -> None:
    """A photo is ready, a link card arrived, a video failed. The publication is the same to its editors: only the
    version of its thread grows, which cached fragments go by too. Pages where a file is awaited hear of it."""
    posts = queries.posts_with(media_id)
    _bump(posts)
    for post in posts.filter(removed_at=None).select_related("commune"):
        url = reverse("post_edit", args=[post.commune.slug, post.pk])
        contents.notify_failed_file(content=post, title=queries.title_of(post), media_id=media_id, url=url)
    for commune_id, audience in queries.audiences_awaiting(media_id):
        live.publish(topic=commune_topic(commune_id, audience), name="media")


@transaction.atomic
def bump_posts_of(*, person_id: UUID) -> None:
    """Someone's name has changed: it stands on each publication they wrote."""
    _bump(Post.objects.filter(author_id=person_id))


def _bump(posts: Any) -> None:
    threads.bump_versions(thread_ids=list(posts.values_list("thread_id", flat=True)))


# --- In the caller's transaction ------------------------------------------------------------------------------------


def _managed(viewer: Viewer, post_id: UUID) -> Post:
    post = queries.post_for_update(viewer, post_id)
    require(rules.may_manage(viewer, post))
    return post


def _post_of_form(viewer: Viewer, key: str, content: PostContent) -> tuple[Post, bool]:
    def make() -> Post:
        thread = threads.open_thread(kind=COMMENTS, commune_id=viewer.commune.id, feature=FEATURE)
        return Post(thread=thread)

    return contents.content_of_form(
        model=Post, viewer=viewer, form_key=key, submitted=_submitted(viewer, content), make=make
    )


def _submitted(viewer: Viewer, content: PostContent) -> dict[str, Any]:
    """Files that are sent again with the form are the same files."""
    link = media_queries.usable_link(viewer, content.link_id) if content.link_id else None
    signatures = media_queries.signatures(viewer, content.media_ids, content.alts)
    return {
        "title": content.title,
        "body": content.body,
        "audience": content.audience,
        "comments_open": content.comments_open,
        "media": list(signatures.values()),
        "captions": list(content.captions.values()),
        "link": link.url if link else "",
        "publish_at": content.publish_at,
    }


def _write(viewer: Viewer, post: Post, content: PostContent) -> None:
    """Into a locked publication that the caller saves. What is no longer shown is discarded."""
    if len(content.media_ids) > rules.MAX_MEDIA:
        raise TooManyMedia
    post.title, post.body, post.audience = content.title, content.body, content.audience
    former_link = post.link_id
    post.link = media_queries.usable_link(viewer, content.link_id) if content.link_id else None
    wanted = [item.pk for item in media_queries.usable_media(viewer, content.media_ids)]
    former = set(PostMedia.objects.filter(post=post).values_list("media_id", flat=True))
    PostMedia.objects.filter(post=post).delete()
    PostMedia.objects.bulk_create(
        PostMedia(post=post, media_id=media_id, position=position) for position, media_id in enumerate(wanted)
    )
    media.discard(
        media_ids=former - set(wanted),
        link_ids=[former_link] if former_link and former_link != post.link_id else [],
    )
    post.thread.is_open = content.comments_open


def _describe_media(post: Post, content: PostContent) -> None:
    describe_attached(used_by=post.pk, alts=content.alts, webvtt=content.captions)


def _require_something(content: PostContent) -> None:
    if not (content.title or content.body):
        raise NothingToPublish
