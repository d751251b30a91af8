from django.db.models import Q
from django.urls import reverse

from civic.contents.registry import Lifecycle, register
from civic.core.clock import now
from civic.core.text import Noun
from civic.discussions import rules
from civic.discussions.actions.announcing import announce
from civic.discussions.events import (
    DiscussionClosed,
    DiscussionEdited,
    DiscussionOpened,
    DiscussionPinned,
    DiscussionPlanned,
    DiscussionRemoved,
    DiscussionReopened,
    DiscussionRestored,
)
from civic.discussions.models import Discussion
from civic.threads.actions import threads
from civic.town_halls.actions.pages import bump_page_version


def _planned(discussion: Discussion) -> DiscussionPlanned:
    assert discussion.publish_at
    return DiscussionPlanned(discussion_id=discussion.pk, opens_at=discussion.publish_at.isoformat())


def _show_change(discussion: Discussion) -> None:
    """On the commune's page, where groups stand beside the feed, and on open pages."""
    bump_page_version(commune_id=discussion.commune_id)
    announce(discussion=discussion)


def _erase_but_the_reason(discussion: Discussion) -> bool:
    """What is left is said to who comes by an old link."""
    is_more_left = threads.purge_messages(thread_id=discussion.thread_id)
    discussion.title = discussion.description = ""
    discussion.erased_at = None if is_more_left else now()
    discussion.save(update_fields=["title", "description", "erased_at"])
    return is_more_left


register(
    Lifecycle(
        model=Discussion,
        noun=Noun("discussion", "discussions", feminine=True),
        already_sent="Ce formulaire a déjà servi : le groupe qu’il a donné existe. "
        "Pour le changer, ouvrez-le et choisissez « Modifier ».",
        scheduled=_planned,
        published=lambda discussion: DiscussionOpened(discussion_id=discussion.pk),
        edited=lambda discussion: DiscussionEdited(discussion_id=discussion.pk),
        closed=lambda discussion: DiscussionClosed(discussion_id=discussion.pk),
        reopened=lambda discussion: DiscussionReopened(discussion_id=discussion.pk),
        pinned=lambda discussion, pinned: DiscussionPinned(discussion_id=discussion.pk, pinned=pinned),
        removed=lambda discussion: DiscussionRemoved(discussion_id=discussion.pk),
        restored=lambda discussion: DiscussionRestored(discussion_id=discussion.pk),
        title=lambda discussion: discussion.title,
        edit_page="discussion_edit",
        prepared_by=rules.may_lead,
        thread=lambda discussion: threads.ThreadState(
            page=reverse("discussion_detail", args=[discussion.commune.slug, discussion.pk]),
            is_open=not discussion.is_closed,
        ),
        after_saving=_show_change,
        erase=_erase_but_the_reason,
        erasable=Q(erased_at=None),
        max_pinned=rules.MAX_PINNED,
    )
)
