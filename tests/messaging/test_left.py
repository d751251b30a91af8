"""Whoever has left a commune goes on reading what they wrote there, and may take it back; nobody reads more."""

import pytest
from django.urls import reverse

from civic.accounts.queries import personal_data_of
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership
from civic.messaging.actions import writing
from civic.messaging.models import Conversation
from civic.messaging.refusals import LeftTheCommune
from civic.threads.models import Thread
from tests.communes.factories import MembershipFactory
from tests.private_files.factories import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(conversation, resident, commune, viewer_of):
    Membership.objects.filter(person=resident).update(status=MembershipStatus.LEFT)
    return resident


@pytest.fixture
def page(commune, conversation):
    return reverse("conversation_detail", args=[commune.slug, conversation.thread_id])


@pytest.mark.parametrize("how", [*set(MembershipStatus) - {MembershipStatus.ACCEPTED}, None])
def test_it_is_read_still_and_says_why_nothing_more_is_written(
    how, conversation, resident, page, client_of, commune
):
    rows = Membership.objects.filter(person=resident)
    rows.update(status=how) if how else rows.delete()
    shown = client_of(resident).get(page).text
    assert "Le banc est cassé" in shown
    assert "Vous ne faites plus partie des inscrits" in shown
    assert "liront votre message" not in shown
    assert "<textarea" not in shown
    assert "Écrire un nouveau message" not in shown


def test_what_is_sent_all_the_same_is_kept_and_not_received(
    gone, page, client_of, commune, viewer_of, conversation
):
    answer = client_of(gone).post(f"{page}messages/", {"body": "Encore un mot", "key": "k"})
    assert answer.status_code == 422
    assert "Encore un mot" in answer.text
    with pytest.raises(LeftTheCommune):
        writing.write_message(
            viewer=viewer_of(gone, commune), thread_id=conversation.thread_id, body="Encore", key="k"
        )
    assert client_of(gone).get(reverse("conversation_new", args=[commune.slug])).status_code == 404


def test_nobody_reads_more_than_before(gone, page, client_of, second_resident, stranger, staff, client):
    for person in (second_resident, stranger, staff):
        assert client_of(person).get(page).status_code == 404
    assert client.get(page).status_code == 302


def test_one_has_it_in_the_export_and_may_erase_it_for_both(
    gone, page, commune, client_of, mayor, conversation
):
    assert "Le banc est cassé" in str(personal_data_of(gone.pk))
    browser = client_of(gone)
    assert f"{page}effacer/" in browser.get(page).text
    assert "sans retour possible" in browser.get(f"{page}effacer/").text
    assert client_of(mayor).post(f"{page}effacer/").status_code == 422
    assert Conversation.objects.exists()
    assert "est effacée" in browser.post(f"{page}effacer/", follow=True).text
    assert not Conversation.objects.exists()
    assert not Thread.objects.filter(pk=conversation.thread_id).exists()
    assert client_of(mayor).get(page).status_code == 404


def test_whoever_belongs_there_erases_no_conversation(conversation, page, client_of, resident):
    assert client_of(resident).get(f"{page}effacer/").status_code == 302
    assert client_of(resident).post(f"{page}effacer/").status_code == 422
    assert Conversation.objects.exists()


def test_it_is_found_from_the_account(gone, page, client_of, commune, other_commune):
    home = reverse("messaging")
    shown = client_of(gone).get(home).text
    assert page in shown
    assert f"La mairie {commune.of_name}" in shown
    assert "Pas encore de messagerie" not in shown
    MembershipFactory(commune=other_commune, person=gone)
    shown = client_of(gone).get(home).text
    assert page in shown
    assert reverse("conversation_list", args=[other_commune.slug]) in shown
    assert f'href="{home}"' in client_of(gone).get(reverse("membership_overview")).text


def test_files_are_judged_for_nobody_who_may_not_write(
    gone, page, client_of, monkeypatch, settings, tmp_path
):
    from tests.media.files import upload

    settings.CLAMD_SOCKET = str(tmp_path / "nobody")  # to ask it would be said
    answer = client_of(gone).post(
        f"{page}messages/", {"body": "b", "key": "k", "files": [upload(PDF, "a.pdf")]}
    )
    assert "ne recevrait pas votre message" in answer.text
    assert "antivirus" not in answer.text
