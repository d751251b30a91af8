"""What is being written is kept on the device under a key, until the page that follows says that it was sent."""

import re
from typing import Any

from django.test import Client

_KEPT = re.compile(r'data-draft-key-value="([^"]+)"')
_SENT = re.compile(r'data-draft-sent-key-value="([^"]+)"')


def key_of(answer: Any) -> str:
    """Of the only form of the page that keeps what is written in it."""
    (key,) = _KEPT.findall(answer.text)
    return str(key)


def kept_until_sent(browser: Client, page: str, fields: dict[str, Any], *, to: str = "") -> Any:
    """Opens the form at `page`, sends it (`to`: elsewhere), and returns the page that follows."""
    key = key_of(browser.get(page))
    followed = browser.post(to or page, fields, follow=True)
    assert _SENT.findall(followed.text) == [key]
    return followed
