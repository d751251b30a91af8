from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.signals import user_signed_up
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from civic.accounts.events import mail_answered, person_erased
from civic.accounts.models import Person
from civic.communes.queries.directory import commune_by_slug
from civic.delivery.events import mail_refused
from civic.openings.actions.codes import record_refused_code
from civic.openings.actions.naming import erase_address_of_offered, record_answer_of_offered
from civic.openings.actions.opening import choose_commune
from civic.openings.enums import OpeningFunction
from civic.openings.pages import sign_in_line
from civic.openings.queries import opening_by_post


@receiver(user_signed_up)
def remember_chosen_commune(sender: Any, request: HttpRequest, user: Person, **kwargs: Any) -> None:
    """Who signs up on the way to a page: the link of the confirmation may be opened elsewhere, where nothing is known
    of that way."""
    following = request.POST.get("next", "")[:300]
    if not get_adapter(request).is_safe_url(following):
        return
    address = urlsplit(following)
    try:
        match = resolve(address.path)
    except Resolver404:
        return
    commune = commune_by_slug(match.kwargs.get("slug", "")) if match.url_name == "opening_start" else None
    function = QueryDict(address.query).get("fonction", "")
    if commune and function in OpeningFunction:
        choose_commune(person=user, commune=commune, function=function)


@receiver(user_logged_in)
def lead_back_to_code_by_post(sender: Any, request: HttpRequest, user: Person, **kwargs: Any) -> None:
    """Weeks after it was asked for by post, wherever they arrive."""
    if opening := opening_by_post(user.pk):
        # Signed in by a program, they read nothing.
        messages.info(request, sign_in_line(opening), fail_silently=True)


@receiver(mail_refused)
def record_refused_mail(sender: Any, about_id: UUID, of_mailbox: bool, **kwargs: Any) -> None:
    record_refused_code(mail_id=about_id, of_mailbox=of_mailbox)


@receiver(mail_answered)
def record_answer_of_mailbox(sender: Any, person_id: UUID, refused: bool, **kwargs: Any) -> None:
    record_answer_of_offered(person_id=person_id, refused=refused)


@receiver(person_erased)
def erase_address_of_mayor(sender: Any, person_id: UUID, **kwargs: Any) -> None:
    erase_address_of_offered(person_id=person_id)
