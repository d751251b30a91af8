"""What the parts of this app's addresses stand for in the access matrix."""

from typing import Any

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.clock import now
from civic.core.ids import new_id
from civic.notifications.enums import Frequency
from civic.notifications.kinds import NotificationKind
from civic.notifications.models import Notification
from civic.notifications.queries.unsubscribing import digest_unsubscribe_token, unsubscribe_token
from tests.architecture.world import MANY, Examples, Place, Wanted


def notification(person: Person, commune: Commune, **fields: Any) -> Notification:
    thing = new_id()
    return Notification.objects.create(
        **{"kind": "post_published", "target_type": "posts.post"} | fields,
        event_id=new_id(),
        commune=commune,
        person=person,
        target_id=thing,
        source_id=thing,
        url=f"/{commune.slug}/",
        happened_at=now(),
    )


def token(wanted: Wanted) -> str:
    return unsubscribe_token(wanted.owner.pk, wanted.commune.pk, NotificationKind.all["post_published"])


EXAMPLES: Examples = {
    "notification_id": lambda wanted: notification(wanted.owner, wanted.commune).pk,
    "notification_stop token": token,
    "digest_stop token": lambda wanted: digest_unsubscribe_token(wanted.owner.pk, Frequency.DAILY),
}


def fill(place: Place) -> Examples:
    for person in (place.resident, place.mayor):
        for _ in range(MANY):
            actor = next(place.neighbours)
            notification(
                person, place.commune, kind="comment_after_own", subject="La fête du village", actor=actor
            )
    return {}
