"""« Maire » of « Écrire un nouveau message »: found, written to, invited; opened to one of the team."""

import pytest
from django.urls import reverse

from civic.communes.actions.directory_rows import save_search_terms
from civic.communes.models import Commune
from civic.core import registry
from civic.delegations.models import Delegation
from civic.memberships.queries.solicitations import stop_token
from civic.messaging.enums import ANSWER_MESSAGES, FEATURE
from civic.messaging.models import Conversation
from civic.openings.models import Invitation
from civic.town_halls.actions.settings import change_features

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(commune):
    """`at("mayor_write", code)`: the address, at the mayor's own town hall."""

    def address(name, code=None, **more):
        path = reverse(name, args=[commune.slug])
        return f"{path}?commune={code}" if code is not None else path

    return address


def test_a_mayor_chooses_between_residents_and_mayors_and_a_delegate_does_not(
    client_of, at, mayor, delegate_with
):
    assert at("mayor_search") in client_of(mayor).get(at("conversation_new")).text
    delegate = client_of(delegate_with(ANSWER_MESSAGES))
    assert at("mayor_search") not in delegate.get(at("conversation_new")).text
    assert delegate.get(at("mayor_search")).status_code == 403


def test_without_script_it_is_looked_for_then_chosen(client_of, at, mayor, other_commune, empty_commune):
    save_search_terms(communes=[other_commune, empty_commune])
    browser = client_of(mayor)
    shown = browser.get(at("mayor_search"), {"q": other_commune.name}).text
    assert at("mayor_write", other_commune.code) in shown
    assert "Inscrite" in shown
    shown = browser.get(at("mayor_search"), {"q": empty_commune.name}).text
    assert "Pas encore inscrite" in shown
    assert "commencent par «\u00a0Zzz\u00a0»" in browser.get(at("mayor_search"), {"q": "Zzz"}).text
    options = browser.get(at("mayor_search"), {"q": other_commune.name}, headers={"HX-Request": "true"}).text
    assert options.strip().startswith("<li")
    assert f'data-href="{at("mayor_write", other_commune.code)}"' in options


def test_a_message_is_sent_and_the_next_one_is_written_where_it_stands(
    client_of, at, mayor, other_commune, other_mayor
):
    browser, address = client_of(mayor), at("mayor_write", other_commune.code)
    assert other_mayor.full_name in browser.get(address).text
    refused = browser.post(address, {"body": " ", "key": "k"})
    assert refused.status_code == 422
    sent = browser.post(address, {"body": "Bonjour", "key": "k"}, follow=True)
    assert f"Maire {other_commune.of_name}" in sent.text
    thread_id = Conversation.objects.values_list("thread_id", flat=True).distinct().get()
    assert browser.get(address).url.endswith(f"/messagerie/{thread_id}/")


def test_what_no_commune_is_called_by_and_ones_own_are_refused(client_of, at, mayor, commune):
    browser = client_of(mayor)
    for forged in ("", "00000", "../..", "9" * 500, "\u202e"):
        assert browser.get(at("mayor_write", forged)).status_code == 404, forged
        assert browser.get(at("mayor_invite", forged)).status_code == 404, forged
    for name in ("mayor_write", "mayor_invite"):
        assert browser.post(at(name, "00000"), {"body": "B", "key": "k"}).status_code == 404
    for answered in (
        browser.get(at("mayor_write", commune.code)),
        browser.post(at("mayor_write", commune.code), {"body": "B", "key": "k"}),
        browser.post(at("mayor_invite", commune.code)),
    ):
        assert answered.status_code == 422
        assert "C’est votre mairie" in answered.text
    assert not Conversation.objects.exists()


def test_nothing_is_written_to_a_town_hall_that_is_not_here(client_of, at, mayor, empty_commune):
    answered = client_of(mayor).post(at("mayor_write", empty_commune.code), {"body": "Bonjour", "key": "k"})
    assert answered.status_code == 422
    assert "personne ne lirait votre message" in answered.text
    assert not Conversation.objects.exists()


def test_the_invitation_is_read_before_it_leaves_then_when_it_left(
    client_of, at, mayor, empty_commune, other_mayor, other_commune
):
    Commune.objects.filter(pk=empty_commune.pk).update(mayor_last_name="")
    browser, page = client_of(mayor), at("mayor_write", empty_commune.code)
    shown = browser.get(page).text
    assert empty_commune.town_hall_email not in shown
    assert "m•••••@" in shown
    assert f"{mayor.full_name}, maire" in shown
    assert stop_token(empty_commune.pk) not in shown, "it is the town hall's own to stop these mails"
    sent = browser.post(at("mayor_invite", empty_commune.code), follow=True).text
    assert "L’invitation est partie" in sent
    assert Invitation.objects.count() == 1
    assert "La dernière invitation est partie le" in sent
    there = reverse("mayor_write", args=[other_commune.slug]) + f"?commune={empty_commune.code}"
    told = client_of(other_mayor).get(there).text
    assert "La dernière invitation est partie le" in told
    assert mayor.last_name not in told, "nobody learns who was first"
    again = browser.post(at("mayor_invite", empty_commune.code))
    assert again.status_code == 422
    assert "une par mois" in again.text


def test_a_town_hall_without_address_is_said(client_of, at, mayor, empty_commune):
    empty_commune.town_hall_email = ""
    empty_commune.save()
    browser = client_of(mayor)
    assert "ne donne pas l’adresse e-mail" in browser.get(at("mayor_write", empty_commune.code)).text
    assert browser.post(at("mayor_invite", empty_commune.code)).status_code == 422
    assert not Invitation.objects.exists()


def test_it_is_opened_and_closed_again(client_of, between_mayors, commune, mayor, delegate_with):
    browser = client_of(mayor)
    address = reverse("conversation_open", args=[commune.slug, between_mayors.thread_id])
    assert "Personne n’a de procuration" in browser.get(address).text
    julie = delegate_with(ANSWER_MESSAGES)
    assert julie.full_name in browser.get(address).text
    delegation = Delegation.objects.get(person=julie)
    opened = browser.post(address, {"delegation": str(delegation.pk)}, follow=True).text
    assert f"Ouverte à {julie.full_name}" in opened
    closed = browser.post(address, {"delegation": ""}, follow=True).text
    assert f"Ouverte à {julie.full_name}" not in closed
    forged = browser.post(address, {"delegation": str(between_mayors.pk)})
    assert forged.status_code == 422


def test_a_conversation_with_a_resident_is_opened_to_nobody(client_of, conversation, commune, mayor):
    address = reverse("conversation_open", args=[commune.slug, conversation.thread_id])
    assert client_of(mayor).get(address).status_code == 404
    assert client_of(mayor).post(address, {"delegation": ""}).status_code == 403


def test_a_town_hall_without_messaging_is_known_before_one_writes(
    client_of, at, viewer_of, mayor, other_commune, other_mayor
):
    others = [feature for feature in registry.features() if feature != FEATURE]
    change_features(viewer=viewer_of(other_mayor, other_commune), features=others)
    save_search_terms(communes=[other_commune])
    browser, address = client_of(mayor), at("mayor_write", other_commune.code)
    assert "Inscrite, sans messagerie" in browser.get(at("mayor_search"), {"q": other_commune.name}).text
    shown = browser.get(address).text
    assert "n’utilise pas la messagerie" in shown
    assert "<textarea" not in shown
    assert "n’est pas encore ici" not in shown
    answer = browser.post(address, {"body": "Bonjour", "key": "k"})
    assert answer.status_code == 422
    assert "n’utilise pas la messagerie" in answer.text
