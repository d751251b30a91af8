"""The link by which a town hall that is not here stops the mails about those who wait for it."""

from datetime import datetime

from django.http import Http404

from civic.communes.queries.directory import commune_by_id
from civic.core import seals
from civic.memberships.models import Solicitation

_PURPOSE = "civic.communes.solicitations"  # never changes: it is in links that were sent long ago


def stop_token(commune_id: int) -> str:
    """What the mail's link carries. It never expires: whoever finds the mail years later may still want to stop."""
    return seals.sign(str(commune_id), purpose=_PURPOSE)


def solicitation_by_token(token: str) -> Solicitation:
    """Http404 for anything but a link that we wrote. Of a town hall to which another mail went than these: nothing is
    known yet."""
    commune = commune_by_id(commune_of_token(token))
    if commune is None:
        raise Http404
    rows = Solicitation.objects.select_related("commune")
    return rows.filter(commune=commune).first() or Solicitation(commune=commune)


def has_stopped(commune_id: int) -> bool:
    """The town hall wants no mail of those who would have it here."""
    return Solicitation.objects.filter(commune=commune_id).exclude(stopped_at=None).exists()


def solicitations_since(moment: datetime) -> int:
    """How many town halls were written to."""
    return Solicitation.objects.filter(sent_at__gte=moment, mails_sent__gt=0).count()


def commune_of_token(token: str) -> int:
    try:
        return int(seals.unsign(token, purpose=_PURPOSE))
    except seals.BrokenSeal as error:
        raise Http404 from error
