from django.tasks import task

from civic.communes import actions, queries


@task
def solicit_town_hall(commune_id: int) -> None:
    actions.solicit_town_hall(commune_id=commune_id)


@task
def tell_waiting_town_halls() -> None:
    """On working days: the town halls that were told a week ago or more, and for whom more people wait since."""
    for commune_id in queries.communes_to_solicit():
        solicit_town_hall.enqueue(commune_id=commune_id)


@task
def erase_removed_parts() -> None:
    """Every night: what was taken away from the pages of a town hall and can no longer be brought back."""
    actions.erase_removed_cv_entries()
    actions.erase_removed_emblems()
