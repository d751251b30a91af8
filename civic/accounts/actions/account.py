"""What people do with their account."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse

from civic.accounts import queries
from civic.accounts.actions.failures import notify_failed_file
from civic.accounts.actions.signing_up import step_aside
from civic.accounts.events import (
    AccountCreated,
    AccountLocked,
    AccountUnlocked,
    AppearanceChanged,
    PasswordChanged,
    SignedOutEverywhere,
)
from civic.accounts.models import EndedSession, Person
from civic.accounts.queries import people_with_written_domains
from civic.accounts.rules import STAND_IN, new_address_aside, new_stand_in_address
from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.core.refusals import Refusal
from civic.core.text import mailbox
from civic.core.viewer import Viewer
from civic.journal import queries as journal
from civic.journal.actions import record
from civic.live import actions as live
from civic.media.actions.keeping import discard
from civic.media.actions.receiving import receive_portrait
from civic.throttles import actions as throttles
from civic.ui.mails import send_mail

MOST_COMPLETED = 1000  # a night
SHARED_MOBILES = 3  # a day: numbers of which a person hears whether another account has them
IDENTITY = ("first_name", "last_name", "civility", "birth_date")
_LOCK_KINDS = (AccountLocked.kind, AccountUnlocked.kind)


class IdentityIsAccepted(Refusal):
    message = "Votre mairie a accepté votre identité\u00a0: pour en changer, faites-en la demande depuis votre profil."


class IdentityChangedMeanwhile(Refusal):
    message = (
        "Cette personne a changé de nom, de civilité ou de date de naissance depuis que vous avez ouvert la page. "
        "Relisez sa demande, puis répondez."
    )
    of_several = (
        "Ces personnes ont changé de nom, de civilité ou de date de naissance depuis que vous avez ouvert la page. "
        "Relisez leurs demandes, puis répondez."
    )


@transaction.atomic
def create_account(
    *,
    person: Person,
    email: str,
    password: str,
    first_name: str,
    last_name: str,
    birth_date: date,
    civility: str = "",
    mobile: str = "",
    presentation: str = "",
) -> Person:
    """Fill and save a new person who accepted the terms. Their address is still to be verified; who gave it before and
    never did waits aside."""
    person.email = mailbox(email)
    step_aside(email=person.email)
    person.first_name = first_name
    person.last_name = last_name
    person.birth_date_text = birth_date.isoformat()
    person.civility = civility
    person.set_mobile(mobile)
    person.presentation = presentation
    person.terms_accepted_at = now()
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # somebody came to the address at this very moment: this one waits aside
        person.email = new_address_aside()
        person.save(force_insert=True)
    record(AccountCreated(person_id=person.pk), target=person)
    return person


@transaction.atomic
def change_profile(*, viewer: Viewer, fields: dict[str, Any]) -> Person:
    """Change what one may change of oneself: mobile, presentation; names, civility and birth date (all of them
    or none) as long as no town hall has accepted them."""
    person = Person.objects.select_for_update().get(pk=viewer.own_id)
    identity = {name: fields[name] for name in IDENTITY if name in fields}
    if identity and person.set_identity(**identity):
        if person.identity_accepted_at:
            raise IdentityIsAccepted
        person.identity_changed_at = now()
    person.presentation = fields["presentation"]
    person.set_mobile(fields["mobile"])
    person.save()
    record(AppearanceChanged(person_id=person.pk), viewer=viewer, target=person)
    return person


@transaction.atomic
def accept_identity(*, person_id: UUID, moment: datetime, read_at: datetime | None = None) -> Person:
    """A town hall knows this person under this name, which somebody read then. Gives them as they are, locked until
    the end of the caller’s transaction."""
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.identity_changed_since(read_at):
        raise IdentityChangedMeanwhile
    person.identity_accepted_at = person.identity_accepted_at or moment
    person.identity_acceptances += 1
    person.save(update_fields=["identity_accepted_at", "identity_acceptances"])
    return person


def take_former_address(*, person_id: UUID) -> str:
    """The address that a person had before each of their communes had its own; nothing is left of it here."""
    person = Person.objects.select_for_update().get(pk=person_id)
    address, person.postal_address = person.postal_address, ""
    person.save(update_fields=["postal_address"])
    return address


@transaction.atomic
def release_identity(*, person_id: UUID, is_known_elsewhere: bool) -> None:
    """An acceptance is taken back, of a hand that slipped: who they are is the person's to change again, unless another
    town hall has accepted it, be it one that they left since."""
    person = Person.objects.select_for_update().get(pk=person_id)
    person.identity_acceptances = max(0, person.identity_acceptances - 1)
    if not person.identity_acceptances and not is_known_elsewhere:
        person.identity_accepted_at = None
    person.save(update_fields=["identity_accepted_at", "identity_acceptances"])


@transaction.atomic
def change_photo(*, viewer: Viewer, file: Any) -> Person:
    person = Person.objects.select_for_update().get(pk=viewer.own_id)
    former = person.photo_id
    person.photo = receive_portrait(owner_id=viewer.own_id, file=file)
    person.save(update_fields=["photo"])
    if former:
        discard(media_ids=[former])
    record(AppearanceChanged(person_id=person.pk), viewer=viewer, target=person)
    return person


@transaction.atomic
def remove_photo(*, viewer: Viewer) -> None:
    person = Person.objects.select_for_update().get(pk=viewer.own_id)
    if person.photo_id:
        former, person.photo = person.photo_id, None
        person.save(update_fields=["photo"])
        discard(media_ids=[former])
        record(AppearanceChanged(person_id=person.pk), viewer=viewer, target=person)


@transaction.atomic
def record_new_photo(*, media_id: UUID) -> None:
    """The photo of someone is ready to be shown, or never will be."""
    notify_failed_file(media_id=media_id, place="de votre profil", url=reverse("account_detail"))
    for person in Person.objects.filter(photo_id=media_id):
        record(AppearanceChanged(person_id=person.pk), target=person)


@transaction.atomic
def sign_out_everywhere(*, person: Person) -> None:
    """Every session of this person ends with its next request."""
    Person.objects.filter(pk=person.pk).update(session_version=F("session_version") + 1)
    record(SignedOutEverywhere(person_id=person.pk), target=person)
    live.signed_out(person_id=person.pk)


def end_session(*, key: str) -> None:
    """Signed out: this session is over for every copy of its cookie, and not only in the browser that forgets it."""
    EndedSession.objects.get_or_create(key=key, defaults={"ended_at": now()})


@job(lane=Lane.UPKEEP)
def purge_ended_sessions() -> None:
    """Those that ended so long ago that every copy of their cookie is too old to be read."""
    age = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    EndedSession.objects.filter(ended_at__lt=now() - age).delete()


@job(lane=Lane.UPKEEP)
@transaction.atomic
def complete_mobiles() -> None:
    """Of who gave their number while a process of before the column `mobile_key` still served."""
    people = Person.objects.select_for_update().exclude(mobile="").filter(mobile_key="").order_by("pk")
    for person in people[:MOST_COMPLETED]:
        person.set_mobile(person.mobile)
        person.save(update_fields=["mobile_key"])


@job(lane=Lane.UPKEEP)
def rewrite_domains() -> None:
    """Of accounts that a process of before opened meanwhile, or that were the second ones of a mailbox until the other
    was erased. Those that still are stay as they are, and are marked (`queries.second_accounts`)."""
    for person in people_with_written_domains():
        kept, rows = mailbox(person.email), Person.objects.filter(pk=person.pk)
        try:
            with transaction.atomic():
                EmailAddress.objects.filter(user=person, email=person.email).update(email=kept)
                rows.update(email=kept, is_second_account=False)
        except IntegrityError:
            rows.update(is_second_account=True)


@transaction.atomic
def record_unlock(*, person: Person) -> None:
    """The reset link was used."""
    if journal.latest_kind(person, _LOCK_KINDS) == AccountLocked.kind:
        record(AccountUnlocked(person_id=person.pk), target=person)


def finds_shared_mobile(*, person: Person) -> bool:
    """Another account gave the same number. Looked up a few times a day alone: nobody tries numbers one by one."""
    subject = str(person.pk)
    is_over = throttles.is_over_today(subject=subject, activity="shared mobiles", most=SHARED_MOBILES)
    return not is_over and queries.shares_mobile(person)


def accept_terms(*, person: Person) -> None:
    """By somebody invited, who opens their account."""
    person.terms_accepted_at = now()
    person.save(update_fields=["terms_accepted_at"])


def record_new_password(*, person: Person) -> None:
    """In the place of another: chosen under « Mon compte », or by the reset link."""
    record(PasswordChanged(person_id=person.pk), target=person)


@transaction.atomic
def invite_person(
    *,
    email: str,
    first_name: str,
    last_name: str,
    template: str,
    context: dict[str, Any] | None = None,
    keep_known_name: bool = False,
) -> tuple[Person, bool]:
    """The person with this address, or a new one; and whether a link to choose a password went to their mailbox. It
    leaves as well where somebody may take the address back: then an invitation that nobody used is over.
    `template`: what brings the link, with `person`, `url` and the words of `context`.

    The address counts as verified once that link is used; until then nobody can sign in. An account that someone opened
    with this address and never confirmed may be anybody's: it waits aside. One that was invited before and has no
    password yet starts again: the former link was lost, or the name was misspelt. With `keep_known_name` such a person
    goes on under the name that they were given first.
    """
    email = mailbox(email)
    try:
        with transaction.atomic():
            person, is_open = _person_to_invite(email, first_name, last_name, keep_known_name)
    except IntegrityError:  # somebody came to the address at this very moment
        person, is_open = _person_to_invite(email, first_name, last_name, keep_known_name)
    if is_open:
        return person, False
    words = {**(context or {}), "person": person, "url": new_password_url(person=person)}
    send_mail(template, words, to=email, person_id=person.pk)
    return person, True


def _person_to_invite(
    email: str, first_name: str, last_name: str, keep_known_name: bool
) -> tuple[Person, bool]:
    """And whether they opened their account."""
    step_aside(email=email)
    person = Person.objects.select_for_update().filter(email=email).first()
    if person and queries.has_come(person):
        return person, True
    if person and (keep_known_name or person.identity_accepted_at):
        first_name, last_name = person.first_name, person.last_name
    return _renewed_person(person, email, first_name, last_name), False


@transaction.atomic
def stand_in_for(*, first_name: str, last_name: str) -> Person:
    """An account without any address, that nobody ever signs in to: it bears a name until the person meant, who has an
    account of their own, says yes."""
    return Person.objects.create_user(
        new_stand_in_address(), first_name=first_name, last_name=last_name, terms_accepted_at=None
    )


@transaction.atomic
def delete_stand_in(*, person: Person) -> None:
    """The person meant said yes, or another name stands in. Whoever is no stand-in stays."""
    Person.objects.filter(pk=person.pk, email__endswith=STAND_IN).delete()


def new_password_url(*, person: Person) -> str:
    """Of the page where they choose one, for a mail: good once, and for as long as their address and password stay."""
    uid, token = user_pk_to_url_str(person), default_token_generator.make_token(person)
    return settings.SITE_URL + reverse("account_reset_password_from_key", args=[uid, token])


def _renewed_person(person: Person | None, email: str, first_name: str, last_name: str) -> Person:
    is_renewed = person is not None
    if person:
        person.first_name, person.last_name = first_name, last_name
        person.set_mobile("")
        person.civility = person.postal_address = person.presentation = person.notification_email = ""
        person.birth_date_text = ""
        person.session_version += 1
        person.set_unusable_password()
        person.save()
        live.signed_out(person_id=person.pk)
        EmailAddress.objects.filter(user=person).delete()
    else:
        person = Person.objects.create_user(
            email, first_name=first_name, last_name=last_name, terms_accepted_at=None
        )
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    record(AccountCreated(person_id=person.pk, is_renewed=is_renewed), target=person)
    return person
