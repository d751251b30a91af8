"""What other pages show of the desk."""

from django.urls import reverse

from civic.core.descriptors import WaitingLine
from civic.core.viewer import Viewer
from civic.desk.queries.tasks import MOST, count_waiting
from civic.ui import french


def strip_lines(viewer: Viewer) -> list[WaitingLine]:
    """« 4 choses attendent au bureau », above the feed."""
    count = count_waiting(viewer)
    if not count:
        return []
    many = french.counted(min(count, MOST), "chose attend", "choses attendent")
    text = f"Plus de {many} au bureau" if count > MOST else f"{many} au bureau"
    page = reverse("desk", args=[viewer.commune.slug])
    return [WaitingLine(icon="inbox-fill", text=text, url=page, action="Ouvrir")]
