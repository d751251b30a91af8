"""What the parts of this app's addresses stand for in the access matrix."""

from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, mailers

from civic.delivery.models import PushDevice
from tests.architecture.world import Examples, Wanted


def device(wanted: Wanted) -> PushDevice:
    return PushDevice.objects.create(
        person=wanted.owner, name="Téléphone", endpoint_digest=uuid4().hex, public_key="-"
    )


def mail(wanted: Wanted) -> str:
    """One in the local mailbox."""
    with mailers["transport"] as transport:
        transport.send_messages([EmailMessage("Sujet", "Texte", to=["anne@exemple.test"])])
    return next(settings.MAILBOX_DIR.glob("*.eml")).stem


EXAMPLES: Examples = {
    "device_id": lambda wanted: device(wanted).pk,
    "mailbox_detail name": mail,
    "mailbox_body name": mail,
}
