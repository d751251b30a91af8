from civic.accounts.events import AppearanceChanged
from civic.comments import actions, queries
from civic.core.viewer import Viewer
from civic.journal.events import Subject, describes, on


@on(AppearanceChanged)
def draw_threads_anew(event: AppearanceChanged) -> None:
    actions.touch_threads_of(person_id=event.person_id)


@describes("comments.comment")
def authors(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    return queries.subjects(viewer, ids)
