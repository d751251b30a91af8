"""« Demander un justificatif »: asked, sent, seen by few. How it goes: test_proofs_erased."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from civic.core.clock import now
from civic.core.refusals import NotAllowed, Refusal
from civic.journal.models import Entry
from civic.media import storage
from civic.media.models import Media
from civic.memberships.actions.answering import (
    accept_membership,
    reopen_membership,
)
from civic.memberships.actions.decisions import AlreadyAnswered
from civic.memberships.actions.joining import leave_commune
from civic.memberships.actions.proofs import (
    ask_for_proof,
    erase_proof_files,
    prepare_proof_file,
    send_proof,
)
from civic.memberships.models import ProofFile, ProofRequest
from civic.memberships.queries.proofs import proof_file_in_view
from civic.messaging.enums import ANSWER_MESSAGES
from civic.notifications.models import Notification
from civic.posts.enums import PUBLISH
from civic.town_halls.enums import EDIT_PAGE, MANAGE_RESIDENTS
from tests.accounts.factories import PersonFactory
from tests.accounts.mails import mails_to, subjects_to
from tests.communes.factories import MembershipFactory
from tests.media.files import encoded, heic, photo, picture, with_position
from tests.memberships.proofs import PDF, file, stored_proofs, text

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


# --- Asking ---------------------------------------------------------------------------------------------------------


def test_an_agent_asks_in_words_and_says_what_would_do(
    client_of, commune, mayor, applicant, membership
) -> None:
    address = f"/{commune.slug}/mairie/administres/{membership.pk}/justificatif/"
    browser = client_of(mayor)
    assert "Demander un justificatif à Ines Attend" in text(browser.get(address))
    empty = browser.post(address, {"words": " "})
    assert (empty.status_code, "Dites en quelques mots ce que vous attendez." in text(empty)) == (422, True)
    assert browser.post(address, {"words": "Bonjour", "wanted": ["passport"]}).status_code == 422
    browser.post(address, {"words": "Votre <b>rue</b> ?", "wanted": ["bill"]})
    page = text(client_of(applicant).get(f"/{commune.slug}/inscription/"))
    assert "La mairie vous demande un justificatif" in page
    assert "Votre &lt;b&gt;rue&lt;/b&gt; ?" in page
    assert "Une facture d’énergie, d’eau ou d’internet de moins de trois mois" in page
    assert "Une quittance de loyer" not in page
    assert "Justificatif demandé" in text(browser.get(f"/{commune.slug}/mairie/administres/"))


def test_asking_twice_is_asking_once(agent, membership, asked) -> None:
    ask_for_proof(
        viewer=agent, membership_id=membership.pk, words="Quelle est votre rue ?", wanted=["host", "bill"]
    )
    assert Entry.objects.filter(kind="memberships.ProofAsked").count() == 1


def test_nothing_is_asked_of_whom_was_answered(agent, membership) -> None:
    accept_membership(viewer=agent, membership_id=membership.pk, proof="known")
    with pytest.raises(AlreadyAnswered, match="déjà été acceptée par Camille Exemple"):
        ask_for_proof(viewer=agent, membership_id=membership.pk, words="Qui êtes-vous ?")


def test_words_are_needed(agent, membership) -> None:
    with pytest.raises(Refusal, match="Dites en quelques mots"):
        ask_for_proof(viewer=agent, membership_id=membership.pk, words=" \u200b ")


@pytest.mark.parametrize("delegate", [PUBLISH], indirect=True)
def test_only_those_who_answer_requests_ask(
    commune, delegate, membership, viewer_of, other_mayor, other_commune
) -> None:
    with pytest.raises(NotAllowed):
        ask_for_proof(viewer=viewer_of(delegate, commune), membership_id=membership.pk, words="Bonjour")
    with pytest.raises(Http404):
        ask_for_proof(
            viewer=viewer_of(other_mayor, other_commune), membership_id=membership.pk, words="Bonjour"
        )


# --- Sending --------------------------------------------------------------------------------------------------------


def test_words_and_documents_reach_the_card(
    client_of, commune, mayor, applicant, membership, asked, run_jobs
) -> None:
    browser = client_of(applicant)
    sent = [
        file(),
        SimpleUploadedFile("IMG 1.jpg", with_position(picture(), 6)),
        file(heic(picture(300, 200)), "a.heic"),
    ]
    answer = browser.post(
        f"/{commune.slug}/inscription/justificatif/",
        {"documents": sent, "answer": "4 rue du Four."},
        follow=True,
    )
    assert "Votre réponse est à la mairie." in text(answer)
    run_jobs()
    card = text(client_of(mayor).get(f"/{commune.slug}/mairie/administres/{membership.pk}/"))
    assert "4 rue du Four." in card
    assert "Réponse reçue" in card
    assert "IMG 1" not in card
    files = list(ProofFile.objects.order_by("added_at", "id"))
    assert sorted(one.content_type for one in files) == ["application/pdf", "image/webp", "image/webp"]
    for one in files:
        served = client_of(mayor).get(f"/{commune.slug}/inscription/justificatif/{one.pk}/")
        assert served["Content-Type"] == one.content_type
        assert served["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert (served["X-Content-Type-Options"], served["Cache-Control"]) == ("nosniff", "private, no-store")
        if one.content_type == "application/pdf":
            assert served.content == PDF
            assert served["Content-Disposition"].startswith("attachment;")
        else:
            # Drawn again: nothing is left of what the phone wrote into it.
            assert served.content.startswith(b"RIFF")
            assert "Téléphone".encode() not in served.content
            assert b"chez moi" not in served.content


def test_bytes_lie_encrypted_and_out_of_the_gallery(send) -> None:
    send(file())
    (name,) = stored_proofs()
    with default_storage.open(name) as stored:
        assert b"%PDF" not in stored.read()
    assert not Media.objects.exists()
    assert storage.unseal(ProofFile.objects.get().pk) == PDF


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<!doctype html><script>alert(1)</script>", "n’est ni une photo ni un PDF"),
        (SVG, "n’est ni une photo ni un PDF"),
        (b"<!-- %PDF-1.7 --><html>%%EOF", "n’est ni une photo ni un PDF"),
        (b"PK\x03\x04" + b"0" * 100, "n’est ni une photo ni un PDF"),
        (b"", "Ce fichier est vide"),
        (PDF[:20], "Ce PDF est incomplet"),
        (encoded(picture())[:2000], "incomplète ou abîmée"),
        (b"%PDF-1.7" + b"0" * 40 * 1024**2 + b"%%EOF", "pèse plus de 10 Mo"),
    ],
    ids=["html", "svg", "html with a pdf inside", "zip", "empty", "cut pdf", "cut jpeg", "40 MB"],
)
def test_what_is_no_document_is_said_and_nothing_is_lost(
    client_of, commune, applicant, asked, content, sentence
) -> None:
    answer = client_of(applicant).post(
        f"/{commune.slug}/inscription/justificatif/",
        {"documents": [file(content, "facture.pdf")], "answer": "4 rue du Four."},
    )
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "4 rue du Four." in text(answer), "what was typed stays"
    assert stored_proofs() == []
    assert not ProofFile.objects.exists()


def test_a_pdf_that_is_html_too_opens_nowhere(client_of, commune, mayor, send) -> None:
    """It begins as a PDF, so it is kept as it is; no browser is ever let to show it."""
    send(file(b"%PDF-1.7\n<html><script>alert(document.cookie)</script>\n%%EOF", "x.html"))
    served = client_of(mayor).get(f"/{commune.slug}/inscription/justificatif/{ProofFile.objects.get().pk}/")
    assert served["Content-Type"] == "application/pdf"
    assert served["Content-Disposition"] == 'attachment; filename="justificatif.pdf"'


def test_three_documents_and_no_more(send) -> None:
    send(*[file(PDF + str(number).encode()) for number in range(2)])
    with pytest.raises(Refusal, match="3 documents au plus"):
        send(*[file(PDF + str(number).encode()) for number in range(5, 7)])
    assert len(stored_proofs()) == ProofFile.objects.count() == 2
    send(file(PDF + b"7"))
    assert len(stored_proofs()) == ProofFile.objects.count() == 3


def test_four_at_once_are_refused(client_of, commune, applicant, asked) -> None:
    four = [file(PDF + str(number).encode()) for number in range(4)]
    answer = client_of(applicant).post(f"/{commune.slug}/inscription/justificatif/", {"documents": four})
    assert (answer.status_code, "Choisissez 3 documents au plus." in text(answer)) == (422, True)


def test_what_is_refused_at_once_is_said_beside_the_files(client_of, commune, applicant, asked, send) -> None:
    """By the form or by the action: the text stays, and the sentence describes the file input."""
    send(*[file(PDF + str(number).encode()) for number in range(2)])
    for files, sentence in (
        ([file(b"rien", "facture.pdf")], "facture.pdf"),
        ([file(PDF + str(number).encode()) for number in range(5, 7)], "3 documents au plus"),
    ):
        answer = client_of(applicant).post(
            f"/{commune.slug}/inscription/justificatif/", {"documents": files, "answer": "Voici."}
        )
        html = answer.content.decode()
        beside = html[html.index('id="id_documents_error"') :]
        assert sentence in beside[: beside.index("</div>")].replace("\u00a0", " ")
        assert 'aria-describedby="id_documents_helptext id_documents_error"' in html
        assert "Voici." in html


def test_a_double_click_sends_once(send) -> None:
    for _ in range(2):
        send(file(), photo(), words="Voici.")
    assert len(stored_proofs()) == ProofFile.objects.count() == 2
    assert Entry.objects.filter(kind="memberships.ProofSent").count() == 1


def test_an_empty_answer_is_none(client_of, commune, applicant, asked) -> None:
    answer = client_of(applicant).post(f"/{commune.slug}/inscription/justificatif/", {"answer": " "})
    assert (answer.status_code, "Choisissez au moins un document" in text(answer)) == (422, True)


def test_the_feed_says_that_a_document_is_asked_until_it_came(
    client_of, commune, applicant, asked, send
) -> None:
    """The layout of the page is kept: it distinguishes those who owe a document from other applicants, both ways."""
    other = PersonFactory()
    MembershipFactory(commune=commune, person=other, status="pending")
    feeds = [text(client_of(person).get(f"/{commune.slug}/")) for person in (applicant, other, applicant)]
    assert ["La mairie vous demande un justificatif" in feed for feed in feeds] == [True, False, True]
    assert "Votre demande est à la mairie" in feeds[1]
    send(file())
    assert "vous demande un justificatif" not in text(client_of(applicant).get(f"/{commune.slug}/"))


def test_nothing_is_sent_where_nothing_is_asked(client_of, commune, applicant) -> None:
    answer = client_of(applicant).post(f"/{commune.slug}/inscription/justificatif/", {"documents": [file()]})
    assert (answer.status_code, "n’attend pas de justificatif" in text(answer)) == (422, True)
    assert stored_proofs() == []


def test_a_document_can_be_taken_back(
    client_of, commune, applicant, send, django_capture_on_commit_callbacks
) -> None:
    send(file())
    address = f"/{commune.slug}/inscription/justificatif/{ProofFile.objects.get().pk}/retirer/"
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            assert client_of(applicant).post(address).status_code == 302
    assert stored_proofs() == []


# --- Who may look ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delegate", [MANAGE_RESIDENTS], indirect=True)
def test_seen_by_those_who_answer_and_by_nobody_else(
    client_of,
    commune,
    mayor,
    delegate,
    delegate_with,
    applicant,
    resident,
    other_mayor,
    other_commune,
    staff,
    send,
) -> None:
    send(file())
    address = f"/{commune.slug}/inscription/justificatif/{ProofFile.objects.get().pk}/"
    another = PersonFactory()
    other_membership = MembershipFactory(commune=commune, person=another, status="pending")
    seen = {
        name: client_of(person).get(address).status_code
        for name, person in {
            "mayor": mayor, "delegate": delegate, "sender": applicant, "another applicant": another,
            "resident": resident, "other mayor": other_mayor, "staff": staff,
            "powerless": delegate_with(PUBLISH, ANSWER_MESSAGES, EDIT_PAGE),
        }.items()
    }  # fmt: skip
    assert seen == {
        "mayor": 200, "delegate": 200, "sender": 200, "another applicant": 404, "resident": 404,
        "other mayor": 404, "staff": 404, "powerless": 404,
    }  # fmt: skip
    assert Client().get(address).status_code == 302
    # Under the slug of the other commune, whose mayor asks; and taken back by who did not send it.
    assert client_of(other_mayor).get(address.replace(commune.slug, other_commune.slug)).status_code == 404
    ProofRequest.objects.create(membership=other_membership, asked_at=now(), words="Et vous ?")
    client_of(another).post(f"{address}retirer/")
    assert ProofFile.objects.count() == 1


def test_a_picture_is_not_served_before_it_is_encoded_again(
    client_of, commune, mayor, send, run_jobs
) -> None:
    send(photo())
    address = f"/{commune.slug}/inscription/justificatif/{ProofFile.objects.get().pk}/"
    assert client_of(mayor).get(address).status_code == 404
    run_jobs()
    assert client_of(mayor).get(address).status_code == 200


def test_a_picture_that_cannot_be_drawn_is_said(client_of, commune, applicant, send, run_jobs) -> None:
    send(photo())
    row = ProofFile.objects.get()
    storage.seal(row.pk, encoded(picture())[:900])
    prepare_proof_file(file_id=row.pk)
    assert "incomplète ou abîmée" in text(client_of(applicant).get(f"/{commune.slug}/inscription/"))
    assert stored_proofs() == []


def test_a_job_that_comes_after_the_end_leaves_nothing(send, applicant, commune, viewer_of) -> None:
    send(photo())
    row = ProofFile.objects.get()
    content = storage.unseal(row.pk)
    leave_commune(viewer=viewer_of(applicant, commune))
    storage.seal(row.pk, content)
    erase_proof_files(file_ids=[row.pk])
    prepare_proof_file(file_id=row.pk)
    assert stored_proofs() == []


# --- Who hears of it ------------------------------------------------------------------------------------------------


def test_the_person_hears_and_then_the_agents(
    agent, membership, applicant, mayor, commune, viewer_of, run_jobs
) -> None:
    ask_for_proof(viewer=agent, membership_id=membership.pk, words="Quelle rue ?", wanted=["bill"])
    run_jobs()
    assert subjects_to(applicant.email) == ["La mairie de Villeneuve vous demande un justificatif"]
    mail = str(mails_to(applicant.email)[0])
    assert "Quelle rue" in mail
    assert f"/{commune.slug}/inscription/" in mail
    send_proof(viewer=viewer_of(applicant, commune), words="La rue du Four.", files=[])
    run_jobs()
    assert subjects_to(mayor.email) == ["Ines Attend a répondu à votre demande de justificatif"]
    assert Notification.objects.get(kind="proof_asked").withdrawn_at is not None
    notification = Notification.objects.get(kind="proof_sent")
    assert notification.url == f"/{commune.slug}/mairie/administres/{membership.pk}/"
    accept_membership(viewer=agent, membership_id=membership.pk, proof="address")
    run_jobs()
    notification.refresh_from_db()
    assert notification.withdrawn_at is not None
    reopen_membership(viewer=agent, membership_id=membership.pk)
    run_jobs()
    notification.refresh_from_db()
    assert notification.withdrawn_at is None
    assert len(mails_to(mayor.email)) == 1, "and no second mail about it"


def test_queries_of_the_page_are_constant(
    client_of, commune, mayor, membership, send, django_assert_num_queries
) -> None:

    browser = client_of(mayor)
    counts = []
    for number in range(3):
        send(file(PDF + str(number).encode()))
        with CaptureQueriesContext(connection) as statements:
            browser.get(f"/{commune.slug}/mairie/administres/{membership.pk}/")
        counts.append(len(statements))
    assert len(set(counts)) == 1


def test_proof_files_of_another_commune_are_not_found(other_commune, agent, send) -> None:
    person = PersonFactory()
    there = MembershipFactory(commune=other_commune, person=person, status="pending")
    request = ProofRequest.objects.create(membership=there, asked_at=now() - timedelta(days=1), words="-")
    row = ProofFile.objects.create(
        request=request, status="ready", content_type="application/pdf", size=1, digest="d", added_at=now()
    )
    with pytest.raises(Http404):
        proof_file_in_view(agent, row.pk)


@pytest.mark.parametrize(("size", "said"), [(1, "1 ko"), (240_400, "240 ko"), (1_340_000, "1,3 Mo")])
def test_a_document_says_what_it_weighs(size, said) -> None:
    assert ProofFile(size=size).weight.replace("\u00a0", " ") == said
