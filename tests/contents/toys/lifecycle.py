from civic.contents.registry import Lifecycle, Noun, register
from tests.contents.toys.events import ToyChanged
from tests.contents.toys.models import Toy

register(
    Lifecycle(
        model=Toy,
        noun=Noun("jouet", "jouets"),
        already_sent="Ce formulaire a déjà servi.",
        scheduled=lambda toy: ToyChanged(what="scheduled"),
        published=lambda toy: ToyChanged(what="published"),
        edited=lambda toy: ToyChanged(what="edited"),
        closed=lambda toy: ToyChanged(what="closed"),
        reopened=lambda toy: ToyChanged(what="reopened"),
        pinned=lambda toy, pinned: ToyChanged(what="pinned" if pinned else "unpinned"),
        removed=lambda toy: ToyChanged(what="removed"),
        restored=lambda toy: ToyChanged(what="restored"),
        has_drafts=True,
        max_pinned=3,
    )
)
