"""The commune of a sign-up, chosen again without filling all in again; nobody learns who has an account."""

import re

from django.test import Client

from civic.accounts.models import Person
from civic.memberships.actions.joining import REQUESTS_A_DAY
from civic.memberships.models import AddressWord, Membership
from tests.accounts.mails import mails_to, path_in
from tests.accounts.test_correcting_sign_up import FORM, sign_up, text

EMAIL = "zoe@exemple.test"
PAGE, SENT = "/inscription/commune/", "/verification/"


def choose(browser, commune, **address):
    typed = {"street": FORM["street"], "postal_code": commune.postal_code, "town": commune.name}
    form = {"commune": "", "commune_code": commune.code} | typed | address
    return browser.post(PAGE, form, follow=True)


def test_another_commune_is_chosen_and_all_else_is_kept(client, commune, other_commune):
    sent = text(sign_up(client, commune, EMAIL))
    assert f"Commune choisie\u00a0: <strong>{commune.name} (" in sent
    assert f'href="{PAGE}"' in sent
    asked = text(client.get(PAGE))
    assert f'value="{FORM["street"]}"' in asked
    assert f'value="{FORM["town"]}"' not in asked, "the new choice fills it in"
    answer = text(choose(client, other_commune))
    assert f"votre demande ira à la mairie {other_commune.of_name}" in answer
    assert f"Commune choisie\u00a0: <strong>{other_commune.name} (" in answer
    client.post(path_in(mails_to(EMAIL)[0], "/verification/"))
    membership = Membership.objects.get(person__email=EMAIL)
    assert (membership.commune, membership.status) == (other_commune, "pending")
    assert membership.address == (FORM["street"], other_commune.postal_code, other_commune.name)
    assert (membership.words, membership.residence) == (FORM["presentation"], FORM["residence"])


def test_a_town_of_the_person_s_own_words_is_kept(client, commune):
    sign_up(client, commune, EMAIL)
    membership = Membership.objects.get()
    membership.move_to(membership.address._replace(town="Le Hameau"))
    membership.save()
    assert 'value="Le Hameau"' in text(client.get(PAGE))


def test_its_address_is_found_in_the_new_commune_alone(client, commune, other_commune):
    sign_up(client, commune, EMAIL)
    choose(client, other_commune)
    assert {word.commune_id for word in AddressWord.objects.all()} == {other_commune.pk}


def test_what_one_sees_is_the_same_whether_the_address_has_an_account(commune, other_commune, resident):
    pages = []
    for email in (resident.email, "new@exemple.test"):
        browser = Client()
        sign_up(browser, commune, email)
        seen = [text(browser.get(PAGE)), text(choose(browser, other_commune)).replace(email, "X")]
        mains = [page.split("<main")[1].split("</main")[0] for page in seen]
        pages.append([re.sub(r'"csrfmiddlewaretoken" value="\w+"', "", one) for one in mains])
    assert pages[0] == pages[1]
    assert [one.commune for one in Membership.objects.filter(person=resident)] == [commune]


def test_nothing_is_left_to_choose(client, client_of, commune, other_commune, resident):
    """Of a visitor, of who confirmed, of who is signed in."""
    assert client.get(PAGE).url == SENT
    assert client_of(resident).get(PAGE).url == SENT
    sign_up(client, commune, EMAIL)
    Client().post(path_in(mails_to(EMAIL)[0], "/verification/"))
    assert "Commune choisie" not in text(client.get(SENT))
    choose(client, other_commune)
    assert Membership.objects.get(person__email=EMAIL).commune == commune


def test_it_is_bounded(client, commune, other_commune):
    sign_up(client, commune, EMAIL)
    answers = [choose(client, other_commune).status_code for _ in range(REQUESTS_A_DAY)]
    assert answers == [200] * (REQUESTS_A_DAY - 1) + [429]


def test_a_commune_is_asked_for(client, commune):
    sign_up(client, commune, EMAIL)
    answer = client.post(PAGE, {"commune": "", "street": "3 rue du Four"})
    assert answer.status_code == 422
    assert "Indiquez votre commune." in text(answer)
    assert Membership.objects.get().commune == commune
    assert Person.objects.filter(email=EMAIL).exists()
