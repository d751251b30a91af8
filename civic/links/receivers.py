from civic.core.viewer import Viewer
from civic.journal.events import Subject, describes
from civic.links import queries


@describes("links.usefullink")
def titles(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    return queries.subjects(viewer, ids)
