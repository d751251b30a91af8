"""« Réponses types »: the list of a town hall, filled in for a resident, put after what is typed."""

import re

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civic.core.refusals import NotAllowed
from civic.core.text import blanks_left
from civic.journal.models import Entry
from civic.memberships.models import Membership
from civic.messaging import rules
from civic.messaging.actions import templates
from civic.messaging.enums import ANSWER_MESSAGES, MOST_TEMPLATES
from civic.messaging.models import ReplyTemplate
from civic.messaging.ready import READY_REPLIES
from civic.messaging.refusals import TemplateNameTaken, TooManyTemplates, UnknownTemplateField
from civic.threads.models import Message
from tests.communes.factories import MembershipFactory
from tests.messaging.factories import AbsenceFactory, ReplyTemplateFactory

pytestmark = pytest.mark.django_db
TEXT = "Bonjour {prénom} {nom},\n\nNous passons {rue} le [jour]."


@pytest.fixture
def at(commune):
    return lambda name, *args: reverse(name, args=[commune.slug, *args])


@pytest.fixture
def template(viewer_of, commune, mayor):
    return templates.save_template(viewer=viewer_of(mayor, commune), name="Passage", text=TEXT)


@pytest.fixture
def insert(client_of, at, conversation, mayor):
    """`insert(template, "déjà écrit")`: « Insérer », as the form sends it."""

    def send(template, body="", *, person=mayor, **headers):
        sent = {"template": template.pk if template else "", "body": body, "key": "k"}
        address = at("reply_template_insert", conversation.thread_id)
        return client_of(person).post(address, sent, headers=headers)

    return send


def live_at(resident, street):
    membership = Membership.objects.get(person=resident)
    membership.street = street
    membership.save()


# --- The list ---------------------------------------------------------------------------------------------------------


def test_whoever_answers_keeps_the_list(client_of, at, commune, delegate_with):
    browser = client_of(delegate_with(ANSWER_MESSAGES))
    answer = browser.post(at("reply_template_new"), {"name": "Passage", "text": TEXT}, follow=True)
    assert "La réponse type est enregistrée." in answer.text
    template = ReplyTemplate.objects.get(commune=commune)
    edited = {"name": "Visite", "text": "Bonjour {prenom}.", "seen": template.mark}
    browser.post(at("reply_template_edit", template.pk), edited)
    template.refresh_from_db()
    assert (template.name, template.text) == ("Visite", "Bonjour {prenom}.")
    assert "Visite" in browser.get(at("reply_template_list")).text
    assert "Supprimer" in browser.get(at("reply_template_delete", template.pk)).text
    assert ReplyTemplate.objects.exists()  # asked first
    browser.post(at("reply_template_delete", template.pk))
    assert not ReplyTemplate.objects.exists()
    kinds = list(Entry.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds[-3:] == [f"messaging.ReplyTemplate{done}" for done in ("Added", "Edited", "Removed")]


def test_a_colleagues_words_are_not_lost_to_who_saves_second(client_of, at, template, mayor, delegate_with):
    page, seen = at("reply_template_edit", template.pk), template.mark
    assert f'value="{seen}"' in client_of(mayor).get(page).text
    first = {"name": "Visite", "text": "Le mardi.", "seen": seen}
    assert client_of(delegate_with(ANSWER_MESSAGES)).post(page, first).status_code == 302
    second = first | {"name": "Passage", "text": "Le jeudi."}
    answer = client_of(mayor).post(page, second)
    assert answer.status_code == 409
    for words in ("Visite", "Le mardi.", "Le jeudi."):
        assert words in answer.text
    template.refresh_from_db()
    assert template.text == "Le mardi."
    assert client_of(mayor).post(page, second | {"seen": template.mark}).status_code == 302
    template.refresh_from_db()
    assert template.text == "Le jeudi."


def test_nobody_else_does_and_no_other_commune_has_it(
    template, viewer_of, commune, other_commune, other_mayor, resident
):
    with pytest.raises(NotAllowed):
        templates.save_template(viewer=viewer_of(resident, commune), name="A", text="B")
    with pytest.raises(Http404):
        templates.remove_template(viewer=viewer_of(other_mayor, other_commune), reply_template_id=template.pk)


def test_sent_twice_it_is_one_and_two_have_two_names(template, viewer_of, commune, mayor):
    viewer = viewer_of(mayor, commune)
    assert templates.save_template(viewer=viewer, name="Passage", text=TEXT).pk == template.pk
    other = templates.save_template(viewer=viewer, name="Horaires", text="Le matin.")
    for more in ({"text": "Autre chose"}, {"text": TEXT, "reply_template_id": other.pk}):
        with pytest.raises(TemplateNameTaken):
            templates.save_template(viewer=viewer, name="Passage", **more)
    assert ReplyTemplate.objects.count() == 2
    assert Entry.objects.filter(kind="messaging.ReplyTemplateAdded").count() == 2


def test_a_field_that_nothing_fills_is_named(client_of, at, mayor):
    answer = client_of(mayor).post(at("reply_template_new"), {"name": "A", "text": "Au {téléphone}."})
    assert answer.status_code == 422
    assert "{téléphone}" in answer.text
    assert UnknownTemplateField("téléphone").message.split("\u00a0»")[0] in answer.text


def test_there_are_fifty_at_most(viewer_of, commune, mayor, client_of, at):
    ReplyTemplate.objects.bulk_create(
        ReplyTemplate(commune=commune, name=f"Réponse {n}", text="Oui.") for n in range(MOST_TEMPLATES)
    )
    with pytest.raises(TooManyTemplates):
        templates.save_template(viewer=viewer_of(mayor, commune), name="Une de plus", text="Non.")
    assert "le maximum" in client_of(mayor).get(at("reply_template_list")).text


def test_ready_ones_are_proposed_until_they_are_taken(client_of, at, mayor):
    browser = client_of(mayor)
    ready = READY_REPLIES[0]
    assert ready.name in browser.get(at("reply_template_list")).text
    opened = browser.get(at("reply_template_new"), {"modele": ready.key}).text
    assert "{prénom}" in opened
    browser.post(at("reply_template_new"), {"name": ready.name, "text": ready.text})
    assert f"modele={ready.key}" not in browser.get(at("reply_template_list")).text
    assert browser.get(at("reply_template_new"), {"modele": "rien"}).status_code == 200


@pytest.mark.parametrize("ready", READY_REPLIES, ids=lambda ready: ready.key)
def test_each_ready_one_can_be_saved_and_says_what_is_left(ready):
    assert rules.unknown_fields(ready.text) == []
    assert blanks_left(rules.filled(ready.text, {"prenom": "Anne"}))
    assert "Anne" in rules.filled(ready.text, {"prenom": "Anne"})


# --- In an answer -----------------------------------------------------------------------------------------------------


def test_it_is_filled_for_the_resident_after_what_was_typed(insert, template, resident):
    live_at(resident, "12 bis, rue du Lavoir")
    for headers in ({}, {"HX-Request": "true"}):
        shown = insert(template, "J’ai vu votre photo.", **headers).text
        filled = (
            f"Bonjour {resident.first_name} {resident.last_name},\n\nNous passons rue du Lavoir le [jour]."
        )
        assert f"J’ai vu votre photo.\n\n{filled}" in shown
        assert ("<html" in shown) is not bool(headers)
        assert ('hx-swap-oob="true"' in shown) is bool(headers), "the open page closes what they chose from"
        (panel,) = re.findall(r'<details class="opens"[^>]*>', shown)
        assert not re.search(r"\sopen\b", panel)
    assert Message.objects.count() == 1  # nothing was sent


def test_who_has_chosen_none_still_sees_them(insert):
    assert "<details" not in insert(None, "J’ai vu.", **{"HX-Request": "true"}).text


def test_what_is_not_known_stays_a_blank(insert, template, resident):
    live_at(resident, "")
    assert "Nous passons [rue] le [jour]." in insert(template).text


def test_a_street_whose_key_is_missing_stays_a_blank(insert, template, resident):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE memberships_membership SET street = 'illisible'")
    assert "Nous passons [rue] le [jour]." in insert(template).text


def test_the_street_is_that_of_this_commune(insert, template, resident, other_commune):
    live_at(resident, "")
    MembershipFactory(commune=other_commune, person=resident, street="1 rue d’Ailleurs")
    assert "Ailleurs" not in insert(template).text


def test_a_field_in_a_name_is_no_field(resident):
    assert rules.filled("{prénom}", {"prenom": "{nom}", "nom": "X"}) == "{nom}"


def test_choosing_nothing_changes_nothing(insert):
    assert ">Déjà là</textarea>" in insert(None, "Déjà là").text


def test_another_communes_and_a_residents_own_conversation_have_none(
    insert, template, other_commune, resident, client_of, at, conversation
):
    elsewhere = ReplyTemplate.objects.create(commune=other_commune, name="X", text="Y")
    assert insert(elsewhere).status_code == 404
    assert insert(template, person=resident).status_code == 403
    assert (
        "Réponse type" not in client_of(resident).get(at("conversation_detail", conversation.thread_id)).text
    )


def test_between_mayors_there_are_none(client_of, at, template, between_mayors, mayor):
    page = client_of(mayor).get(at("conversation_detail", between_mayors.thread_id)).text
    assert "Insérer" not in page
    address = at("reply_template_insert", between_mayors.thread_id)
    assert client_of(mayor).post(address, {"template": template.pk}).status_code == 403


def test_the_page_of_a_conversation_asks_no_more_for_fifty_than_for_one(
    client_of, at, commune, conversation, mayor, template
):
    AbsenceFactory(commune=commune)
    browser, counts = client_of(mayor), []
    address = at("conversation_detail", conversation.thread_id)
    for more in (0, 40):
        ReplyTemplateFactory.create_batch(more, commune=commune)
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(address).text
        counts.append(len(asked))
    assert page.count("<option") == 42
    assert counts[0] == counts[1] <= 8


def test_a_blank_is_asked_about_once(client_of, at, conversation, mayor):
    browser, address = client_of(mayor), at("private_message_list", conversation.thread_id)
    sent = {"body": "Nous passons le [jour].", "key": "k"}
    answer = browser.post(address, sent)
    assert answer.status_code == 422
    assert "Il reste à remplir\u00a0: [jour]." in answer.text
    assert "Envoyer tel quel" in answer.text
    assert "Nous passons le [jour]." in answer.text
    assert Message.objects.count() == 1
    browser.post(address, sent | {"as_is": "1"})
    assert Message.objects.count() == 2


def test_a_resident_writes_what_they_like_between_brackets(client_of, at, conversation, resident):
    client_of(resident).post(
        at("private_message_list", conversation.thread_id), {"body": "Au [numéro]", "key": "k"}
    )
    assert Message.objects.count() == 2
