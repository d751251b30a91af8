"""« Fermeture de la mairie »: announced, ended, and said to whoever writes meanwhile."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from civic.accounts.queries import require_open_account
from civic.core.clock import today_of
from civic.core.refusals import require
from civic.core.text import clean_text
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.messaging import rules
from civic.messaging.enums import Addressee
from civic.messaging.events import AbsenceAnnounced, AbsenceChanged, AbsenceEnded
from civic.messaging.models import Absence, Conversation
from civic.messaging.queries import absences as queries
from civic.messaging.queries.conversations import people_of_town_hall
from civic.messaging.refusals import AbsenceEndsBeforeItBegins, AbsenceIsOver, AbsenceTooLong
from civic.threads.actions.messages import write_automatic
from civic.town_halls.queries.town_halls import current_mayor, town_hall_for_update

LONGEST = timedelta(days=366)


@transaction.atomic
def announce_absence(*, viewer: Viewer, first_day: date, last_day: date, text: str) -> Absence:
    """Or change the one that runs or is to come. After its end another one begins, which
    warns everybody again."""
    former, today = _for_update(viewer), today_of(viewer)
    if last_day < first_day:
        raise AbsenceEndsBeforeItBegins
    if last_day < today:
        raise AbsenceIsOver
    if last_day > max(first_day, today) + LONGEST or first_day > today + LONGEST:
        raise AbsenceTooLong
    values = {"first_day": first_day, "last_day": last_day, "text": clean_text(text)}
    if former and former.last_day < today:
        former.delete()
        former = None
    absence = former or Absence(commune_id=viewer.commune.id)
    if all(getattr(absence, name) == value for name, value in values.items()):
        return absence  # sent twice
    for name, value in {**values, "author_id": viewer.own_id}.items():
        setattr(absence, name, value)
    absence.save()
    event = AbsenceChanged if former else AbsenceAnnounced
    record(event(absence_id=absence.pk), viewer=viewer, target=absence)
    return absence


@transaction.atomic
def end_absence(*, viewer: Viewer) -> None:
    """« Terminer maintenant »: from this moment on nobody is warned any more."""
    absence = _for_update(viewer)
    if absence and absence.last_day >= today_of(viewer):
        record(AbsenceEnded(absence_id=absence.pk), viewer=viewer, target=absence)
        absence.delete()


def _for_update(viewer: Viewer) -> Absence | None:
    require(rules.may_answer(viewer))
    town_hall_for_update(viewer)
    require_open_account(viewer)
    return queries.absence_for_update(viewer.commune.id)


def warn_of_absence(*, viewer: Viewer, conversation: Conversation) -> None:
    """In the transaction of what a resident has just written to the team, once for each absence. It is no answer: the
    conversation goes on waiting."""
    if conversation.addressee != Addressee.TEAM:
        return
    running = queries.running_absence_in(viewer.commune)
    if running is None or running.pk == conversation.absence_id:
        return
    absence = queries.standing_for_update(running.pk)  # or ended while this one waited for its turn
    author_id = _author(absence, conversation) if absence else None
    if absence is None or author_id is None:
        return
    words = rules.words_of_absence(absence, today_of(viewer))
    message = write_automatic(thread_id=conversation.thread_id, author_id=author_id, body=words)
    conversation.absence, conversation.automatic_number = absence, message.number
    conversation.save(update_fields=["absence", "automatic_number"])


def _author(absence: Absence, conversation: Conversation) -> UUID | None:
    """Who announced it and still answers here, or else the mayor: nobody hears from themselves."""
    mayor = current_mayor(conversation.commune_id)
    team = people_of_town_hall(conversation)
    people = [absence.author_id, mayor.person_id if mayor else None]
    return next((one for one in people if one in team), None)
