"""The browsers that a person allowed to be told. Whoever knows a device's address may take it over or away: only the
browser itself does."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.http import Http404

from civic.core.clock import now
from civic.core.encryption import blind_index
from civic.core.refusals import Refusal
from civic.core.viewer import Viewer
from civic.delivery import push, rules
from civic.delivery.events import DeviceAdded, DeviceRemoved
from civic.delivery.models import PushDevice
from civic.journal.actions import record


class TooManyDevices(Refusal):
    message = (
        f"Vous avez déjà {rules.MOST_DEVICES} appareils. Retirez de la liste ceux que vous n’utilisez plus, puis "
        "recommencez."
    )


@transaction.atomic
def add_device(*, viewer: Viewer, subscription: push.Subscription, name: str) -> PushDevice:
    """The same browser again is the same device; with another person signed in, it is theirs from now on."""
    digest = blind_index(subscription.endpoint)
    own = PushDevice.objects.filter(person_id=viewer.own_id)
    if own.exclude(endpoint_digest=digest).count() >= rules.MOST_DEVICES:
        raise TooManyDevices
    device, _ = PushDevice.objects.update_or_create(
        endpoint_digest=digest,
        defaults={
            "person_id": viewer.own_id,
            "name": name[:60],
            "endpoint": subscription.endpoint,
            "public_key": push.to_text(subscription.public_key),
            "auth_secret": push.to_text(subscription.auth_secret),
        },
    )
    record(DeviceAdded(device_id=device.pk), viewer=viewer)
    return device


@transaction.atomic
def remove_device(*, viewer: Viewer, device_id: UUID) -> None:
    """Raises Http404 for what is not the viewer's own."""
    device = PushDevice.objects.select_for_update().filter(pk=device_id, person_id=viewer.own_id).first()
    if device is None:
        raise Http404
    device.delete()
    record(DeviceRemoved(device_id=device_id), viewer=viewer)


@transaction.atomic
def renew_device(*, endpoint: str, subscription: push.Subscription) -> None:
    """The push service gave the browser another address; the device stays whose it was. An unknown one is no device of
    ours any more: nothing happens."""
    device = PushDevice.objects.select_for_update().filter(endpoint_digest=blind_index(endpoint)).first()
    if device is None:
        return
    digest = blind_index(subscription.endpoint)
    PushDevice.objects.filter(endpoint_digest=digest).exclude(pk=device.pk).delete()
    device.endpoint, device.endpoint_digest = subscription.endpoint, digest
    device.public_key = push.to_text(subscription.public_key)
    device.auth_secret = push.to_text(subscription.auth_secret)
    device.save()


def forget_device(*, person_id: UUID, endpoint: str) -> None:
    """The person signed out in this browser: whoever uses it next is not told what concerns them."""
    PushDevice.objects.filter(person_id=person_id, endpoint_digest=blind_index(endpoint)).delete()


def note_answers(*, told: Sequence[UUID], gone: Sequence[UUID]) -> None:
    """What the push services said of these devices."""
    PushDevice.objects.filter(pk__in=told).update(last_sent_at=now())
    PushDevice.objects.filter(pk__in=gone).delete()
