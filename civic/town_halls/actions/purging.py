from civic.core.jobs import Lane, job
from civic.town_halls.actions.profile import erase_removed_cv_entries
from civic.town_halls.actions.settings import erase_removed_emblems


@job(lane=Lane.UPKEEP)
def erase_removed_parts() -> None:
    """Every night: what was removed from the pages of a town hall and can no longer be brought back."""
    erase_removed_cv_entries()
    erase_removed_emblems()
