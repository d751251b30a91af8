"""What somebody sent as a proof is gone once the town hall’s answer stands, and in every other end."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404

from civic.accounts.models import Person
from civic.media import storage
from civic.media.actions.keeping import purge_abandoned_uploads
from civic.memberships.actions.answering import (
    accept_bulk,
    accept_membership,
    refuse_membership,
    reopen_membership,
)
from civic.memberships.actions.joining import leave_commune, request_membership
from civic.memberships.actions.proofs import (
    ask_for_proof,
    purge_old_proofs,
)
from civic.memberships.models import ProofFile, ProofRequest
from civic.memberships.queries.proofs import proof_file_in_view
from civic.notifications.models import Notification
from civic.worker.models import Job
from tests.media.files import photo
from tests.memberships.proofs import file, stored_proofs, text

ANSWERS = {
    "accept": lambda agent, membership: accept_membership(
        viewer=agent, membership_id=membership.pk, proof="address"
    ),
    "refuse": lambda agent, membership: refuse_membership(
        viewer=agent, membership_id=membership.pk, words="Non"
    ),
    "several": lambda agent, membership: accept_bulk(
        viewer=agent, membership_ids=[membership.pk], proof="address"
    ),
}


@pytest.mark.parametrize("how", ANSWERS)
def test_gone_once_the_answer_is_not_undone_any_more(send, agent, membership, how, run_jobs, clock) -> None:
    send(file(), words="Voici.")
    ANSWERS[how](agent, membership)
    run_jobs()
    assert len(stored_proofs()) == 1
    clock.forward(minutes=10, seconds=1)
    run_jobs()
    assert stored_proofs() == []
    assert not ProofRequest.objects.exists()


@pytest.mark.parametrize("how", ANSWERS)
def test_an_answer_that_is_undone_leaves_the_request_as_it_was(
    client_of, commune, mayor, send, agent, membership, how, run_jobs, clock
) -> None:
    send(file(), words="Voici.")
    card = f"/{commune.slug}/mairie/administres/{membership.pk}/"
    ANSWERS[how](agent, membership)
    run_jobs()
    assert "Réponse reçue" not in text(client_of(mayor).get(card))
    clock.forward(minutes=9)
    reopen_membership(viewer=agent, membership_id=membership.pk)
    clock.forward(days=1)
    purge_old_proofs()
    run_jobs()
    page = text(client_of(mayor).get(card))
    assert "Réponse reçue" in page
    assert "Voici." in page
    assert len(stored_proofs()) == 1


def test_a_second_answer_after_an_undo_keeps_the_proof_for_its_own_time(
    send, agent, membership, run_jobs, clock
) -> None:
    send(file())
    ANSWERS["accept"](agent, membership)
    clock.forward(minutes=9)
    reopen_membership(viewer=agent, membership_id=membership.pk)
    ANSWERS["accept"](agent, membership)
    clock.forward(minutes=2)
    run_jobs()
    assert len(stored_proofs()) == 1
    clock.forward(minutes=9)
    run_jobs()
    assert stored_proofs() == []


def test_nobody_sees_a_proof_between_the_answer_and_its_end(
    send, agent, membership, applicant, commune, viewer_of
) -> None:
    send(file())
    row = ProofFile.objects.get()
    assert proof_file_in_view(agent, row.pk) == row
    ANSWERS["accept"](agent, membership)
    for viewer in (agent, viewer_of(applicant, commune)):
        with pytest.raises(Http404):
            proof_file_in_view(viewer, row.pk)


def test_gone_by_night_too_when_the_job_was_lost(send, agent, membership, run_jobs, clock) -> None:
    send(file())
    ANSWERS["accept"](agent, membership)
    Job.objects.all().delete()
    clock.forward(minutes=11)
    purge_old_proofs()
    run_jobs()
    assert stored_proofs() == []


def test_gone_at_once_with_who_leaves_or_asks_again(
    send, agent, membership, applicant, commune, viewer_of, django_capture_on_commit_callbacks
) -> None:
    send(file())
    ANSWERS["refuse"](agent, membership)
    with django_capture_on_commit_callbacks(execute=True):
        request_membership(person=applicant, commune=commune)
    assert (stored_proofs(), ProofRequest.objects.count()) == ([], 0)
    ask_for_proof(viewer=agent, membership_id=membership.pk, words="Encore ?")
    send(file())
    with django_capture_on_commit_callbacks(execute=True):
        leave_commune(viewer=viewer_of(applicant, commune))
    assert (stored_proofs(), ProofRequest.objects.count()) == ([], 0)


def test_gone_by_a_job_too_when_the_process_dies_on_the_way(
    send, applicant, commune, viewer_of, run_jobs
) -> None:
    send(file())
    leave_commune(viewer=viewer_of(applicant, commune))
    assert len(stored_proofs()) == 1, "a test never commits, as a process that dies"
    run_jobs()
    assert stored_proofs() == []


def test_gone_with_the_account_within_a_day(send, applicant, clock, run_jobs) -> None:
    send(file())
    applicant.delete()
    clock.forward(days=1, minutes=1)
    purge_old_proofs()
    run_jobs()
    assert stored_proofs() == []


def test_gone_with_an_account_that_was_closed(send, applicant, run_jobs) -> None:
    send(file())
    Person.objects.filter(pk=applicant.pk).update(is_active=False)
    purge_old_proofs()
    run_jobs()
    assert stored_proofs() == []


def test_gone_after_thirty_days_and_then_asked_again(
    clock, client_of, commune, applicant, send, run_jobs
) -> None:
    send(file(), words="Voici.")
    clock.forward(days=29)
    purge_old_proofs()
    run_jobs()
    assert len(stored_proofs()) == 1
    clock.forward(days=2)
    purge_old_proofs()
    run_jobs()
    assert stored_proofs() == []
    request = ProofRequest.objects.get()
    assert (request.sent_at, request.answer) == (None, "")
    assert "Envoyer à la mairie" in text(client_of(applicant).get(f"/{commune.slug}/inscription/"))


def test_what_a_file_system_leaves_behind_keeps_no_proof_from_being_erased(clock, send, run_jobs) -> None:
    send(file())
    left = f"{stored_proofs()[0].rpartition('/')[0]}/.nfs0001"
    default_storage.save(left, ContentFile(b""))
    clock.forward(days=31)
    purge_old_proofs()
    run_jobs()
    assert stored_proofs() == [left]


def test_the_sweep_of_media_leaves_them_alone(clock, send) -> None:
    send(file())
    clock.forward(days=3)
    purge_abandoned_uploads()
    assert len(stored_proofs()) == 1


def test_what_a_clock_that_was_ahead_kept_goes_in_the_night(send, agent, membership, run_jobs, clock) -> None:
    send(file())
    clock.forward(days=1)
    ANSWERS["accept"](agent, membership)
    clock.forward(days=-1)
    clock.forward(minutes=5)
    purge_old_proofs()
    run_jobs()
    assert stored_proofs() == []


@pytest.mark.parametrize(("answer", "heard"), [(None, 1), ("accept", 0), ("refuse", 0)])
def test_nobody_is_asked_to_send_again_what_the_town_hall_waits_for_no_more(
    send, agent, membership, applicant, run_jobs, answer, heard
) -> None:
    send(photo())
    storage.erase_sealed(ProofFile.objects.get().pk)
    if answer:
        ANSWERS[answer](agent, membership)
    run_jobs()
    assert ProofFile.objects.get().has_failed
    assert Notification.objects.filter(person=applicant, kind="work_failed").count() == heard
