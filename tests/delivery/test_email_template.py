"""An e-mail filled in for one recipient, whatever they are called."""

from email import message_from_bytes, policy
from typing import Any

import pytest

from civic.delivery.providers.email_template import EmailTemplate, UnfitHeader, placeholder


def template(**changed: Any) -> EmailTemplate:
    return EmailTemplate(
        **{
            "sender": ("Mairie d’Èze", "ne-pas-repondre@exemple.test"),
            "subject": "Été : l’eau est coupée, " * 8,
            "text": f"Bonjour {placeholder('first_name')},\n\n" + "très long " * 60 + "\n.\nfin ",
            "html": f"<p>Bonjour <b>{placeholder('first_name')}</b>, " + "é" * 400 + "</p>",
        }
        | changed
    )


@pytest.mark.parametrize(
    "name", ["Anne", "José-María", "<b>x</b>", "a" * 300, "= point . =\n.", "a\r.\rb", "\u202eRTL", "😀"]
)
def test_an_email_arrives_as_it_was_written(name: str) -> None:
    content = template().fill(
        recipient="anne@exemple.test",
        headers={"Message-ID": "<1@x>"},
        values={"first_name": name},
    )
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    assert not {*b"\r\n"} & {*content.replace(b"\r\n", b"")}  # a lone one ends the mail for some servers
    mail = message_from_bytes(content, policy=policy.default)
    plain = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    shown = name.replace("\r", "\n")
    assert plain == f"Bonjour {shown},\n\n" + "très long " * 60 + "\n.\nfin "
    html = mail.get_body(("html",)).get_content()
    assert html.startswith("<p>Bonjour <b>")
    assert ("<b>x</b>" in html) is False
    assert mail["Subject"].strip() == ("Été : l’eau est coupée, " * 8).strip()


@pytest.mark.parametrize("address", ["a@b\r\nBcc: c@d", "a@b\nc", "é@exemple.test", "a@b\0"])
def test_no_address_begins_another_header(address: str) -> None:
    with pytest.raises(UnfitHeader):
        template().fill(recipient=address, headers={}, values={"first_name": "Anne"})


def test_a_header_with_a_line_end_is_refused() -> None:
    with pytest.raises(UnfitHeader):
        template().fill(recipient="a@b", headers={"X": "a\r\nb: c"}, values={"first_name": "A"})


def test_a_slot_that_nothing_fills_is_an_error() -> None:
    with pytest.raises(KeyError):
        template().fill(recipient="a@b", headers={}, values={})
