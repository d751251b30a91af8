"""A mayor who would write to another one asks that town hall to come."""

from django.conf import settings
from django.db import transaction

from civic.accounts.queries import require_open_account
from civic.communes.queries.directory import commune_for_update
from civic.core.clock import now
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.openings import queries, rules
from civic.openings.events import TownHallInvited
from civic.openings.models import Invitation
from civic.openings.refusals import (
    InvitedLately,
    NobodyToInvite,
    NoInvitationWanted,
    NoOfficialAddress,
    TooManyInvitations,
)
from civic.throttles import actions as throttles
from civic.town_halls.queries.town_halls import current_mayor
from civic.ui.mails import send_mail


@transaction.atomic
def invite_town_hall(*, viewer: Viewer, commune_id: int) -> Invitation:
    """To the official address, once in a while for all who would ask: the commune is locked, and whoever asks at the
    same moment learns that it has left."""
    require(viewer.is_mayor)
    require_open_account(viewer)
    commune = commune_for_update(commune_id)
    if current_mayor(commune_id):
        raise NobodyToInvite
    found = queries.invitation_to(viewer, commune)
    if found.has_stopped:
        raise NoInvitationWanted
    if not found.address:
        raise NoOfficialAddress
    if found.sent_at and found.again_at:
        raise InvitedLately(found.sent_at)
    person = str(viewer.own_id)
    if throttles.is_over_today(subject=person, activity="invitations", most=rules.INVITATIONS_OF_PERSON):
        raise TooManyInvitations
    send_mail(
        queries.INVITATION_MAIL,
        queries.words_of_invitation(viewer, commune),
        to=found.address,
        answers_to=settings.CONTACT_EMAIL,
        unsubscribe_url=queries.stop_address(commune),
    )
    invitation, _ = Invitation.objects.update_or_create(commune=commune, defaults={"sent_at": now()})
    record(TownHallInvited(commune_id=commune_id), viewer=viewer)
    return invitation
