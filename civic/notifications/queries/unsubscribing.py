"""The link by which a person stops one kind of mail: it works without signing in, and says nothing of them."""

from uuid import UUID

from django.http import Http404

from civic.accounts import queries as accounts
from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.communes.queries.directory import commune_by_id
from civic.core import seals
from civic.notifications.enums import Frequency
from civic.notifications.kinds import NotificationKind, kind_of

_ONE_KIND, _DIGESTS = "civic.notifications.stop", "civic.notifications.digest"


def unsubscribe_token(person_id: UUID, commune_id: int, kind: NotificationKind) -> str:
    """It never expires: whoever finds the mail years later may still want to stop."""
    return seals.sign(f"{person_id.hex}.{commune_id}.{kind.key}", purpose=_ONE_KIND)


def unsubscribe_target(token: str) -> tuple[Person, Commune, NotificationKind]:
    """Http404 for anything but a link that we wrote, for a person and a kind that are still here."""
    try:
        person_hex, commune_id, key = seals.unsign(token, purpose=_ONE_KIND).split(".")
    except (seals.BrokenSeal, ValueError) as error:
        raise Http404 from error
    person = accounts.active_person(UUID(person_hex))
    commune = commune_by_id(int(commune_id))
    kind = kind_of(key)
    if person is None or commune is None or kind is None or not kind.optional:
        raise Http404
    return person, commune, kind


def digest_unsubscribe_token(person_id: UUID, how_often: Frequency) -> str:
    return seals.sign(f"{person_id.hex}.{how_often.value}", purpose=_DIGESTS)


def digest_unsubscribe_target(token: str) -> tuple[Person, Frequency]:
    """Http404 for anything but a link that we wrote."""
    try:
        person_hex, how_often = seals.unsign(token, purpose=_DIGESTS).split(".")
    except (seals.BrokenSeal, ValueError) as error:
        raise Http404 from error
    person = accounts.active_person(UUID(person_hex))
    if person is None:
        raise Http404
    return person, Frequency(how_often)
