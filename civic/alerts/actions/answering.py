"""What residents answer to a danger, and what the town hall does with it. The journal learns that somebody asked for
help, not who: it would remember it for longer than the answers themselves."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from civic.accounts.queries import require_open_account
from civic.alerts import rules
from civic.alerts.events import HelpAsked
from civic.alerts.models import Alert, AlertAnswer
from civic.alerts.queries.answers import (
    answer_for_update,
    last_danger,
    own_call_for_update,
    resident_to_visit,
)
from civic.alerts.refusals import HasAnswered, MessageChanged, NoAnswerAsked, OtherList, WordsChanged
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.live.actions import publish
from civic.live.rules import commune_topic, person_topic
from civic.throttles.actions import closed_until


@transaction.atomic
def answer_alert(
    *, viewer: Viewer, needs_help: bool, version: int, words: str = "", place: str = ""
) -> AlertAnswer:
    """To the danger in force; a call for help also to one that has just ended, from whoever has it on their screen. One
    answer a person: it may change, and is then to be seen anew. A call for help stands until its person says that it
    is over: « J’ai bien reçu », from a page of before, changes nothing of it.

    `version`: of the alert that they read. « J’ai bien reçu » is for its words alone, and stands as long as they do."""
    alert = _danger_to_answer(viewer, is_call=needs_help)
    if not needs_help and not rules.were_read(alert, version):
        raise MessageChanged
    version = _version_there_is(alert, version)
    said = {"needs_help": needs_help, "words": words, "place": place, "version": version}
    answer, is_new = AlertAnswer.objects.select_for_update().get_or_create(
        alert=alert, person_id=viewer.own_id, defaults=said | {"answered_at": now()}
    )
    if not is_new:
        if answer.needs_help and not needs_help:
            if answer.call_ended_at and not rules.stands(answer, alert):  # what they had asked for stays
                answer.version = version
                answer.save(update_fields=["version"])
                _announce(alert, viewer)
            return answer
        before = (answer.needs_help, answer.readable_words, answer.readable_place)
        is_said = before == (needs_help, words, place) and answer.call_ended_at is None
        if is_said and not answer.is_visit and rules.stands(answer, alert):
            return answer  # a double click
        is_now = {"answered_at": now(), "seen_at": None, "call_ended_at": None, "is_visit": False}
        for name, value in (said | is_now).items():
            setattr(answer, name, value)
        answer.save()
    if needs_help and _rings(answer):
        record(HelpAsked(alert_answer_id=answer.pk), commune_id=alert.commune_id, target=alert)
    _announce(alert, viewer)
    return answer


def _rings(answer: AlertAnswer) -> bool:
    """Each time that something new is asked for, within measure: the rest is read on the page, as not seen yet."""
    limits = rules.RINGS_OF_PERSON
    return closed_until(subject=str(answer.pk), activity="calls for help", limits=limits) is None


@transaction.atomic
def end_call(*, viewer: Viewer, version: int) -> None:
    """« Je n’ai plus besoin d’aide ». What they had asked for stays with the town hall. `version`: as in
    `answer_alert`."""
    alert = _danger_to_answer(viewer, is_call=True)
    answer = own_call_for_update(viewer, alert)
    if answer:
        answer.call_ended_at, answer.version = now(), _version_there_is(alert, version)
        answer.save(update_fields=["call_ended_at", "version"])
        _announce(alert, viewer)


def _version_there_is(alert: Alert, version: int) -> int:
    """Nobody has read words that are still to come."""
    return min(version, alert.version)


def _danger_to_answer(viewer: Viewer, *, is_call: bool) -> Alert:
    require(rules.may_answer(viewer))
    alert, takes = last_danger(viewer), rules.takes_calls if is_call else rules.asks_for_answers
    if alert is None or not takes(alert, now()):
        raise NoAnswerAsked
    require_open_account(viewer)
    return alert


@transaction.atomic
def mark_answer_seen(*, viewer: Viewer, alert_answer_id: UUID, is_seen: bool, mark: str) -> bool:
    """« Vu », and back. `mark`: of what was read. False where a colleague had done so before."""
    require(rules.may_send_alerts(viewer))
    answer = answer_for_update(viewer, alert_answer_id)
    if answer.mark != mark:
        raise WordsChanged
    if bool(answer.seen_at) == is_seen:
        return False
    answer.seen_at = now() if is_seen else None
    answer.save(update_fields=["seen_at"])
    _announce(answer.alert)
    return True


@transaction.atomic
def record_visit(*, viewer: Viewer, membership_id: UUID, is_seen: bool, version: int) -> bool:
    """« Vu » of a resident who has not answered the last danger: somebody went there. And back. `version`: of the alert
    whose list it was. False where a colleague had done so before."""
    require(rules.may_send_alerts(viewer))
    person_id, alert = resident_to_visit(viewer, membership_id)
    if not rules.were_read(alert, version):
        raise OtherList
    answers = AlertAnswer.objects.select_for_update()
    if is_seen:
        visit = _visit(version)
        answer, is_changed = answers.get_or_create(alert=alert, person_id=person_id, defaults=visit)
        # What they said to the words of before gives place, also « Je n’ai plus besoin d’aide ».
        if not is_changed and not rules.stands(answer, alert):
            for name, value in visit.items():
                setattr(answer, name, value)
            answer.save(update_fields=list(visit))
            is_changed = True
        if not answer.is_visit:
            raise HasAnswered
    else:
        said = answers.filter(alert=alert, person_id=person_id).first()
        if said and not said.is_visit and rules.stands(said, alert):
            raise HasAnswered
        is_changed = said is not None and said.is_visit
        if said and is_changed:
            said.delete()
    if is_changed:
        _announce(alert)
    return is_changed


def _visit(version: int) -> dict[str, Any]:
    moment = now()
    said = {"needs_help": False, "words": "", "place": "", "call_ended_at": None}
    return said | {"answered_at": moment, "seen_at": moment, "is_visit": True, "version": version}


def _announce(alert: Alert, answering: Viewer | None = None) -> None:
    """To the pages of the town hall that are open: its counts, its list. To those of who answers, on all devices."""
    for name in ("alert_answers", "desk"):
        publish(topic=commune_topic(alert.commune_id, Audience.TOWN_HALL), name=name)
    if answering:
        publish(topic=person_topic(answering.own_id), name="alert_reply")


@job(lane=Lane.UPKEEP)
def purge_old_answers() -> None:
    """Who needed help is nobody’s business some weeks later, nor while an alert that nobody ends stands for years."""
    moment = now()
    is_over = Q(alert__ended_at__lt=moment - rules.ANSWERS_RETENTION)
    AlertAnswer.objects.filter(is_over | Q(answered_at__lt=moment - rules.LONGEST_RETENTION)).delete()
