"""What people do under a content. Each ends with the thread's version growing, so that kept renderings change."""

from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import F

from civic.comments import queries, rules
from civic.comments.enums import RemovedBy
from civic.comments.events import CommentEdited, CommentRemoved, CommentWritten, ContentLiked, LikeWithdrawn
from civic.comments.models import Comment, Like, Thread
from civic.core.clock import now
from civic.core.refusals import NotAllowed, Refusal, require
from civic.core.text import clean_line, clean_text, is_blank
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.moderation import actions as moderation
from civic.moderation.models import Flag

MAX_LENGTH = 3000


class ThreadClosed(Refusal):
    message = "Les commentaires sont fermés pour cette publication."


class CommentEmpty(Refusal):
    message = "Écrivez votre commentaire avant de l’envoyer."


class CommentTooLong(Refusal):
    message = "Votre commentaire est trop long : 3 000 caractères au plus."


class TooLateToEdit(Refusal):
    message = "Un commentaire peut être modifié pendant 15 minutes. Vous pouvez encore le supprimer."


class AlreadyRemoved(Refusal):
    message = "Ce commentaire a déjà été supprimé."


class ReasonMissing(Refusal):
    message = "Dites en quelques mots pourquoi ce commentaire est retiré : son auteur le lira."


class RestrictedFromSpeaking(NotAllowed):
    message = "La mairie a suspendu votre droit de commenter. Votre texte est conservé ici, mais il n’est pas envoyé."


def open_thread(*, commune_id: int, is_open: bool, audience: str) -> Thread:
    """The thread of a new content, in the content's own transaction."""
    return Thread.objects.create(commune_id=commune_id, is_open=is_open, audience=audience)


def settle_thread(*, thread_id: UUID, is_open: bool, audience: str, page: str = "") -> None:
    """The content changed: its thread follows."""
    Thread.objects.filter(pk=thread_id).update(
        is_open=is_open, audience=audience, page=page, version=F("version") + 1
    )


def _cleaned(body: str) -> str:
    body = clean_text(body)
    if not body:
        raise CommentEmpty
    if len(body) > MAX_LENGTH:
        raise CommentTooLong
    return body


@transaction.atomic
def write_comment(*, viewer: Viewer, thread_id: UUID, body: str, key: str) -> Comment:
    """`key` comes with the form: the same words sent twice from it write one comment. Other words from a form that the
    browser had kept are another comment."""
    thread = queries.thread_for_update(viewer, thread_id)
    if rules.is_restricted(viewer):
        raise RestrictedFromSpeaking
    require(rules.may_speak(viewer, thread))
    if not thread.is_open:
        raise ThreadClosed
    body = _cleaned(body)
    comment, created = Comment.objects.get_or_create(
        thread=thread,
        author_id=viewer.person_id,
        key=sha256(f"{key[:36]} {body}".encode()).hexdigest()[:36],
        defaults={
            "body": body,
            "for_town_hall": viewer.is_town_hall,
            "author_title": viewer.title,
            "written_at": now(),
        },
    )
    if created:
        _change(thread, comments=1)
        record(CommentWritten(comment_id=comment.pk, thread_id=thread.pk), viewer=viewer, target=comment)
    return comment


@transaction.atomic
def edit_comment(*, viewer: Viewer, comment_id: UUID, body: str) -> Comment:
    comment = queries.comment_for_update(viewer, comment_id)
    require(comment.author_id == viewer.person_id)
    if comment.removed_at:
        raise AlreadyRemoved
    if rules.is_restricted(viewer):
        raise RestrictedFromSpeaking
    if not rules.may_edit(viewer, comment, now()):
        raise TooLateToEdit
    body = _cleaned(body)
    if body != comment.body:
        comment.body = body
        comment.edited_at = now()
        comment.save(update_fields=["body", "edited_at"])
        _change(comment.thread)
        record(CommentEdited(comment_id=comment.pk), viewer=viewer, target=comment)
    return comment


@transaction.atomic
def remove_own_comment(*, viewer: Viewer, comment_id: UUID) -> Comment:
    comment = queries.comment_for_update(viewer, comment_id)
    require(comment.author_id == viewer.person_id)
    return _remove(viewer, comment, RemovedBy.AUTHOR, "")


@transaction.atomic
def remove_comment(*, viewer: Viewer, comment_id: UUID, reason: str) -> Comment:
    """By the town hall, with the reason that takes the text's place."""
    comment = queries.comment_for_update(viewer, comment_id)
    require(rules.may_remove_any(viewer))
    reason = clean_line(reason)[:300]
    if is_blank(reason):
        raise ReasonMissing
    return _remove(viewer, comment, RemovedBy.TOWN_HALL, reason)


def _remove(viewer: Viewer, comment: Comment, by: RemovedBy, reason: str) -> Comment:
    if comment.removed_at:
        raise AlreadyRemoved
    comment.removed_at = now()
    comment.removed_by = by
    comment.removal_reason = reason
    comment.body = ""
    comment.save(update_fields=["removed_at", "removed_by", "removal_reason", "body"])
    _change(comment.thread, comments=-1)
    by_town_hall = by is RemovedBy.TOWN_HALL
    record(CommentRemoved(comment_id=comment.pk, by_town_hall=by_town_hall), viewer=viewer, target=comment)
    return comment


@transaction.atomic
def set_like(*, viewer: Viewer, thread_id: UUID, liked: bool) -> Thread:
    """Say the state that is wanted, so that a double click or two devices agree."""
    thread = queries.thread_for_update(viewer, thread_id)
    require(viewer.is_member)
    mine = Like.objects.filter(thread=thread, person_id=viewer.own_id)
    if liked:
        _, changed = Like.objects.get_or_create(thread=thread, person_id=viewer.own_id)
    else:
        changed = bool(mine.delete()[0])
    if changed:
        _change(thread, likes=1 if liked else -1)
        event = ContentLiked(thread_id=thread.pk) if liked else LikeWithdrawn(thread_id=thread.pk)
        record(event, target=thread, commune_id=thread.commune_id)
        thread.refresh_from_db()
    return thread


@transaction.atomic
def flag_comment(*, viewer: Viewer, comment_id: UUID, reason: str, words: str) -> Flag:
    comment = queries.comment_in_view(viewer, comment_id)
    require(rules.may_flag(viewer, comment))
    return moderation.flag(viewer=viewer, target=comment, reason=reason, words=words)


def _change(thread: Thread, *, comments: int = 0, likes: int = 0) -> None:
    Thread.objects.filter(pk=thread.pk).update(
        comments=F("comments") + comments, likes=F("likes") + likes, version=F("version") + 1
    )


def touch_threads(*, thread_ids: list[UUID]) -> None:
    """Something shown with these threads has changed."""
    Thread.objects.filter(pk__in=thread_ids).update(version=F("version") + 1)


def touch_threads_of(*, person_id: UUID) -> None:
    """Someone's name or photo has changed: it stands beside each of their comments."""
    theirs = Comment.objects.filter(author_id=person_id).values("thread_id")
    Thread.objects.filter(pk__in=theirs).update(version=F("version") + 1)
