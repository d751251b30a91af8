"""What the parts of this app's addresses stand for in the access matrix."""

from civic.core.clock import now
from civic.core.ids import new_id
from civic.notifications.enums import Frequency
from civic.notifications.kinds import NotificationKind
from civic.notifications.models import Notification
from civic.notifications.queries.unsubscribing import digest_unsubscribe_token, unsubscribe_token
from tests.architecture.world import Examples, Wanted


def notification(wanted: Wanted) -> Notification:
    thing = new_id()
    return Notification.objects.create(
        event_id=new_id(),
        kind="post_published",
        commune=wanted.commune,
        person=wanted.owner,
        target_type="posts.post",
        target_id=thing,
        source_id=thing,
        url=f"/{wanted.commune.slug}/",
        happened_at=now(),
    )


def token(wanted: Wanted) -> str:
    return unsubscribe_token(wanted.owner.pk, wanted.commune.pk, NotificationKind.all["post_published"])


EXAMPLES: Examples = {
    "notification_id": lambda wanted: notification(wanted).pk,
    "notification_stop token": token,
    "digest_stop token": lambda wanted: digest_unsubscribe_token(wanted.owner.pk, Frequency.DAILY),
}
