from typing import Any
from uuid import UUID

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from civic.accounts.events import person_erased
from civic.accounts.queries import addresses_of
from civic.delivery import actions


@receiver(user_logged_out)
def remove_device_at_sign_out(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """The sign-out form carries this browser's own push address, where it has one."""
    endpoint = request.POST.get("push_endpoint", "")
    if user and endpoint:
        actions.remove_signed_out_device(person_id=user.pk, endpoint=endpoint)


@receiver(person_erased)
def delete_mails_after_erasure(sender: Any, person_id: UUID, **kwargs: Any) -> None:
    actions.delete_mails_to(addresses=addresses_of(person_id))
