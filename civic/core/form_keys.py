"""The key that comes with a form: the same form with the same words, sent twice by a double click or by the browser,
makes one thing.

Sent with other words, once the browser went back: where a form makes one thing, which keeps both the key and the
digest, it is refused and stays as it was typed; where the digest alone is kept, as its key, it makes another thing.
"""

import json
from dataclasses import asdict, is_dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from civic.core.encryption import blind_index
from civic.core.ids import new_id

LENGTH = 36


def new_form_key() -> str:
    return str(new_id())


def key_of_form(sent: str) -> str:
    """As it was sent. A form without a key is a new one."""
    return sent[:LENGTH] or new_form_key()


def digest_of_form(key: str, *contents: object) -> str:
    """Of the form and all that it says. Keyed: what was written in private cannot be guessed from it."""
    words = json.dumps([key_of_form(key), *contents], cls=_Encoder, sort_keys=True, ensure_ascii=False)
    return blind_index(words)[:LENGTH]


class _Encoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        return asdict(o) if is_dataclass(o) and not isinstance(o, type) else super().default(o)
