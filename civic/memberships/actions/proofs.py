"""« Demander un justificatif », what the person sends, and the end of it: a proof is gone soon after the answer."""

import hashlib
import io
from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse

from civic.accounts.actions.failures import notify_failure
from civic.core.clock import UNDO_FOR, now
from civic.core.encryption import blind_index
from civic.core.ids import new_id
from civic.core.jobs import Lane, job
from civic.core.refusals import Refusal, require
from civic.core.text import clean_text
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.media import documents, pictures, storage
from civic.memberships import rules
from civic.memberships.actions.decisions import already_answered
from civic.memberships.enums import MembershipStatus, ProofFileStatus, WantedProof
from civic.memberships.events import ProofAsked, ProofSent
from civic.memberships.models import Membership, ProofFile, ProofRequest
from civic.memberships.queries.memberships import membership_for_update
from civic.memberships.queries.proofs import own_proof_request_for_update

RETENTION = timedelta(days=30)
_STRAY_AFTER = timedelta(days=1)


class NothingSent(Refusal):
    message = "Choisissez au moins un document, ou écrivez un mot à la mairie."


class TooManyProofs(Refusal):
    message = f"Vous pouvez envoyer {rules.MOST_PROOF_FILES} documents au plus. Retirez-en un, puis ajoutez l’autre."


class ProofLost(Refusal):
    message = "Ce document n’est plus sur le serveur. Envoyez-le de nouveau."


class ProofUnread(Refusal):
    message = "Malgré plusieurs essais, ce document n’a pas pu être préparé. Envoyez-le de nouveau."


class NothingAsked(Refusal):
    message = "La mairie a répondu à votre demande, ou n’attend pas de justificatif."


class ProofWordsMissing(Refusal):
    message = "Dites en quelques mots à la personne ce que vous attendez d’elle."


@transaction.atomic
def ask_for_proof(
    *, viewer: Viewer, membership_id: UUID, words: str, wanted: Collection[str] = ()
) -> Membership:
    """Asking the same twice is asking once; other words take the place of the first ones."""
    membership = membership_for_update(viewer, membership_id)
    require(rules.may_decide(viewer, membership))
    if membership.status != MembershipStatus.PENDING:
        raise already_answered(membership=membership)
    asked = {"words": clean_text(words), "wanted": [one.value for one in WantedProof if one.value in wanted]}
    if not asked["words"]:
        raise ProofWordsMissing
    before = ProofRequest.objects.filter(membership=membership).first()
    if before and before.sent_at is None and (before.words, before.wanted) == (*asked.values(),):
        return membership
    ProofRequest.objects.update_or_create(
        membership=membership,
        defaults={**asked, "asked_at": now(), "asked_by_id": viewer.own_id, "sent_at": None},
    )
    record(ProofAsked(membership_id=membership.pk), viewer=viewer, target=membership)
    return membership


def send_proof(*, viewer: Viewer, words: str, files: Sequence["File[bytes]"]) -> None:
    """The applicant's answer: words, documents or both. What was sent before stays; the same document twice is one."""
    sent = {file_id: _judged(file_id, file) for file_id, file in ((new_id(), file) for file in files)}
    try:
        # Before the transaction: writing files must not hold the database.
        for file_id, (_, content) in sent.items():
            storage.seal(file_id, content)
        with transaction.atomic():
            request = _own_request(viewer)
            added = _new_files(request, {file_id: row for file_id, (row, _) in sent.items()})
            answer = clean_text(words)
            if not answer and not sent:
                raise NothingSent
            if not added and answer == request.answer and request.sent_at:
                _erase(sent)
                return  # the button was pressed twice
            request.answer, request.sent_at = answer, now()
            request.save(update_fields=["answer", "sent_at"])
            for file in added:
                if not file.is_ready:
                    prepare_proof_file.enqueue(file_id=file.pk)
            record(ProofSent(membership_id=request.membership_id), viewer=viewer, target=request.membership)
        _erase(set(sent) - {file.pk for file in added})
    except BaseException:
        _erase(sent)
        raise


def _own_request(viewer: Viewer) -> ProofRequest:
    request = own_proof_request_for_update(viewer)
    if request is None:
        raise NothingAsked
    return request


def _judged(file_id: UUID, file: "File[bytes]") -> tuple[ProofFile, bytes]:
    """Its row, not saved, and its bytes. Refuses what is no document."""
    content_type = documents.inspect(file, file.size)
    content = file.read()
    row = ProofFile(
        id=file_id,
        # A picture is drawn again before anyone sees it; a PDF is never shown inside a page.
        status=ProofFileStatus.READY if content_type == documents.PDF else ProofFileStatus.WAITING,
        content_type=content_type,
        size=len(content),
        digest=blind_index(hashlib.sha256(content).hexdigest()),
        added_at=now(),
    )
    return row, content


def _new_files(request: ProofRequest, rows: dict[UUID, ProofFile]) -> list[ProofFile]:
    stored = list(ProofFile.objects.filter(request=request))
    known = {file.digest for file in stored}
    added = list({row.digest: row for row in rows.values() if row.digest not in known}.values())
    if len(stored) + len(added) > rules.MOST_PROOF_FILES:
        raise TooManyProofs
    for row in added:
        row.request = request
    return ProofFile.objects.bulk_create(added)


@transaction.atomic
def remove_proof_file(*, viewer: Viewer, file_id: UUID) -> None:
    """The applicant takes a document back. Doing it twice changes nothing more."""
    request = own_proof_request_for_update(viewer)
    if request is None:
        raise Http404
    if ProofFile.objects.filter(request=request, pk=file_id).delete()[0]:
        _erase_later([file_id])


def _record_unprepared_file(*, file_id: UUID) -> None:
    waiting = ProofFile.objects.select_related("request__membership__commune")
    if file := waiting.filter(pk=file_id, status=ProofFileStatus.WAITING).first():
        _fail(file, ProofUnread())


@job(lane=Lane.FILES, otherwise=_record_unprepared_file)
def prepare_proof_file(*, file_id: UUID) -> None:
    """A picture becomes a clean copy of itself, without what the phone wrote into it. Twice does it once."""
    waiting = ProofFile.objects.select_related("request__membership__commune")
    file = waiting.filter(pk=file_id, status=ProofFileStatus.WAITING).first()
    if file is None:
        return
    try:
        clean = pictures.prepare_scan(io.BytesIO(storage.unseal(file_id)))
        storage.seal(file_id, clean)
    except FileNotFoundError:
        _fail(file, ProofLost())
    except Refusal as refusal:
        _fail(file, refusal)
    else:
        if not ProofFile.objects.filter(pk=file_id).update(status=ProofFileStatus.READY, size=len(clean)):
            _erase([file_id])  # decided meanwhile


def _fail(file: ProofFile, refusal: Refusal) -> None:
    failed = ProofFile.objects.filter(pk=file.pk)
    if failed.update(status=ProofFileStatus.FAILED, problem=refusal.message):
        _ask_to_send_again(file)
    _erase([file.pk])


def _ask_to_send_again(file: ProofFile) -> None:
    """While the town hall waits for it."""
    membership = file.request.membership
    if membership.status == MembershipStatus.PENDING:
        notify_failure(
            person_id=membership.person_id,
            thing_id=file.pk,
            sentence=f"Un de vos justificatifs pour la mairie {membership.commune.of_name} n’a pas pu être préparé. "
            "Envoyez-le de nouveau.",
            url=reverse("membership_detail", args=[membership.commune.slug]),
        )


def purge_proofs(*, membership_ids: Collection[UUID]) -> None:
    """Gone: what was asked and sent is erased with it. Call in the transaction that ends the request."""
    file_ids = list(ProofFile.objects.filter(request_id__in=membership_ids).values_list("pk", flat=True))
    ProofRequest.objects.filter(membership_id__in=membership_ids).delete()
    _erase_later(file_ids)


def purge_proofs_later(*, membership: Membership) -> None:
    """Answered: nobody sees a proof any more, and it is erased once « Annuler » would not need it. Call in the
    transaction that decides."""
    if membership.decided_at and ProofRequest.objects.filter(membership=membership).exists():
        purge_answered_proofs.enqueue_at(membership.decided_at + UNDO_FOR, membership_ids=[membership.pk])


@job(lane=Lane.UPKEEP)
@transaction.atomic
def purge_answered_proofs(*, membership_ids: list[UUID]) -> None:
    """Who was answered, taken back and answered again meanwhile has another job of this kind."""
    rows = Membership.objects.select_for_update().filter(pk__in=membership_ids)
    purge_proofs(membership_ids=list(_answered(rows).values_list("pk", flat=True)))


def _answered(rows: "QuerySet[Membership]") -> "QuerySet[Membership]":
    """Without « Annuler »; those, too, of a clock that was ahead and was put right."""
    before, ahead = Q(decided_at__lte=now() - UNDO_FOR), Q(decided_at__gt=now() + UNDO_FOR)
    return rows.exclude(status=MembershipStatus.PENDING).filter(before | ahead)


@job(lane=Lane.UPKEEP)
@transaction.atomic
def purge_old_proofs() -> None:
    """Each night: documents of more than a month ago, those of closed accounts, what an answer left behind, and files
    without a row."""
    answered = _answered(Membership.objects.filter(proof_request__isnull=False))
    purge_proofs(membership_ids=list(answered.values_list("pk", flat=True)))
    old = ProofFile.objects.filter(
        Q(added_at__lt=now() - RETENTION) | Q(request__membership__person__is_active=False)
    )
    file_ids, request_ids = [], set()
    for file_id, request_id in old.values_list("pk", "request_id"):
        file_ids.append(file_id)
        request_ids.add(request_id)
    old.delete()
    # Asked again, as it were: the person reads that the town hall still waits, and can send again.
    ProofRequest.objects.filter(pk__in=request_ids, files=None).update(sent_at=None, answer="")
    _erase_later(file_ids)
    strays = set(storage.sealed_before(now() - _STRAY_AFTER))
    _erase_later(strays - set(ProofFile.objects.values_list("pk", flat=True)) - set(file_ids))


@job(lane=Lane.UPKEEP)
def erase_proof_files(*, file_ids: list[UUID]) -> None:
    """Of documents whose rows are gone."""
    stored = set(ProofFile.objects.filter(pk__in=file_ids).values_list("pk", flat=True))
    _erase(set(file_ids) - stored)


def _erase_later(file_ids: Collection[UUID]) -> None:
    """As soon as the transaction holds, and by a job too, so that a crash right after it leaves nothing behind."""
    if file_ids:
        erase_proof_files.enqueue(file_ids=list(file_ids))
        transaction.on_commit(lambda: _erase(file_ids), robust=True)


def _erase(file_ids: Collection[UUID]) -> None:
    for file_id in file_ids:
        storage.erase_sealed(file_id)
