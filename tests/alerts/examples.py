"""What is in force while every page is asked for, who answered it, and what the right to send alerts opens."""

from civic.alerts.enums import SEND_ALERTS
from civic.alerts.models import AlertAnswer
from civic.core.clock import now
from tests.accounts.factories import PersonFactory
from tests.alerts.factories import alert_of, answer_of, danger_in
from tests.architecture.world import MANY, Examples, Place, Wanted
from tests.desk.waiting import DeskExamples, Waiting


def _answer(wanted: Wanted) -> object:
    return answer_of(danger_in(wanted.commune), wanted.place.second_resident).pk


EXAMPLES: Examples = {"alert_answer_id": _answer}

DESK: DeskExamples = {
    "alert_help": Waiting(
        lambda commune, person: answer_of(danger_in(commune), PersonFactory()),
        rights=[SEND_ALERTS],
    )
}


def fill(place: Place) -> Examples:
    for number in range(3):
        alert = alert_of(
            place.commune, place.mayor, level="danger", text=f"La rivière monte, étape {number}."
        )
    answers: list[AlertAnswer] = [answer_of(alert, next(place.neighbours)) for _ in range(MANY)]
    for answer in answers:  # all stand in the list; on a usual day none waits at the desk
        answer.seen_at = now()
        answer.save(update_fields=["seen_at"])
    return {"alert_answer_id": lambda wanted: answers[-1].pk}


RIGHT_OPENS = {"alerts": ["alert_answer_seen", "alert_deactivate", "alert_manage", "alert_preview"]}
