from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q

from civic.accounts.queries import require_open_account
from civic.core.clock import months_later, now
from civic.core.jobs import Lane, job
from civic.core.refusals import Refusal, require
from civic.core.text import clean_text, elided
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.moderation import queries, rules
from civic.moderation.enums import AppealDecision, AppealStatus, FlagReason
from civic.moderation.events import AppealDecided, ContentFlagged, RestrictionContested
from civic.moderation.models import Appeal, Flag
from civic.private_files.actions.copying import copy_files
from civic.restrictions.actions import lift_on_appeal
from civic.restrictions.queries import own_restriction, restriction_for_update

MAX_WORDS = 2000


class NothingToContest(Refusal):
    message = "Aucun blocage n’est à contester ici."


class OtherRestriction(Refusal):
    """The town hall made a new one while the words were written."""

    message = (
        "La mairie a changé votre blocage pendant que vous écriviez. Relisez-le ci-dessus, puis validez de nouveau : "
        "votre texte est conservé."
    )


class TooLateToContest(Refusal):
    message = "Ce blocage ne peut plus être contesté : il a pris fin il y a plus de deux mois."


class AppealWordsMissing(Refusal):
    message = "Dites en quelques mots pourquoi : la personne qui vous lit en a besoin."


class AlreadyAnswered(Refusal):
    """Two of the platform’s people, one appeal: the second learns who was first."""


RETENTION_MONTHS = 6  # of a flag, judged or not


@transaction.atomic
def flag(
    *,
    viewer: Viewer,
    target: models.Model,
    text: str,
    author_id: UUID,
    reason: str,
    words: str = "",
    files_of: Collection[UUID] = (),
) -> Flag:
    """Signal a content that the caller knows the viewer may see, and seal `text`, what it says now. Flagging twice
    keeps the first flag and its copy. `files_of`: what holds the private files that are copied with it."""
    require_open_account(viewer)
    row, created = Flag.objects.get_or_create(
        target_type=target._meta.label_lower,
        target_id=target.pk,
        reporter_id=viewer.person_id,
        defaults={
            "commune_id": viewer.commune.id,
            "reason": FlagReason(reason),
            "sealed_words": clean_text(words),
            "sealed_copy": text,
            "author_id": author_id,
        },
    )
    if created:
        copy_files(held_by=files_of, to=row.pk)
        record(ContentFlagged(flag_id=row.pk), viewer=viewer, target=target)
    return row


def purge_judged_flags(
    *, model: type[models.Model], target_ids: Collection[UUID] | models.QuerySet[Any]
) -> None:
    """What was flagged is erased. Flags that were judged go along; the others keep their copy until they are, or for
    RETENTION_MONTHS: else removing it in time would escape every judgement."""
    flags = Flag.objects.filter(target_type=model._meta.label_lower, target_id__in=target_ids)
    flags.filter(Q(handled_at__isnull=False) | Q(sealed_copy="")).delete()


@job(lane=Lane.UPKEEP)
def purge_old_flags(*, moment: datetime | None = None) -> None:
    Flag.objects.filter(flagged_at__lt=months_later(moment or now(), -RETENTION_MONTHS)).delete()


@transaction.atomic
def contest_restriction(*, viewer: Viewer, restriction_id: UUID, words: str) -> Appeal:
    """The viewer’s own, in the commune in view. A second one for the same restriction keeps the first."""
    own = own_restriction(viewer)
    if own is None:
        raise NothingToContest
    own = restriction_for_update(own.pk)
    require(rules.is_own(viewer, own))
    if made := queries.own_appeal(viewer, own):
        return made
    if own.pk != restriction_id:
        raise OtherRestriction
    if not rules.may_still_contest(own, now()):
        raise TooLateToContest
    words = clean_text(words)[:MAX_WORDS]
    if not words:
        raise AppealWordsMissing
    require_open_account(viewer)
    appeal = Appeal.objects.create(
        restriction=own,
        commune_id=own.commune_id,
        person_id=own.person_id,
        words=words,
        created_at=now(),
    )
    record(RestrictionContested(appeal_id=appeal.pk, restriction_id=own.pk), viewer=viewer, target=appeal)
    return appeal


@transaction.atomic
def answer_appeal(*, viewer: Viewer, appeal_id: UUID, decision: str, answer: str) -> Appeal:
    """By the platform’s people. To lift also lifts the restriction, if it still runs."""
    appeal = queries.appeal_for_update(viewer, appeal_id)
    require(rules.may_answer(viewer, appeal))
    chosen, answer = AppealDecision(decision), clean_text(answer)[:MAX_WORDS]
    if appeal.status != AppealStatus.OPEN:
        if appeal.decided_by_id == viewer.person_id and (appeal.status, appeal.answer) == (chosen, answer):
            return appeal
        who = appeal.decided_by.full_name if appeal.decided_by else "une autre personne"
        raise AlreadyAnswered(f"Ce recours a déjà reçu une réponse {elided('de', who)}.")
    if not answer:
        raise AppealWordsMissing
    appeal.status, appeal.answer = AppealStatus(chosen), answer
    appeal.decided_at = now()
    appeal.decided_by_id = viewer.person_id
    appeal.save(update_fields=["status", "answer", "decided_at", "decided_by"])
    if chosen is AppealDecision.LIFT:
        lift_on_appeal(viewer=viewer, restriction_id=appeal.restriction_id, words=answer)
    record(
        AppealDecided(appeal_id=appeal.pk, lifted=chosen is AppealDecision.LIFT),
        viewer=viewer,
        target=appeal,
        commune_id=appeal.commune_id,
    )
    return appeal


def move_appeals(*, from_id: int, to_id: int) -> None:
    """The commune merged into another one: its restrictions went along, and so does what was said against them."""
    Appeal.objects.filter(commune_id=from_id).update(commune_id=to_id)
