"""The secrets of « Connexion renforcée » by the first of ENCRYPTION_KEYS (`core.rotation`): the library keeps them
inside JSON."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from civic.core.encryption import renewed

# As the library names them: what a phone shows codes of, what recovery codes come from, and such codes of before.
_ENCRYPTED = ("secret", "seed", "migrated_codes")


def authenticators() -> list[int]:
    return list(Authenticator.objects.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def renew_authenticator(*, authenticator_id: int) -> bool:
    """Whether there was something to write. Locked, as a recovery code is while it is used up. Raises
    UnreadableValue."""
    row = Authenticator.objects.select_for_update().filter(pk=authenticator_id).first()
    if row is None:
        return False
    data = row.data | {name: _renewed(row.data[name]) for name in _ENCRYPTED if name in row.data}
    if data == row.data:
        return False
    row.data = data
    row.save(update_fields=["data"])
    return True


def _renewed(value: Any) -> Any:
    if isinstance(value, list):
        return [_renewed(one) for one in value]
    token = renewed(value.encode())
    return token.decode() if token else value
