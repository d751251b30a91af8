"""What is in force while every page is asked for, who answered it, and what the right to send alerts opens."""

from civic.alerts.enums import SEND_ALERTS
from civic.alerts.models import AlertAnswer, AlertPoster
from civic.alerts.queries.posters import POSTER
from civic.core.clock import now
from civic.media import storage
from civic.memberships.models import Membership
from tests.accounts.factories import PersonFactory
from tests.alerts.factories import alert_of, answer_of, danger_in
from tests.architecture.world import MANY, Examples, Place, Wanted
from tests.desk.waiting import DeskExamples, Waiting


def poster_of(wanted: Wanted) -> AlertPoster:
    """Of a town hall’s alert, with its file."""
    values = {"version": danger_in(wanted.commune).version, "asked_at": now(), "ready_at": now()}
    poster, _ = AlertPoster.objects.get_or_create(commune=wanted.commune, defaults=values)
    storage.put(poster.file_id, POSTER, b"%PDF-1.7")
    return poster


def _answer(wanted: Wanted) -> object:
    return answer_of(danger_in(wanted.commune), wanted.place.second_resident).pk


def _silent(wanted: Wanted) -> object:
    danger_in(wanted.commune)
    return Membership.objects.get(commune=wanted.commune, person=wanted.place.second_resident).pk


EXAMPLES: Examples = {
    "alert_visit membership_id": _silent,
    "alert_answer_id": _answer,
    "poster_file_id": lambda wanted: poster_of(wanted).file_id,
}

DESK: DeskExamples = {
    "alert_help": Waiting(
        lambda commune, person: answer_of(danger_in(commune), PersonFactory()),
        rights=[SEND_ALERTS],
    ),
    "alert_counts": Waiting(lambda commune, person: danger_in(commune), rights=[SEND_ALERTS]),
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


RIGHT_OPENS = {
    "alerts": [
        "alert_answer_seen",
        "alert_deactivate",
        "alert_manage",
        "alert_poster",
        "alert_preview",
        "alert_restore",
        "alert_visit",
    ]
}
