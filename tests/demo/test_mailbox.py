"""Mails of the demo: kept as files, opened in the browser; not there in the product itself."""

import pytest
from django.core.mail import EmailMultiAlternatives
from django.urls import Resolver404, resolve

from demo import mailbox
from tests.plugins.frozen_time import Clock

BOX = "/demo/boite-aux-lettres/"


def send(subject: str = "Confirmez votre adresse", html: str = "") -> None:
    message = EmailMultiAlternatives(subject, f"Texte {subject}", to=["anne@exemple.test"])
    if html:
        message.attach_alternative(html, "text/html")
    message.send()


def test_the_mailbox_shows_mails_newest_first(client, run_jobs, clock: Clock):
    for subject in ("Premier", "Second"):
        send(subject)
        run_jobs()
        clock.forward(seconds=2)
    assert [mail.subject for mail in mailbox.mails()] == ["Second", "Premier"]
    html = client.get(BOX).content.decode()
    assert html.index("Second") < html.index("Premier")


def test_a_mail_opens_with_its_links_and_without_scripts(client, run_jobs):
    send(html="<p><a href='/verification/abc/'>Confirmer</a><script>x()</script></p>")
    run_jobs()
    [mail] = mailbox.mails()
    page = client.get(f"{BOX}{mail.name}/")
    assert mail.subject in page.content.decode()
    body = client.get(f"{BOX}{mail.name}/contenu/")
    policy_sent = body.headers["Content-Security-Policy"]
    assert policy_sent.startswith("default-src 'none'")
    assert "script-src" not in policy_sent


def test_a_mail_that_is_not_there(client, db):
    assert client.get(f"{BOX}0192d0a0-0000-7000-8000-000000000000/").status_code == 404


@pytest.mark.parametrize("address", [BOX, "/demo/code/", "/demo/composants/", "/demo/composants/commune/"])
def test_the_product_itself_has_no_such_address(address: str):
    assert resolve(address)
    with pytest.raises(Resolver404):
        resolve(address, urlconf="config.urls")
