"""Who works at the desk, and for how long a task is somebody's. Pure."""

from datetime import datetime, timedelta

from civic.core.viewer import Viewer

CLAIM_LASTS = timedelta(days=5)  # then others may think that nothing comes of it


def may_work(viewer: Viewer) -> bool:
    return viewer.is_town_hall


def may_take_over(viewer: Viewer) -> bool:
    """A task from whoever has it: the mayor answers for all of them."""
    return viewer.is_mayor


def is_stale(claimed_at: datetime, moment: datetime) -> bool:
    return claimed_at <= moment - CLAIM_LASTS
