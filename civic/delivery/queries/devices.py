from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from civic.core.viewer import Viewer
from civic.delivery import push
from civic.delivery.models import PushDevice


def own_devices(viewer: Viewer) -> list[PushDevice]:
    return list(PushDevice.objects.filter(person_id=viewer.own_id).order_by("added_at", "pk"))


def devices_of(people: Iterable[UUID]) -> dict[UUID, list[PushDevice]]:
    found: defaultdict[UUID, list[PushDevice]] = defaultdict(list)
    for device in PushDevice.objects.filter(person_id__in=[*people]).order_by("added_at", "pk"):
        found[device.person_id].append(device)
    return found


def subscription_of(device: PushDevice) -> push.Subscription:
    return push.Subscription(
        device.endpoint, push.from_text(device.public_key), push.from_text(device.auth_secret)
    )
