"""Who a person is, once a town hall has accepted it: asked for anew, and answered by each town hall that knows them.

All lock the person, last of what they lock: town halls that answer at the same moment do it one after the other."""

from datetime import date
from uuid import UUID

from django.db import transaction

from civic.accounts.events import AppearanceChanged
from civic.accounts.models import Person
from civic.accounts.queries import active_person_for_update
from civic.core.clock import now
from civic.core.refusals import NotAllowed, Refusal, require
from civic.core.text import clean_text
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.memberships import rules
from civic.memberships.enums import IdentityReason, IdentityState
from civic.memberships.events import (
    IdentityAcceptanceTakenBack,
    IdentityAnswerNotNeeded,
    IdentityChangeAccepted,
    IdentityChangeAsked,
    IdentityChanged,
    IdentityChangeRefused,
)
from civic.memberships.models import IdentityAnswer, IdentityChange
from civic.memberships.queries.identity import (
    answer_in_view,
    communes_to_ask,
    may_take_back,
    waiting_change,
)
from civic.memberships.queries.namesakes import close_name_asked
from civic.throttles import actions as throttles
from civic.town_halls.queries.town_halls import office_held_by

CHANGES_A_DAY = 3
_IDENTITY = ["first_name", "last_name", "civility", "birth_date_text"]


class NothingChanged(Refusal):
    message = "C’est déjà votre identité\u00a0: il n’y a rien à changer."


class AlreadyAsked(Refusal):
    message = "Une demande attend déjà sa réponse. Retirez-la pour en faire une autre."


class TooManyChanges(Refusal):
    message = f"Vous pouvez faire {CHANGES_A_DAY} demandes par jour. Recommencez demain."
    status = 429


class NobodyAnswers(Refusal):
    message = "Aucune mairie ne peut répondre à cette demande pour l’instant. Écrivez-nous."


class AnswerReasonMissing(Refusal):
    message = "Dites en quelques mots à la personne pourquoi sa demande est refusée."


class CloseNameUnread(Refusal):
    message = "Ce nom se lit comme celui d’une personne de la mairie\u00a0: confirmez que vous l’avez vu."


class NameOfTheMayor(NotAllowed):
    message = "Seul votre maire peut l’accepter\u00a0: c’est exactement son nom."
    of_several = "Seul votre maire peut les accepter\u00a0: c’est exactement son nom."


class AgreedForGood(Refusal):
    message = "Cet accord ne peut plus être repris\u00a0: il a plus d’un jour."


class AlreadyInEffect(Refusal):
    message = (
        "L’identité a déjà changé, et la personne le sait. Pour en revenir, elle fait une nouvelle demande depuis "
        "son compte."
    )


class NoLongerAwaited(Refusal):
    message = "Cette demande n’attend plus de réponse de votre mairie."


@transaction.atomic
def ask_identity_change(
    *,
    viewer: Viewer,
    first_name: str,
    last_name: str,
    civility: str,
    birth_date: date | None,
    reason: str,
    words: str = "",
) -> IdentityChange:
    """By the person. The former name stands until all town halls that know them have accepted."""
    person = require(active_person_for_update(viewer.own_id))
    if waiting_change(person.pk):
        raise AlreadyAsked
    born = birth_date.isoformat() if birth_date else ""
    if (first_name, last_name, civility, born) == person.identity:
        raise NothingChanged
    if not communes_to_ask(person.pk) and not office_held_by(person.pk):
        raise NobodyAnswers
    if throttles.is_over_today(subject=str(person.pk), activity="identity changes", most=CHANGES_A_DAY):
        raise TooManyChanges
    change = IdentityChange.objects.create(
        person=person,
        reason=IdentityReason(reason),
        words=clean_text(words),
        former_civility=person.civility,
        former_first_name=person.first_name,
        former_last_name=person.last_name,
        civility=civility,
        first_name=first_name,
        last_name=last_name,
        birth_date_text=born if born != person.birth_date_text else "",
        former_birth_date_text=person.birth_date_text,
        asked_at=now(),
    )
    _conclude(change, person)
    return change


def ask_town_halls(*, person_id: UUID) -> None:
    """A town hall came to know somebody, or knows them no more: those that do answer a change that waits, and no other
    is waited for. Where none does the change ends, since the name is the person's own. In the caller's transaction."""
    person = active_person_for_update(person_id)
    change = waiting_change(person_id)
    if person is None or change is None:
        return
    if known := communes_to_ask(person_id):
        for answer in change.answers.filter(waits=True).exclude(commune_id__in=known):
            _release(answer)
        _conclude(change, person)
    elif not office_held_by(person_id):
        _close(change, IdentityState.WITHDRAWN)


@transaction.atomic
def withdraw_identity_change(*, viewer: Viewer) -> None:
    """Doing it twice changes nothing."""
    active_person_for_update(viewer.own_id)
    if change := waiting_change(viewer.own_id):
        _close(change, IdentityState.WITHDRAWN)


@transaction.atomic
def accept_identity_change(
    *, viewer: Viewer, answer_id: UUID, has_read_close_name: bool = False
) -> IdentityAnswer:
    """`has_read_close_name`: was told, on a page of its own, whose name the new one could be read as."""
    answer, person = _awaited(viewer, answer_id)
    close = close_name_asked(answer)
    if not rules.may_accept_identity(viewer, answer, close):
        raise NameOfTheMayor
    if close and not has_read_close_name:
        raise CloseNameUnread
    _answer(answer, viewer, is_accepted=True)
    record(IdentityChangeAccepted(answer_id=answer.pk), viewer=viewer, target=answer)
    _conclude(answer.change, person)
    return answer


@transaction.atomic
def refuse_identity_change(*, viewer: Viewer, answer_id: UUID, words: str) -> IdentityAnswer:
    """One refusal ends the change: nobody is called differently in two communes."""
    answer, _ = _awaited(viewer, answer_id)
    answer.words = clean_text(words)
    if not answer.words:
        raise AnswerReasonMissing
    _answer(answer, viewer, is_accepted=False)
    record(IdentityChangeRefused(answer_id=answer.pk), viewer=viewer, target=answer)
    _close(answer.change, IdentityState.REFUSED)
    return answer


@transaction.atomic
def take_back_acceptance(*, viewer: Viewer, answer_id: UUID) -> IdentityAnswer:
    """The answer waits again, as long as another town hall's does: once the person is called otherwise everywhere, and
    told so, they alone ask for the next change."""
    answer, person = _locked(viewer, answer_id)
    change = answer.change
    if answer.is_accepted and change.state == IdentityState.ACCEPTED:
        raise AlreadyInEffect
    if person is None or change.state != IdentityState.WAITING:
        raise NoLongerAwaited
    if not may_take_back(answer):
        raise AgreedForGood
    answer.waits, answer.is_accepted = True, None
    answer.answered_at = answer.answered_by = None
    answer.save(update_fields=["waits", "is_accepted", "answered_at", "answered_by"])
    record(
        IdentityAcceptanceTakenBack(answer_id=answer.pk, change_id=change.pk), viewer=viewer, target=answer
    )
    return answer


def _locked(viewer: Viewer, answer_id: UUID) -> tuple[IdentityAnswer, Person | None]:
    person = active_person_for_update(answer_in_view(viewer, answer_id).change.person_id)
    answer = answer_in_view(viewer, answer_id)
    require(rules.may_answer_identity(viewer, answer))
    return answer, person


def _awaited(viewer: Viewer, answer_id: UUID) -> tuple[IdentityAnswer, Person]:
    answer, person = _locked(viewer, answer_id)
    if person is None or not answer.waits:
        raise NoLongerAwaited
    return answer, person


def _ask(change: IdentityChange, commune_id: int) -> None:
    """Once; anew where it was not waited for since, as of somebody who left and came back."""
    answer = change.answers.filter(commune_id=commune_id).first()
    answer = answer or IdentityAnswer(change=change, commune_id=commune_id, waits=False)
    if answer.waits or answer.is_accepted is not None:
        return
    answer.waits, answer.asked_at = True, now()
    answer.save()
    record(IdentityChangeAsked(answer_id=answer.pk), target=answer, commune_id=commune_id)


def _answer(answer: IdentityAnswer, viewer: Viewer, *, is_accepted: bool) -> None:
    answer.waits, answer.is_accepted = False, is_accepted
    answer.answered_at, answer.answered_by_id = now(), viewer.own_id
    answer.save(update_fields=["waits", "is_accepted", "words", "answered_at", "answered_by"])


def _release(answer: IdentityAnswer) -> None:
    answer.waits = False
    answer.save(update_fields=["waits"])
    record(IdentityAnswerNotNeeded(answer_id=answer.pk), target=answer, commune_id=answer.commune_id)


def _conclude(change: IdentityChange, person: Person) -> None:
    """The person is called so once all who know them have accepted, by whichever way they came to know them."""
    for commune_id in communes_to_ask(person.pk):
        _ask(change, commune_id)
    if change.answers.filter(waits=True).exists():
        return
    person.set_identity(
        first_name=change.first_name,
        last_name=change.last_name,
        civility=change.civility,
        birth_date=change.birth_date or person.birth_date,
    )
    person.identity_changed_at = now()
    person.save(update_fields=[*_IDENTITY, "identity_changed_at"])
    _close(change, IdentityState.ACCEPTED)
    record(IdentityChanged(change_id=change.pk), target=change)
    record(AppearanceChanged(person_id=person.pk), target=person)


def _close(change: IdentityChange, state: IdentityState) -> None:
    for answer in change.answers.filter(waits=True):
        _release(answer)
    change.state, change.closed_at = state, now()
    change.save(update_fields=["state", "closed_at"])
