"""The link by which a town hall that is not here stops the mails about those who wait for it."""

from datetime import datetime

from django.http import Http404

from civic.core import seals
from civic.memberships.models import Solicitation

_PURPOSE = "civic.communes.solicitations"  # never changes: it is in links that were sent long ago


def stop_token(commune_id: int) -> str:
    """What the mail's link carries. It never expires: whoever finds the mail years later may still want to stop."""
    return seals.sign(str(commune_id), purpose=_PURPOSE)


def solicitation_by_token(token: str) -> Solicitation:
    """Http404 for anything but a link that we wrote."""
    return _by_token(token, lock=False)


def solicitation_for_update(token: str) -> Solicitation:
    """The same, locked until the end of the transaction."""
    return _by_token(token, lock=True)


def solicitations_since(moment: datetime) -> int:
    """How many town halls were written to."""
    return Solicitation.objects.filter(sent_at__gte=moment).count()


def _by_token(token: str, *, lock: bool) -> Solicitation:
    try:
        commune_id = int(seals.unsign(token, purpose=_PURPOSE))
    except seals.BrokenSeal as error:
        raise Http404 from error
    rows = Solicitation.objects.select_related("commune")
    if lock:
        rows = rows.select_for_update(of=("self",))
    solicitation = rows.filter(commune_id=commune_id).first()
    if solicitation is None:
        raise Http404
    return solicitation
