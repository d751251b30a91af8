from civic.contents.registry import Lifecycle, Reuse, register
from civic.core.text import Noun
from civic.core.viewer import Viewer
from civic.media.actions import keeping as media
from civic.polls import rules
from civic.polls.actions import counting, writing
from civic.polls.events import PollClosed, PollEdited, PollOpened, PollPlanned, PollRemoved, PollRestored
from civic.polls.models import BallotBox, Poll, PollOption
from civic.polls.queries.desk import title_of
from civic.polls.queries.polls import reusable
from civic.polls.sealing import new_box
from civic.town_halls.actions.pages import bump_page_version


def _planned(poll: Poll) -> PollPlanned:
    assert poll.publish_at
    return PollPlanned(poll_id=poll.pk, opens_at=poll.publish_at.isoformat())


def _open_box(poll: Poll) -> None:
    """Empty; and the vote ends at its limit."""
    BallotBox.objects.create(poll=poll, tally=new_box(poll.pk))
    assert poll.closes_at
    counting.close_poll.enqueue_at(poll.closes_at, poll_id=poll.pk)


def _erase_with_pictures(poll: Poll) -> None:
    pictures = PollOption.objects.filter(poll=poll).exclude(media=None).values_list("media_id", flat=True)
    media_ids = {media_id for media_id in pictures if media_id}
    counting.erase_votes(poll=poll)
    poll.delete()
    media.discard(media_ids=media_ids)


def _words(poll: Poll) -> str:
    """All that is copied."""
    return "\n".join([poll.question, *(f"– {one.text}" for one in poll.options.all())])


def _copy(viewer: Viewer, poll: Poll, key: str) -> Poll:
    content = writing.PollContent(
        title=poll.title,
        question=poll.question,
        options=[writing.Option(text=one.text) for one in poll.options.all()],
        max_choices=poll.max_choices,
    )
    return writing.save_draft(viewer=viewer, key=key, content=content)


register(
    Lifecycle(
        model=Poll,
        noun=Noun("sondage", "sondages"),
        already_sent="Ce formulaire a déjà servi : le sondage qu’il a donné est publié. "
        "Pour le changer, ouvrez-le et choisissez « Modifier ».",
        changed_meanwhile="Vos changements sont encore là : relisez-les, ils remplaceront les siens si vous validez.",
        past="Cette date est passée. Choisissez une date à venir.",
        scheduled=_planned,
        published=lambda poll: PollOpened(poll_id=poll.pk),
        edited=lambda poll: PollEdited(poll_id=poll.pk),
        closed=lambda poll: PollClosed(poll_id=poll.pk),
        removed=lambda poll: PollRemoved(poll_id=poll.pk),
        restored=lambda poll: PollRestored(poll_id=poll.pk),
        title=title_of,
        edit_page="poll_edit",
        prepared_by=rules.may_keep_polls,
        new_page="poll_new",
        reuse=Reuse(rows=reusable, words=_words, copy=_copy),
        before_publishing=_open_box,
        after_saving=lambda poll: bump_page_version(commune_id=poll.commune_id),  # polls stand above the feed
        erase=_erase_with_pictures,
        has_drafts=True,
        closes_for_good=True,
    )
)
