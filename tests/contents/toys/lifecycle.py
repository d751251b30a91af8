from uuid import UUID

from civic.contents.enums import Status
from civic.contents.registry import Lifecycle, register
from civic.core.text import Noun
from civic.posts.enums import PUBLISH
from civic.threads.actions import threads
from civic.threads.kinds import CommentedContent
from tests.contents.toys.events import ToyChanged, ToyRemoved
from tests.contents.toys.models import Kite, Marble, Toy

NOUN = Noun("jouet", "jouets")


def _thread(toy: Toy) -> threads.ThreadState:
    return threads.ThreadState(page=f"/{toy.commune.slug}/jouets/{toy.pk}/")


def _of_thread(thread_id: UUID) -> Toy | None:
    return Toy.objects.filter(thread_id=thread_id, status=Status.PUBLISHED, removed_at=None).first()


def _erase(toy: Toy) -> None:
    toy.delete()
    threads.erase_thread(thread_id=toy.thread_id)


register(
    Lifecycle(
        model=Toy,
        noun=NOUN,
        already_sent="Ce formulaire a déjà servi.",
        scheduled=lambda toy: ToyChanged(what="scheduled"),
        published=lambda toy: ToyChanged(what="published"),
        edited=lambda toy: ToyChanged(what="edited"),
        closed=lambda toy: ToyChanged(what="closed"),
        reopened=lambda toy: ToyChanged(what="reopened"),
        pinned=lambda toy, pinned: ToyChanged(what="pinned" if pinned else "unpinned"),
        removed=lambda toy: ToyRemoved(toy_id=toy.pk),
        restored=lambda toy: ToyChanged(what="restored"),
        title=lambda toy: toy.title,
        edit_page="toy_edit",  # none: nobody's desk shows it
        prepared_by=lambda viewer: False,
        thread=_thread,
        commented=CommentedContent(
            on_own_key="comment_on_own_toy",
            after_own_key="comment_after_own_toy",
            answer_key="comment_answered_toy",
            noun=NOUN,
            right=PUBLISH,
            of_thread=_of_thread,
            title=lambda toy: toy.title,
            removed=ToyRemoved,
            removed_id=lambda event: event.toy_id,
        ),
        erase=_erase,
        has_drafts=True,
        max_pinned=3,
    )
)

register(
    Lifecycle(
        model=Marble,
        noun=Noun("bille", "billes", feminine=True),
        already_sent="Ce formulaire a déjà servi.",
        scheduled=lambda marble: ToyChanged(what="scheduled"),
        published=lambda marble: ToyChanged(what="published"),
        edited=lambda marble: ToyChanged(what="edited"),
        title=lambda marble: marble.title,
        edit_page="toy_edit",  # none: nobody's desk shows it
        prepared_by=lambda viewer: False,
    )
)

register(
    Lifecycle(
        model=Kite,
        noun=Noun("cerf-volant", "cerfs-volants"),
        already_sent="Ce formulaire a déjà servi.",
        edited=lambda kite: ToyChanged(what="edited"),
        pinned=lambda kite, pinned: ToyChanged(what="pinned" if pinned else "unpinned"),
        max_pinned=2,
    )
)
