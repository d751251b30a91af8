"""« Signaler » a private message: what is chosen is copied, by consent, and nothing else."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from civic.accounts.actions.erasure import erase_person
from civic.moderation.models import Flag
from civic.private_files import vault
from civic.private_files.enums import FileCopy
from civic.private_files.models import PrivateFile
from civic.threads.models import Message
from tests.media.files import upload
from tests.private_files.factories import PDF
from tests.threads.stored import everything_stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(conversation, resident, write_in, client_of, commune):
    """Four by the resident: the fixture's, a secret, a threat with a file, another file."""
    write_in(conversation, resident, "Mon secret")
    page = reverse("private_message_list", args=[commune.slug, conversation.thread_id])
    for n, body in enumerate(("Gare à vous", "Autre chose")):
        files = [upload(PDF + str(n).encode(), f"{n}.pdf")]
        client_of(resident).post(page, {"body": body, "key": body, "files": files})
    return list(Message.objects.filter(thread=conversation.thread).order_by("number"))


@pytest.fixture
def flag(client_of, commune, mayor, said):
    def send(*chosen, **more):
        address = reverse("private_message_flag", args=[commune.slug, said[2].pk])
        data = {"reason": "insult", "copied": [str(one.pk) for one in chosen], "consent": "on"} | more
        return client_of(mayor).post(address, data)

    return send


def test_the_page_shows_what_may_be_copied_and_ticks_the_one_that_is_reported(
    said, client_of, mayor, commune
):
    shown = client_of(mayor).get(reverse("private_message_flag", args=[commune.slug, said[2].pk])).text
    for one in said:
        ticked = f'value="{one.pk}"' in shown.split("checked")[0].rpartition("<input")[2]
        assert ticked is (one == said[2])
        assert one.text in shown


def test_what_was_chosen_is_sealed_with_its_files_and_nothing_else(flag, said, mayor):
    assert flag(said[0], said[2], words="Il écrit que Zwartewaal est malade").status_code == 302
    found = Flag.objects.get()
    assert "Zwartewaal" in found.sealed_words
    assert "Zwartewaal" not in everything_stored()
    assert "Le banc est cassé" in found.sealed_copy
    assert "Gare à vous" in found.sealed_copy
    assert "secret" not in found.sealed_copy
    (copied,) = PrivateFile.objects.filter(held_by=found.pk)
    assert b"".join(vault.read(copied.pk, FileCopy.WHOLE, copied.key)) == PDF + b"0"
    assert copied.name == "0.pdf"
    assert copied.key != PrivateFile.objects.get(held_by=said[2].pk).key
    flag(said[1], said[3])
    assert Flag.objects.get().sealed_copy == found.sealed_copy, "the first report stands"
    assert PrivateFile.objects.count() == 3


@pytest.mark.parametrize("missing", [{"consent": ""}, {"copied": []}, {"copied": ["x"]}, {"reason": ""}])
def test_without_consent_or_choice_nothing_is_copied(flag, said, missing):
    assert flag(said[2], **missing).status_code == 422
    assert not Flag.objects.exists()
    assert PrivateFile.objects.count() == 2


def test_nobody_reads_the_copies_by_the_address_of_a_file(
    flag, said, client_of, commune, mayor, resident, staff
):
    flag(said[2])
    copied = PrivateFile.objects.get(held_by=Flag.objects.get().pk)
    for person in (mayor, resident, staff):
        assert (
            client_of(person).get(reverse("private_file", args=[commune.slug, copied.pk])).status_code == 404
        )


def test_the_copies_outlive_the_message_and_go_with_the_report(
    flag, said, mayor, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        flag(said[2])
        PrivateFile.objects.filter(held_by=said[2].pk).delete()
    folder = Path(default_storage.location) / "prives"
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 2
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person_id=mayor.pk)
    assert not Flag.objects.exists()
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("others_stand", [False, True])
def test_of_a_message_that_is_removed_meanwhile_it_is_said(
    conversation, resident, mayor, commune, client_of, write_in, others_stand
):
    message = Message.objects.get(thread=conversation.thread)
    if others_stand:
        write_in(conversation, mayor, "Bonjour")
    client_of(resident).post(reverse("private_message_delete", args=[commune.slug, message.pk]))
    address = reverse("private_message_flag", args=[commune.slug, message.pk])
    data = {"reason": "insult", "copied": [str(message.pk)], "consent": "on"}
    for answer in (client_of(mayor).post(address, data), client_of(mayor).get(address)):
        assert answer.status_code == 422
        assert "Ce message a déjà été supprimé." in answer.text
    assert not Flag.objects.exists()
