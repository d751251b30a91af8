from django.urls import reverse

from civic.contents.registry import Lifecycle, Reuse, register
from civic.core.text import Noun
from civic.core.viewer import Viewer
from civic.media.actions import keeping as media
from civic.posts import actions, queries, rules
from civic.posts.enums import PUBLISH
from civic.posts.events import PostEdited, PostPinned, PostPublished, PostRemoved, PostRestored, PostScheduled
from civic.posts.models import Post, PostMedia
from civic.threads.actions import threads
from civic.threads.kinds import CommentedContent

NOUN = Noun("publication", "publications", feminine=True)


def _scheduled(post: Post) -> PostScheduled:
    assert post.publish_at
    return PostScheduled(post_id=post.pk, publish_at=post.publish_at.isoformat())


def _thread(post: Post) -> threads.ThreadState:
    return threads.ThreadState(page=reverse("post_detail", args=[post.commune.slug, post.pk]))


def _attach_files(post: Post) -> None:
    """They follow who may see the publication."""
    media.attach(
        commune_id=post.commune_id,
        used_by=post.pk,
        audience=rules.media_audience(post),
        media_ids=list(PostMedia.objects.filter(post=post).values_list("media_id", flat=True)),
        link_ids=[post.link_id] if post.link_id else [],
    )


def _erase_with_parts(post: Post) -> None:
    media_ids = list(PostMedia.objects.filter(post=post).values_list("media_id", flat=True))
    link_ids = [post.link_id] if post.link_id else []
    post.delete()
    threads.erase_thread(thread_id=post.thread_id)
    media.discard(media_ids=media_ids, link_ids=link_ids)


def _copy(viewer: Viewer, post: Post, key: str) -> Post:
    """For whom the town hall's publications are, is each town hall's own."""
    audience, comments_open = queries.usual_settings(viewer.commune.id)
    content = actions.PostContent(
        title=post.title, body=post.body, audience=audience, comments_open=comments_open
    )
    return actions.save_draft(viewer=viewer, key=key, content=content)


register(
    Lifecycle(
        model=Post,
        noun=NOUN,
        already_sent="Ce formulaire a déjà servi : la publication qu’il a donnée est en ligne ou programmée. "
        "Pour changer son texte, choisissez « Modifier » dans son menu.",
        changed_meanwhile="",  # what the other one saved is shown beside it
        scheduled=_scheduled,
        published=lambda post: PostPublished(post_id=post.pk),
        edited=lambda post: PostEdited(post_id=post.pk),
        pinned=lambda post, pinned: PostPinned(post_id=post.pk, pinned=pinned),
        removed=lambda post: PostRemoved(post_id=post.pk),
        restored=lambda post: PostRestored(post_id=post.pk),
        title=queries.title_of,
        edit_page="post_edit",
        prepared_by=rules.may_publish,
        new_page="post_new",
        reuse=Reuse(rows=queries.reusable, words=queries.plain_words, copy=_copy),
        thread=_thread,
        commented=CommentedContent(
            on_own_key="comment_on_own_post",
            after_own_key="comment_after_own",
            answer_key="comment_answered",
            noun=NOUN,
            right=PUBLISH,
            of_thread=queries.post_of_thread,
            title=queries.title_of,
            removed=PostRemoved,
            removed_id=lambda event: event.post_id,
        ),
        after_saving=_attach_files,
        erase=_erase_with_parts,
        has_drafts=True,
        max_pinned=rules.MAX_PINNED,
    )
)
