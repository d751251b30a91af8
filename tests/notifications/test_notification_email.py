"""Notifications go to another mailbox, once it said yes; what touches the account goes where one signs in."""

import re
from email import message_from_bytes, message_from_string, policy

import pytest
from allauth.account.models import EmailAddress

from civic.accounts.actions.email import (
    CHANGES_A_DAY,
    TooManyAddresses,
    ask_email_change,
    confirm_email_change,
    take_email_back,
)
from civic.accounts.actions.erasure import erase_person
from civic.accounts.actions.notification_email import (
    ask_notification_email,
    confirm_notification_email,
    purge_unconfirmed_mailboxes,
)
from civic.accounts.models import NotificationEmailAsked, Person
from civic.accounts.queries import personal_data_of
from civic.delivery.models import Delivery, OutgoingMail, RefusedMailbox
from civic.notifications.actions.digesting import send_digests
from civic.notifications.enums import Frequency
from civic.posts import actions as posts
from tests.accounts.factories import PASSWORD
from tests.accounts.mails import mails_to, path_in, text_of

pytestmark = pytest.mark.django_db(transaction=True)
NEWS, ROOT = "nouvelles@exemple.test", "/mon-compte/email-de-notification/"


@pytest.fixture
def publish(mayor, commune, viewer_of, run_jobs):
    def now_(title: str) -> None:
        content = posts.PostContent(title=title, body="<p>Samedi.</p>")
        posts.publish_post(viewer=viewer_of(mayor, commune), key=title, content=content)
        run_jobs()

    return now_


@pytest.fixture
def confirmed(resident) -> Person:
    Person.objects.filter(pk=resident.pk).update(notification_email=NEWS)
    return resident


def test_one_mailbox_for_all_is_named_once(client_of, resident):
    browser = client_of(resident)
    page = " ".join(browser.get(ROOT).content.decode().split())
    assert f"Tout arrive à {resident.email}, l’adresse de votre connexion." in page
    assert (
        page.count("E-mail de notification") == page.count("<title>E-mail de notification") + 1
    )  # the field
    Person.objects.filter(pk=resident.pk).update(notification_email=NEWS)
    page = " ".join(browser.get(ROOT).content.decode().split())
    assert f"Vos notifications partent à {NEWS}." in page
    assert f"arrive toujours à {resident.email}" in page


def link() -> str:
    return path_in(mails_to(NEWS)[-1], ROOT)


def test_it_is_used_once_confirmed_and_the_other_mailbox_hears_of_it(
    client, client_of, resident, publish, open_office, run_jobs
):
    browser = client_of(resident)
    assert browser.post(ROOT, {"email": NEWS.upper()}, follow=True).status_code == 200
    (queued,) = (row.message for row in OutgoingMail.objects.all() if row.recipient == NEWS)
    confirm = path_in(message_from_string(queued, policy=policy.default), ROOT)
    postman = open_office()
    publish("Un")
    assert [one.rcpt_tos for one in postman.received if resident.email in one.rcpt_tos] == [[resident.email]]
    assert client.get(confirm).status_code == 200  # reading changes nothing
    assert Person.objects.get(pk=resident.pk).notification_email == ""
    assert client.post(confirm).status_code == 302
    publish("Deux")
    sent = [one.rcpt_tos for one in postman.received]
    # Its link, then news; there news, then where it goes from now on.
    assert (sent.count([NEWS]), sent.count([resident.email])) == (2, 2)
    mails = [message_from_bytes(one.content, policy=policy.default) for one in postman.received]
    assert [NEWS in text_of(mail) for mail in mails if mail["To"] == resident.email].count(True) == 1
    assert client.post(confirm).status_code == 200  # it serves once
    assert Person.objects.get(pk=resident.pk).email == resident.email
    assert "ne sert plus" in client.get(confirm).content.decode()


def test_security_mails_go_where_one_signs_in(confirmed, client_of, open_office, run_jobs):
    postman = open_office()
    changed = {"oldpassword": PASSWORD, "password1": "une-phrase-toute-neuve"}
    client_of(confirmed).post("/mon-compte/mot-de-passe/", changed)
    run_jobs()
    assert [one.rcpt_tos for one in postman.received] == [[confirmed.email]]


def test_the_summary_goes_there_and_the_link_at_the_foot_of_a_mail_stops_it(
    confirmed, publish, open_office, commune, client, clock
):
    from civic.core.clock import now

    postman = open_office()
    publish("Un")
    (mail,) = [one for one in postman.received if one.rcpt_tos == [NEWS]]
    stop = re.search(rb"List-Unsubscribe: <http://testserver([^>]*)>", mail.content.replace(b"\r\n ", b" "))
    assert stop
    assert client.post(stop[1].decode()).status_code == 200
    publish("Deux")
    assert [one.rcpt_tos for one in postman.received].count([NEWS]) == 1
    kept = Delivery.objects.filter(person_id=confirmed.pk, channel="email")
    kept.update(status="skipped", reason="daily_digest")
    OutgoingMail.objects.all().delete()
    clock.forward(hours=1)
    send_digests(zones=[commune.timezone], frequency=Frequency.DAILY, period_end=now())
    assert {row.recipient for row in OutgoingMail.objects.all()} <= {NEWS}


def test_a_refusal_of_it_is_of_it_alone(confirmed, publish, open_office, client_of, run_jobs):
    postman = open_office()
    postman.answer_to[NEWS] = "550 No such user"
    publish("Un")
    assert RefusedMailbox.objects.filter(person=confirmed).exists()
    changed = {"oldpassword": PASSWORD, "password1": "une-phrase-toute-neuve"}
    client_of(confirmed).post("/mon-compte/mot-de-passe/", changed)
    run_jobs()
    assert postman.received[-1].rcpt_tos == [confirmed.email]
    assert RefusedMailbox.objects.filter(person=confirmed).exists(), "another mailbox took that one"
    before = len(postman.received)
    publish("Deux")
    assert [one.rcpt_tos for one in postman.received[before:] if NEWS in one.rcpt_tos] == []
    Person.objects.filter(pk=confirmed.pk).update(notification_email="")
    publish("Trois")
    assert [confirmed.email] in [one.rcpt_tos for one in postman.received[before:]]


def test_faults_are_said_and_asking_is_bounded(client_of, confirmed, viewer_of, commune):
    browser = client_of(confirmed)
    for email, sentence in (
        (NEWS, "partent déjà à cette adresse"),
        ("nulle part", "Écrivez une adresse comme"),
    ):
        answer = browser.post(ROOT, {"email": email})
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    viewer = viewer_of(confirmed, commune)
    for number in range(CHANGES_A_DAY):
        ask_notification_email(viewer=viewer, email=f"n{number}@exemple.test")
    with pytest.raises(TooManyAddresses):
        ask_notification_email(viewer=viewer, email="encore@exemple.test")


def test_only_the_last_link_counts_and_for_three_days(client, viewer_of, resident, commune, clock, run_jobs):
    viewer = viewer_of(resident, commune)
    ask_notification_email(viewer=viewer, email=NEWS)
    first = link()
    ask_notification_email(viewer=viewer, email="autre@exemple.test")
    client.post(first)
    assert Person.objects.get(pk=resident.pk).notification_email == ""
    ask_notification_email(viewer=viewer, email=NEWS)
    last = link()
    clock.forward(days=3, seconds=1)
    client.post(last)
    assert Person.objects.get(pk=resident.pk).notification_email == ""
    purge_unconfirmed_mailboxes.enqueue()
    run_jobs()
    assert not NotificationEmailAsked.objects.exists()


def test_one_goes_back_by_a_button_or_by_the_address_itself(client_of, confirmed):
    browser = client_of(confirmed)
    assert f"Tout recevoir à {confirmed.email}" in browser.get(ROOT).content.decode()
    browser.post(ROOT, {"stop": "1"})
    assert Person.objects.get(pk=confirmed.pk).notification_email == ""
    Person.objects.filter(pk=confirmed.pk).update(notification_email=NEWS)
    browser.post(ROOT, {"email": confirmed.email})
    assert Person.objects.get(pk=confirmed.pk).notification_email == ""


def test_whoever_takes_an_account_back_gets_its_news_too(viewer_of, resident, commune):
    viewer, own = viewer_of(resident, commune), resident.email
    ask_email_change(viewer=viewer, email="voleur@exemple.test")
    confirm_email_change(token=path_in(mails_to("voleur@exemple.test")[-1], "/mon-compte/").split("/")[3])
    ask_notification_email(viewer=viewer, email=NEWS)
    confirm_notification_email(token=link().split("/")[3])
    take_email_back(token=path_in(mails_to(own)[-1], "/mon-compte/adresse-email/").split("/")[3])
    back = Person.objects.get(pk=resident.pk)
    assert (back.email, back.notification_email) == (own, "")
    assert EmailAddress.objects.get(user=back).email == own


def test_it_is_exported_and_nothing_is_left_after_erasure(client_of, confirmed, run_jobs):
    client_of(confirmed).post(ROOT, {"email": "attend@exemple.test"})
    data = personal_data_of(confirmed.pk)
    assert NEWS in data["Compte"][0].values()
    assert "attend@exemple.test" in data["E-mail de notification à confirmer"][0].values()
    erase_person(person_id=confirmed.pk)
    run_jobs()
    assert not Person.objects.filter(notification_email=NEWS).exists()
    assert not NotificationEmailAsked.objects.exists()


def test_a_mailbox_that_was_asked_for_is_given_up_and_the_one_of_before_stays(client_of, client, confirmed):
    browser = client_of(confirmed)
    browser.post(ROOT, {"email": "autre@exemple.test"})
    assert "Renoncer à cette adresse" in browser.get(ROOT).content.decode()
    link = path_in(mails_to("autre@exemple.test")[-1], ROOT)
    page = browser.post(ROOT, {"withdraw": "1"}, follow=True).content.decode()
    assert f"C’est annulé\u00a0: vos notifications continuent de partir à {NEWS}." in page
    client.post(link)
    assert Person.objects.get(pk=confirmed.pk).notification_email == NEWS
    assert "Renoncer" not in browser.get(ROOT).content.decode()


def test_the_page_of_notifications_says_where_mails_go_and_leads_there(client_of, confirmed):
    page = client_of(confirmed).get("/mon-compte/notifications/").content.decode()
    assert f"<strong>{NEWS}</strong>" in page
    assert f'href="{ROOT}"' in page
