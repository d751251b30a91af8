from uuid import UUID

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
def end_restriction(restriction_id: str) -> None:
    actions.end_restriction(restriction_id=UUID(restriction_id))


@task
def end_due_restrictions() -> None:
    """Those whose own job was lost, or came when a clock had gone back."""
    for restriction_id in queries.due_restriction_ids():
        actions.end_restriction(restriction_id=restriction_id)
