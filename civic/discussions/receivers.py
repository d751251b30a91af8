from civic.core.viewer import Viewer
from civic.discussions import queries
from civic.journal.events import Subject, describes


@describes("discussions.discussion")
def titles(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    return queries.discussion_subjects(viewer, ids)


@describes("discussions.message")
def first_words(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    return queries.message_subjects(viewer, ids)
