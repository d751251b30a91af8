from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from civic.communes import actions, queries
from civic.core.clock import now
from civic.core.jobs import job


@job()
def solicit_town_hall(*, commune_id: int) -> None:
    actions.solicit_town_hall(commune_id=commune_id)


@job()
def tell_waiting_town_halls() -> None:
    """On working days: the town halls that were told a week ago or more, and for whom more people wait since."""
    for commune_id in queries.communes_to_solicit():
        solicit_town_hall.enqueue(commune_id=commune_id)


@job()
def end_restriction(*, restriction_id: str) -> None:
    actions.end_restriction(restriction_id=UUID(restriction_id))


@job()
def end_due_restrictions() -> None:
    """Those whose own job was lost, or came when a clock had gone back."""
    for restriction_id in queries.due_restriction_ids():
        actions.end_restriction(restriction_id=restriction_id)


@job()
def prepare_proof_file(*, file_id: str) -> None:
    actions.prepare_proof_file(file_id=UUID(file_id))


@job()
def erase_proof_files(*, file_ids: list[str]) -> None:
    actions.erase_proof_files(file_ids=[UUID(file_id) for file_id in file_ids])


@job()
def forget_old_proofs() -> None:
    actions.forget_old_proofs()


@job()
def remind_town_hall(*, commune_id: int) -> None:
    actions.remind_town_hall(commune_id=commune_id)


@job()
def remind_town_halls() -> None:
    """Every hour: where it is eight in the morning of a working day."""
    moment = now()
    zones = [zone for zone in queries.time_zones_in_use() if _is_working_morning(moment, zone)]
    for commune_id in queries.town_halls_to_remind(zones):
        remind_town_hall.enqueue(commune_id=commune_id)


def _is_working_morning(moment: datetime, zone: str) -> bool:
    there = moment.astimezone(ZoneInfo(zone))
    return there.hour == 8 and there.weekday() < 5


@job()
def erase_removed_parts() -> None:
    """Every night: what was taken away from the pages of a town hall and can no longer be brought back."""
    actions.erase_removed_cv_entries()
    actions.erase_removed_emblems()
