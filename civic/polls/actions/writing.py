"""What a town hall asks: drafts, publication, changes until the first vote."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from civic.core.audience import Audience
from civic.core.clock import ABOUT_NOW, FURTHEST, now
from civic.core.ids import new_id
from civic.core.jobs import job
from civic.core.refusals import Refusal, require
from civic.core.text import unaccented
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.media import actions as media
from civic.media import queries as media_queries
from civic.polls import queries, rules
from civic.polls.actions.counting import close_poll
from civic.polls.enums import Electorate, PollStatus
from civic.polls.events import PollEdited, PollOpened, PollPlanned
from civic.polls.models import MAX_OPTIONS, BallotBox, Poll, PollOption
from civic.polls.sealing import Seals, Tally, new_secret
from civic.town_halls.actions.pages import bump_page_version


class QuestionMissing(Refusal):
    message = "Donnez un titre à votre sondage, et posez votre question."


class TooFewOptions(Refusal):
    message = "Proposez au moins deux réponses."


class TooManyOptions(Refusal):
    message = f"Un sondage propose {MAX_OPTIONS} réponses au plus. Retirez-en quelques-unes."


class OptionTwice(Refusal):
    message = "Deux réponses sont identiques. Changez l’une d’elles, ou retirez-la."


class WrongMaximum(Refusal):
    message = "On ne peut pas choisir plus de réponses qu’il n’y en a."


class DateMissing(Refusal):
    message = "Choisissez la limite de vote."


class EndsBeforeStart(Refusal):
    message = "La limite de vote doit venir après l’ouverture."


class DateInThePast(Refusal):
    message = "Cette date est passée. Choisissez une date à venir."


class DateTooFar(Refusal):
    message = "Choisissez une date dans les deux ans qui viennent."


class NotDeclared(Refusal):
    message = "Cochez la case pour le confirmer."


class VotesCast(Refusal):
    message = (
        "Des administrés ont déjà voté : la question et les réponses ne changent plus. "
        "Vous pouvez encore changer la limite de vote, ou désactiver le sondage."
    )


class AlreadyClosed(Refusal):
    message = "Ce sondage est clos."


class AlreadyRemoved(Refusal):
    message = "Ce sondage a été supprimé."


class AlreadyPublished(Refusal):
    """The form came back from the browser's history, with other words."""

    message = (
        "Ce formulaire a déjà servi : le sondage qu’il a donné est publié. "
        "Pour le changer, ouvrez-le et choisissez « Modifier »."
    )


class ChangedMeanwhile(Refusal):
    message = (
        "Quelqu’un a modifié ce sondage pendant que vous écriviez. Vos changements sont encore là : "
        "relisez-les, ils remplaceront les siens si vous validez."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    text: str
    media_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What the form holds. `opens_at` None: as soon as it is published. `options` in their order."""

    title: str = ""
    question: str = ""
    options: Sequence[Option] = field(default_factory=tuple)
    max_choices: int = 1
    electorate: str = Electorate.ALL
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    declared: bool = False


@transaction.atomic
def save_draft(*, viewer: Viewer, key: str, content: Content) -> Poll:
    """Keep what is being written. The same form saves the same draft; once published it is left alone."""
    require(rules.may_keep_polls(viewer))
    poll = _poll_of_form(viewer, key)
    if poll.is_draft:
        poll.removed_at = None
        _write(viewer, poll, content)
    return poll


@transaction.atomic
def publish_poll(*, viewer: Viewer, key: str, content: Content) -> Poll:
    """Now, or at its hour. The same form sent twice makes one poll."""
    require(rules.may_keep_polls(viewer))
    poll = _poll_of_form(viewer, key)
    if not poll.is_draft:
        if poll.removed_at is not None:
            raise AlreadyRemoved
        if not _says(poll, content):
            raise AlreadyPublished
        return poll
    poll.removed_at = None
    _publish(viewer, poll, content)
    return poll


@transaction.atomic
def edit_poll(
    *, viewer: Viewer, poll_id: UUID, content: Content, version: int, as_draft: bool = False
) -> Poll:
    """`version`: the one that the editor opened. `as_draft` keeps, or puts back, among the drafts what is not open."""
    poll = queries.poll_for_update(viewer, poll_id)
    require(rules.may_manage(viewer, poll))
    require_editable(poll)
    if poll.version != version:
        raise ChangedMeanwhile
    if as_draft and not poll.is_open:
        poll.status = PollStatus.DRAFT
        _write(viewer, poll, content)
        bump_page_version(commune_id=poll.commune_id)
    elif poll.is_open:
        _change_open(viewer, poll, content)
    else:
        _publish(viewer, poll, content)
    return poll


def require_editable(poll: Poll) -> None:
    """Of a poll that is locked: nobody has voted yet."""
    if poll.removed_at is not None:
        raise AlreadyRemoved
    if poll.is_closed:
        raise AlreadyClosed
    if poll.is_open and queries.has_votes(poll):
        raise VotesCast


def require_end(opens_at: datetime, closes_at: datetime | None) -> None:
    if closes_at is None:
        raise DateMissing
    if closes_at <= opens_at:
        raise EndsBeforeStart
    if closes_at <= now():
        raise DateInThePast
    if closes_at > now() + FURTHEST:
        raise DateTooFar


@job()
@transaction.atomic
def open_due(*, poll_id: UUID) -> None:
    """Its hour has come. Twice does it once; one whose limit passed while nothing ran opens and is closed at once."""
    poll = (
        Poll.objects.select_for_update()
        .filter(pk=poll_id, status=PollStatus.PLANNED, removed_at=None)
        .first()
    )
    if poll and poll.opens_at and poll.opens_at <= now():
        open_poll(poll, None)


def open_poll(poll: Poll, viewer: Viewer | None) -> None:
    """With an empty box. In the caller's transaction, on a locked poll."""
    poll.status = PollStatus.OPEN
    secret = new_secret()
    empty = Seals(poll_id=poll.pk, secret=secret).seal_tally(Tally())
    BallotBox.objects.get_or_create(poll=poll, defaults={"secret": secret, "tally": empty})
    save(poll, "status", "opens_at", "closes_at")
    _ask_closing(poll)
    bump_page_version(commune_id=poll.commune_id)
    record(PollOpened(poll_id=poll.pk), viewer=viewer, target=poll, commune_id=poll.commune_id)


def save(poll: Poll, *fields: str) -> None:
    poll.version += 1
    poll.save(update_fields=[*fields, "version", "saved_at"])


def _publish(viewer: Viewer, poll: Poll, content: Content) -> None:
    _require_complete(content)
    moment = now()
    opens_at = content.opens_at
    if opens_at is not None and opens_at < moment - ABOUT_NOW:
        raise DateInThePast
    if opens_at is not None and opens_at > moment + FURTHEST:
        raise DateTooFar
    poll.opens_at = opens_at if opens_at and opens_at > moment else moment
    require_end(poll.opens_at, content.closes_at)
    was_draft = poll.is_draft
    if was_draft or poll.declared_by_id is None:
        poll.declared_at, poll.declared_by_id = moment, viewer.person_id
    poll.status = PollStatus.PLANNED
    _write(viewer, poll, content, opens_at=poll.opens_at)
    if poll.opens_at <= moment:
        open_poll(poll, viewer)
    else:
        planned = PollPlanned(poll_id=poll.pk, opens_at=poll.opens_at.isoformat())
        record(planned if was_draft else PollEdited(poll_id=poll.pk), viewer=viewer, target=poll)
        open_due.enqueue_at(poll.opens_at, poll_id=poll.pk)


def _change_open(viewer: Viewer, poll: Poll, content: Content) -> None:
    """Nobody has voted: all may change but that it is open."""
    _require_complete(content)
    assert poll.opens_at
    require_end(poll.opens_at, content.closes_at)
    _write(viewer, poll, content, opens_at=poll.opens_at)
    _ask_closing(poll)
    bump_page_version(commune_id=poll.commune_id)
    record(PollEdited(poll_id=poll.pk), viewer=viewer, target=poll)


def _require_complete(content: Content) -> None:
    if not (content.title and content.question):
        raise QuestionMissing
    if len(content.options) < 2:
        raise TooFewOptions
    if content.max_choices > len(content.options):
        raise WrongMaximum
    if not content.declared:
        raise NotDeclared


def _write(viewer: Viewer, poll: Poll, content: Content, *, opens_at: datetime | None = None) -> None:
    """All that the form holds. Options are written anew; pictures that are no longer shown are discarded."""
    if len(content.options) > MAX_OPTIONS:
        raise TooManyOptions
    if len({unaccented(option.text) for option in content.options}) < len(content.options):
        raise OptionTwice
    poll.title, poll.question = content.title, content.question
    poll.electorate = content.electorate
    poll.max_choices = max(1, min(content.max_choices, MAX_OPTIONS))
    poll.opens_at, poll.closes_at = opens_at or content.opens_at, content.closes_at
    former = {option.media_id for option in PollOption.objects.filter(poll=poll) if option.media_id}
    wanted = [option.media_id for option in content.options if option.media_id]
    usable = {item.pk for item in media_queries.usable_media(viewer, wanted) if item.is_photo}
    PollOption.objects.filter(poll=poll).delete()
    options = [
        PollOption(
            poll=poll,
            position=place,
            text=option.text,
            media_id=option.media_id if option.media_id in usable else None,
        )
        for place, option in enumerate(content.options)
    ]
    PollOption.objects.bulk_create(options)
    poll.paper = [str(option.pk) for option in options]
    media.discard(media_ids=former - usable)
    save(
        poll, "title", "question", "electorate", "max_choices", "opens_at", "closes_at", "status",
        "declared_at", "declared_by", "paper", "removed_at",
    )  # fmt: skip
    media.attach(commune_id=poll.commune_id, used_by=poll.pk, audience=Audience.MEMBERS, media_ids=usable)


def _says(poll: Poll, content: Content) -> bool:
    """All that voters read."""
    texts = PollOption.objects.filter(poll=poll).values_list("text", flat=True)
    mine = (poll.title, poll.question, list(texts), poll.max_choices, poll.electorate, poll.closes_at)
    return mine == (
        content.title,
        content.question,
        [option.text for option in content.options],
        content.max_choices,
        content.electorate,
        content.closes_at,
    )


def _poll_of_form(viewer: Viewer, key: str) -> Poll:
    """A draft that was thrown away comes back when its form is sent again."""
    key = key[:36] or str(new_id())
    own = {"commune_id": viewer.commune.id, "author_id": viewer.person_id, "key": key}
    Poll.objects.get_or_create(**own, defaults={"author_title": viewer.title})
    return Poll.objects.select_for_update().get(**own)


def _ask_closing(poll: Poll) -> None:
    assert poll.closes_at
    close_poll.enqueue_at(poll.closes_at, poll_id=poll.pk)
