"""Words that go to a person, or to the town hall, are kept on the device until they are sent."""

import pytest
from django.urls import reverse

from civic.memberships.enums import MembershipStatus
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory
from tests.drafts import kept_until_sent, key_of


@pytest.fixture
def here(commune):
    return lambda name, *keys: reverse(name, args=[commune.slug, *keys])


def test_a_refusal_which_can_be_undone_as_well(here, membership, mayor, client_of):
    page = here("membership_refuse", membership.pk)
    followed = kept_until_sent(client_of(mayor), page, {"words": "Nous ne vous connaissons pas."})
    assert f'formaction="{here("membership_reopen", membership.pk)}' in followed.text


def test_the_refusal_of_several(here, commune, mayor, client_of):
    chosen = [
        MembershipFactory(
            commune=commune, status=MembershipStatus.PENDING, person=PersonFactory(last_name=name)
        ).pk
        for name in ("Roux", "Blanc")
    ]
    browser, page = client_of(mayor), here("membership_decide")
    key = key_of(browser.post(page, {"demande": chosen, "action": "refuse"}))
    assert key != key_of(browser.post(page, {"demande": chosen[:1], "action": "refuse"})), "for others"
    typed = {"demande": chosen, "action": "refuse", "words": "Nous ne vous connaissons pas."}
    followed = browser.post(page, typed, follow=True)
    assert f'data-draft-sent-key-value="{key}"' in followed.text
    assert "Annuler</button>" in followed.text


def test_what_is_asked_as_a_proof_and_its_answer(here, membership, applicant, mayor, client_of):
    asked = {"words": "Quelle est votre rue ?", "wanted": ["bill"]}
    kept_until_sent(client_of(mayor), here("proof_ask", membership.pk), asked)
    answer = {"answer": "Rue des Lilas, depuis mai."}
    kept_until_sent(client_of(applicant), here("membership_detail"), answer, to=here("proof_send"))


def test_a_word_while_one_waits(here, membership, applicant, client_of):
    kept_until_sent(client_of(applicant), here("membership_detail"), {"words": "Je suis la fille de Jean."})


def test_the_refusal_of_a_name(here, marie, asks, mayor, client_of):
    answer = asks(marie).answers.get()
    typed = {"refuse": "1", "words": "Montrez-nous l’acte."}
    kept_until_sent(client_of(mayor), here("identity_answer", answer.pk), typed)


def test_a_refusal_without_words_puts_nothing_back_over_what_was_typed(here, membership, mayor, client_of):
    faulty = client_of(mayor).post(here("membership_refuse", membership.pk), {"words": ""})
    assert faulty.status_code == 422
    assert "data-draft-bound-value" in faulty.text
