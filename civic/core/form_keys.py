"""The key that comes with a form: sent twice, by a double click or by the browser, it makes one thing."""

from civic.core.encryption import blind_index
from civic.core.ids import new_id

LENGTH = 36


def key_of_form(sent: str) -> str:
    """As it was sent. A form without a key is a new one."""
    return sent[:LENGTH] or str(new_id())


def digest_of_form(sent: str, *words: object) -> str:
    """Of the form and what it says: filled in again after the browser went back, it is another one."""
    return blind_index(" ".join([key_of_form(sent), *map(str, words)]))[:LENGTH]
