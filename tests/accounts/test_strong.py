"""« Connexion renforcée »: set up, asked for at sign-in, never led around."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from civic.accounts.actions import strong as actions
from civic.accounts.models import CodeTries
from civic.alerts.enums import SEND_ALERTS
from civic.core.clock import now
from civic.core.encryption import decrypt
from civic.delegations.enums import SEND_SMS
from civic.posts.enums import PUBLISH
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.accounts.mails import mails_to, path_in, subjects_to

pytestmark = pytest.mark.django_db

SETUP, CODE = "/mon-compte/connexion-renforcee/", "/connexion/code/"


def code_of(secret: str, shift: int = 0) -> str:
    """What the device shows now, or `shift` half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))


def spoken(response) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").replace("\u202f", " ").split())


def displayed_secret(response) -> str:
    found = re.search(r'class="code" translate="no">([A-Z2-7 ]+)<', response.content.decode())
    assert found
    return found[1].replace(" ", "")


def set_up(browser: Client, clock) -> tuple[str, list[str]]:
    """Returns the secret and the recovery codes; the code that proved it is over."""
    secret = displayed_secret(browser.get(SETUP))
    answer = browser.post(SETUP, {"code": code_of(secret)})
    codes = re.findall(r'<li class="code">(\d{4} \d{4})</li>', answer.content.decode())
    assert len(codes) == 10
    clock.forward(seconds=60)
    return secret, codes


def sign_in(email: str, browser: Client | None = None, **data) -> tuple[Client, object]:
    browser = browser or Client()
    return browser, browser.post("/connexion/", {"login": email, "password": PASSWORD} | data)


def is_in(browser: Client) -> bool:
    return browser.get("/mon-compte/").status_code == 200


@pytest.fixture
def strong(resident, client_of, clock):
    """`resident` with strong authentication: (secret, recovery codes)."""
    made = set_up(client_of(resident), clock)
    resident.refresh_from_db()  # other sessions are over: `client_of` opens new ones
    return made


def test_who_has_strong_authentication_confirms_by_the_password(strong, resident, client_of):
    assert client_of(resident).get("/mon-compte/confirmer/").status_code == 200


def test_nothing_of_the_library_is_published_but_what_we_publish():
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert not {name for name in names if name.startswith("mfa")}
    with pytest.raises(NoReverseMatch):
        reverse("mfa_index")


def test_the_drawing_is_lines_without_style(resident, client_of):
    page = client_of(resident).get(SETUP)
    drawing = re.search(r"<svg[^>]*class=\"qr\".*?</svg>", page.content.decode(), re.DOTALL)
    assert drawing
    assert "style" not in drawing[0]
    assert "otpauth://totp/" in page.content.decode()
    # The same one until it is proven: whoever scanned it may look again.
    browser = client_of(resident)
    assert displayed_secret(browser.get(SETUP)) == displayed_secret(browser.get(SETUP))


def test_the_secret_is_encrypted_wherever_it_lies(resident, client_of, clock):
    browser = client_of(resident)
    secret = displayed_secret(browser.get(SETUP))
    from django.core import signing

    cookie = browser.cookies["sessionid"].value
    kept = signing.loads(cookie, salt="django.contrib.sessions.backends.signed_cookies", key=None)
    assert secret not in str(kept)
    browser.post(SETUP, {"code": code_of(secret)})
    row = Authenticator.objects.get(type="totp")
    assert row.data["secret"] != secret
    assert decrypt(row.data["secret"]) == secret
    assert "seed" in Authenticator.objects.get(type="recovery_codes").data


def test_a_wrong_first_code_keeps_the_drawing(resident, client_of):
    browser = client_of(resident)
    secret = displayed_secret(browser.get(SETUP))
    answer = browser.post(SETUP, {"code": "000000"})
    assert answer.status_code == 422
    assert "Ce code n’est pas le bon" in spoken(answer)
    assert displayed_secret(answer) == secret
    assert not Authenticator.objects.exists()


def test_switched_on_other_devices_ask_for_the_code_and_a_mail_says_so(resident, client_of, clock, run_jobs):
    other, browser = client_of(resident), client_of(resident)
    set_up(browser, clock)
    assert is_in(browser)
    assert not is_in(other)
    run_jobs()
    assert subjects_to(resident.email) == ["La connexion renforcée est activée"]


def test_the_codes_are_shown_once(strong, resident, client_of):
    page = spoken(client_of(resident).get(SETUP))
    assert "il vous en reste 10" in page
    assert not set(strong[1]) & set(re.findall(r"\d{4} \d{4}", page))


def test_the_password_alone_opens_nothing(strong, resident, commune):
    browser, answer = sign_in(resident.email)
    assert (answer.status_code, answer.url) == (302, CODE)
    assert not is_in(browser)
    assert browser.get(f"/{commune.slug}/inscription/").status_code == 302
    answer = browser.post(CODE, {"code": code_of(strong[0])})
    assert answer.status_code == 302
    assert is_in(browser)


def test_it_comes_back_to_where_it_was_going_and_stays_signed_in(strong, resident):
    browser = Client()
    browser.post(
        "/connexion/?next=/mon-compte/communes/",
        {"login": resident.email, "password": PASSWORD, "remember": "on", "next": "/mon-compte/communes/"},
    )
    answer = browser.post(CODE, {"code": code_of(strong[0])})
    assert answer.url == "/mon-compte/communes/"
    assert browser.cookies["sessionid"]["max-age"]


def test_spaces_are_forgiven(strong, resident):
    browser, _ = sign_in(resident.email)
    code = code_of(strong[0])
    browser.post(CODE, {"code": f" {code[:3]} {code[3:]} "})
    assert is_in(browser)


def test_a_code_serves_once(strong, resident):
    code = code_of(strong[0])
    first, _ = sign_in(resident.email)
    first.post(CODE, {"code": code})
    second, _ = sign_in(resident.email)
    assert second.post(CODE, {"code": code}).status_code == 422
    assert is_in(first)
    assert not is_in(second)


def test_half_a_minute_of_wrong_clock_is_forgiven_and_no_more(strong, resident, clock):
    for shift, wanted in ((-2, False), (2, False), (1, True)):
        browser, _ = sign_in(resident.email)
        browser.post(CODE, {"code": code_of(strong[0], shift)})
        assert is_in(browser) is wanted, shift


def test_a_recovery_code_serves_once_and_is_notified(strong, resident, run_jobs):
    for wanted in (True, False):
        browser, _ = sign_in(resident.email)
        browser.post(CODE, {"code": strong[1][3]})
        assert is_in(browser) is wanted
    run_jobs()
    assert "Un code de secours a ouvert votre compte" in subjects_to(resident.email)


def test_five_wrong_codes_lock_for_a_quarter_of_an_hour_then_an_hour_each(strong, resident, clock, run_jobs):
    """Whatever browser they come from; the right one is refused as well."""
    for number in range(1, 6):
        browser, _ = sign_in(resident.email)
        answer = browser.post(CODE, {"code": "000000"})
        assert answer.status_code == (429 if number == 5 else 422)
    assert "Trop de codes faux" in spoken(answer)
    browser, _ = sign_in(resident.email)
    assert browser.post(CODE, {"code": code_of(strong[0])}).status_code == 429
    run_jobs()
    assert subjects_to(resident.email).count("Cinq codes faux ont été essayés sur votre compte") == 1
    clock.forward(minutes=15)
    browser, _ = sign_in(resident.email)
    assert browser.post(CODE, {"code": "000000"}).status_code == 429
    assert CodeTries.objects.get().blocked_until == now() + timedelta(hours=1)
    clock.forward(minutes=60)
    browser, _ = sign_in(resident.email)
    browser.post(CODE, {"code": code_of(strong[0])})
    assert is_in(browser)
    assert CodeTries.objects.get().failures == 0


def test_a_new_password_by_mail_still_asks_for_the_code(strong, resident, run_jobs):
    browser = Client()
    browser.post("/mot-de-passe/", {"email": resident.email})
    run_jobs()
    email = next(mail for mail in mails_to(resident.email) if "renforcée" not in mail["Subject"])
    form = browser.get(path_in(email, "/mot-de-passe/"), follow=True)
    browser.post(form.redirect_chain[-1][0], {"password1": "Une-autre-phrase-2026"})
    assert not is_in(browser)
    browser, answer = sign_in(resident.email, browser, password="Une-autre-phrase-2026")
    assert answer.url == CODE
    assert not is_in(browser)


def test_a_new_password_ends_a_sign_in_that_waits_for_its_code(strong, resident):
    browser, _ = sign_in(resident.email)
    resident.set_password("Une-autre-phrase-2026")
    resident.save()
    answer = browser.post(CODE, {"code": code_of(strong[0])})
    assert answer.url == "/connexion/"
    assert not is_in(browser)


def test_who_gave_no_password_is_asked_for_it(client):
    assert client.get(CODE).url == "/connexion/"
    assert client.post(CODE, {"code": "123456"}).url == "/connexion/"


@pytest.mark.parametrize("typed", ["", "abc", "１２３４５６", "0" * 21, "<b>"])
def test_nonsense_is_refused_in_words(strong, resident, typed):
    browser, _ = sign_in(resident.email)
    answer = browser.post(CODE, {"code": typed})
    assert answer.status_code == 422
    assert not is_in(browser)


@pytest.mark.parametrize(("path", "said"), [("desactiver/", "désactivée"), ("codes/", "nouveaux codes")])
def test_changing_it_asks_for_the_password_again(strong, resident, client_of, path, said):
    browser = client_of(resident)
    wrong = browser.post(SETUP + path, {"password": "pas-le-bon-du-tout"})
    assert wrong.status_code == 422
    assert "Ce n’est pas votre mot de passe" in spoken(wrong)
    assert Authenticator.objects.filter(type="totp").exists()
    right = browser.post(SETUP + path, {"password": PASSWORD}, follow=True)
    assert said in spoken(right)


def test_switched_off_the_password_is_enough_again(strong, resident, client_of, run_jobs):
    client_of(resident).post(f"{SETUP}desactiver/", {"password": PASSWORD})
    assert not Authenticator.objects.exists()
    browser, _ = sign_in(resident.email)
    assert is_in(browser)
    run_jobs()
    assert "La connexion renforcée est désactivée" in subjects_to(resident.email)


def test_new_recovery_codes_replace_the_former_ones(strong, resident, client_of, clock):
    answer = client_of(resident).post(f"{SETUP}codes/", {"password": PASSWORD})
    new = re.findall(r'<li class="code">(\d{4} \d{4})</li>', answer.content.decode())
    assert len(set(new) - set(strong[1])) == 10
    for code, wanted in ((strong[1][0], False), (new[0], True)):
        browser, _ = sign_in(resident.email)
        browser.post(CODE, {"code": code})
        assert is_in(browser) is wanted


def test_signing_out_and_the_lock_work_as_without(strong, resident, commune):
    browser, _ = sign_in(resident.email)
    browser.post(CODE, {"code": code_of(strong[0])})
    copy = Client()
    copy.cookies["sessionid"] = browser.cookies["sessionid"].value
    browser.post("/deconnexion/")
    assert not is_in(copy)
    for _ in range(5):
        _, answer = sign_in(resident.email, password="faux-faux-faux")
    assert answer.status_code == 429
    _, answer = sign_in(resident.email)
    assert answer["Location"] == CODE  # the code still enters where the password alone does not


def test_it_opens_alerts_and_sms_to_a_delegate_within_one_statement(
    commune, mayor, delegate_with, viewer_of, client_of, clock, django_assert_num_queries
):
    from civic.delegations.queries.people import people_with_right
    from civic.viewers.queries.viewer import viewer_for

    person = delegate_with(SEND_ALERTS, SEND_SMS, PUBLISH)
    assert viewer_of(person, commune).rights == {"publish"}
    assert viewer_of(mayor, commune).may(SEND_ALERTS)  # advised, not asked
    assert people_with_right(commune_id=commune.pk, right=SEND_ALERTS) == [mayor.pk]
    set_up(client_of(person), clock)
    with django_assert_num_queries(1):
        viewer = viewer_for(person_id=person.pk, commune_id=commune.pk)
    assert (viewer.rights, viewer.withheld) == ({"alerts", "sms", "publish"}, frozenset())
    assert set(people_with_right(commune_id=commune.pk, right=SEND_SMS)) == {mayor.pk, person.pk}
    actions.disable_strong_authentication(viewer=viewer)
    assert viewer_of(person, commune).rights == {"publish"}


def test_a_delegate_with_alerts_alone_is_of_the_town_hall_all_the_same(commune, delegate_with, viewer_of):
    viewer = viewer_of(delegate_with(SEND_ALERTS), commune)
    assert (viewer.is_town_hall, viewer.rights) == (True, frozenset())
    assert [own.role for own in viewer.communes] == ["town_hall"]


def test_one_person_s_codes_are_nobody_else_s(strong, client_of):
    other = PersonFactory()
    page = client_of(other).get(SETUP)
    assert "Activer la connexion renforcée" in spoken(page)
    assert displayed_secret(page) != strong[0]


def test_who_lost_phone_and_codes_is_let_in_by_the_platform_and_notified(strong, resident, run_jobs):
    call_command("disable_strong_authentication", resident.email.upper())
    browser, _ = sign_in(resident.email)
    assert is_in(browser)
    run_jobs()
    assert any("désactivée" in subject for subject in subjects_to(resident.email))
    call_command("disable_strong_authentication", resident.email)  # nothing more happens
    with pytest.raises(CommandError, match="Aucun compte"):
        call_command("disable_strong_authentication", "personne@exemple.fr")
