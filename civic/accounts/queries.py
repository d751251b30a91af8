from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.apps import apps
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection
from django.db.models import Case, Exists, Model, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Least

from civic.accounts.models import (
    EmailChange,
    NotificationEmailAsked,
    Person,
    SignInAttack,
    SignInTries,
    WorkFailure,
)
from civic.accounts.rules import (
    CONFIRM_EMAIL_WITHIN,
    FOOTHOLDS_BEFORE,
    MOST_TRIES,
    TAKE_EMAIL_BACK_WITHIN,
    account_key,
    email_link_digest,
    source_key,
)
from civic.core import registry
from civic.core.clock import now
from civic.core.compiled_queries import compiled
from civic.core.descriptors import AlarmLine, Foothold, PersonalData
from civic.core.encryption import readable
from civic.core.refusals import require
from civic.core.text import mailbox
from civic.core.viewer import Viewer

# What somebody asks to be called from now on, of the app that takes such requests, which adds itself here at start.
identity_asked_by: list[Callable[[UUID], str]] = []

# Of a person who is shown beside something: their name, and their photo's address.
_NAMED = {"id", "first_name", "last_name", "photo", "is_active"}
_PICTURED = {"id", "commune_id", "kind", "status", "version"}


def columns_to_defer(*people: str, pictured: str = "") -> list[str]:
    """What `defer` leaves aside of the people at these paths: all but their name and, at `pictured`, their photo."""
    left: list[tuple[str, type[Model], set[str]]] = [
        (path, Person, _NAMED) for path in (*people, pictured) if path
    ]
    if pictured:
        left.append((f"{pictured}__photo", Person._meta.get_field("photo").related_model, _PICTURED))
    return [
        f"{path}__{field.name}"
        for path, model, shown in left
        for field in model._meta.concrete_fields
        if field.name not in shown
    ]


def name_of(path: str) -> Combinable:
    """« Jeanne Martin », of whom the key at `path` names, if any: for one row of many, a join would name them all."""
    name = Concat("first_name", Value(" "), "last_name")
    person = Subquery(Person.objects.filter(pk=OuterRef(path)).values(name=name))
    return Case(When(**{f"{path}__isnull": False}, then=person))


def identity_asked(person_id: UUID) -> str:
    """« Marie Martin », "" where no request waits."""
    return next(filter(None, (asked(person_id) for asked in identity_asked_by)), "")


@compiled
def _with_photo(person_id: UUID) -> "QuerySet[Person]":
    return Person.objects.filter(pk=person_id).select_related("photo")


def self_of(viewer: Viewer) -> Person:
    """The viewer's own person, with everything that only they may see."""
    (person,) = _with_photo(viewer.own_id)
    return person


def person_by_email(email: str) -> Person | None:
    return Person.objects.filter(email=mailbox(email)).first()


def has_come(person: Person) -> bool:
    """They confirmed their address and opened their account: it is theirs. So is that of whoever works here."""
    if person.is_staff:
        return True
    confirmed = EmailAddress.objects.filter(user=person, email=person.email, verified=True)
    return has_opened(person) and confirmed.exists()


def has_opened(person: Person) -> bool:
    """Chose a password once. Who took their address back has none until they choose another."""
    return person.has_usable_password() or person.last_login is not None


def never_opened(person: str) -> Q:
    """The same for a statement: `person` is the field that leads to them."""
    return Q(**{f"{person}__password__startswith": UNUSABLE_PASSWORD_PREFIX, f"{person}__last_login": None})


def person_by_id(person_id: UUID) -> Person | None:
    return Person.objects.filter(pk=person_id).first()


def people_with_written_domains() -> "QuerySet[Person]":
    """Whose address has letters in its domain that `mailbox` writes in ASCII: nobody signs in with it."""
    return Person.objects.filter(is_active=True, email__regex=r"@.*[^\x01-\x7f]").order_by("pk")


def second_accounts() -> list[AlarmLine]:
    """Of a mailbox that signs in to another account, as the last night found them: no account is read for it."""
    people = Person.objects.filter(is_second_account=True, is_active=True).order_by("pk")
    return [
        AlarmLine(person.full_name, "sa boîte aux lettres ouvre un autre compte", str(person.pk))
        for person in people
    ]


def confirmed_addresses_of(person_id: UUID) -> set[str]:
    """Whose mailbox said yes. What depends on other accounts is left out: nobody learns of one by asking for its
    address."""
    own = Person.objects.filter(pk=person_id).values_list("email", flat=True)
    known = EmailAddress.objects.filter(user_id=person_id, verified=True).values_list("email", flat=True)
    return {*own, *known}


def addresses_of(person_id: UUID) -> set[str]:
    """That they sign in with, asked to, or may take back; what they asked for never counts where it is taken."""
    own = Person.objects.filter(pk=person_id).values_list("email", flat=True)
    known = EmailAddress.objects.filter(user_id=person_id).values_list("email", flat=True)
    asked = _changes_to_confirm().filter(person_id=person_id).values_list("new_email", flat=True)
    left = _changes_to_take_back().filter(person_id=person_id).values_list("former_email", flat=True)
    for_news = Person.objects.filter(pk=person_id).exclude(notification_email="")
    own_news = for_news.values_list("notification_email", flat=True)
    free = {email for email in asked if not is_taken(email, but=person_id)}
    return {*own, *known, *left, *own_news, *free}


def is_taken(email: str, *, but: UUID | None = None) -> bool:
    """Somebody signs in with this address, or may still take it back. Who signed up with it and never showed that the
    mailbox is theirs keeps it from nobody."""
    left_out = [*unconfirmed_at(email).values_list("pk", flat=True), *([but] if but else [])]
    people = Person.objects.filter(email=email).exclude(pk__in=left_out)
    addresses = EmailAddress.objects.filter(email=email).exclude(user_id__in=left_out)
    return people.exists() or addresses.exists() or is_held_back(email, but=but)


def unconfirmed_at(email: str) -> "QuerySet[Person]":
    """Accounts that were opened with this address and never confirmed: anybody's."""
    unverified = EmailAddress.objects.filter(email=email, verified=False)
    people = Person.objects.filter(email=email, is_staff=False, last_login=None)
    return people.filter(pk__in=unverified.values("user_id"))


def unconfirmed_accounts() -> "QuerySet[Person]":
    """Of sign-ups that nobody confirmed, with an address that was free or taken: both wait as long, since whoever made
    one would else learn which it is."""
    addresses = EmailAddress.objects.filter(user_id=OuterRef("pk"))
    people = Person.objects.filter(is_staff=False, is_active=True, last_login=None)
    people = people.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)  # invited: they signed up nowhere
    return people.filter(Exists(addresses), ~Exists(addresses.filter(verified=True)))


def sign_ups_for_update(*emails: str, also: UUID | None = None) -> list[Person]:
    """Who has still to confirm one of these addresses, and one person more, locked in the order of their keys: two who
    come to each other's address do so one after the other."""
    waiting = [pk for email in emails for pk in unconfirmed_at(email).values_list("pk", flat=True)]
    people = Person.objects.select_for_update().filter(pk__in=[*waiting, also], is_active=True)
    return list(people.order_by("pk"))


def invited_at(email: str) -> "QuerySet[Person]":
    """Accounts that somebody was invited to with this address, and never opened."""
    unusable = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return Person.objects.filter(unusable, email=email, last_login=None)


def is_held_back(email: str, *, but: UUID | None = None) -> bool:
    """Somebody left this address so short a time ago that they may take it back."""
    left = _changes_to_take_back().filter(former_email=email)
    return left.exclude(person_id__in=[but] if but else []).exists()


def email_change_to_confirm(token: str) -> EmailChange | None:
    return _changes_to_confirm().filter(confirm_digest=email_link_digest(token)).first()


def email_change_to_take_back(token: str) -> EmailChange | None:
    return _changes_to_take_back().filter(undo_digest=email_link_digest(token)).first()


def notification_email_to_confirm(token: str) -> NotificationEmailAsked | None:
    return _asked_of_late().filter(digest=email_link_digest(token)).first()


def notification_email_waiting(viewer: Viewer) -> NotificationEmailAsked | None:
    """The viewer asked for it, and that mailbox did not say yes yet."""
    return _asked_of_late().filter(person_id=viewer.own_id).first()


def _asked_of_late() -> "QuerySet[NotificationEmailAsked]":
    return NotificationEmailAsked.objects.filter(asked_at__gte=now() - CONFIRM_EMAIL_WITHIN)


def email_change_waiting(viewer: Viewer) -> EmailChange | None:
    """The viewer asked for it, and the new address is still to be confirmed."""
    return _changes_to_confirm().filter(person_id=viewer.own_id).order_by("-asked_at").first()


def _changes_to_confirm() -> "QuerySet[EmailChange]":
    since = now() - CONFIRM_EMAIL_WITHIN
    return EmailChange.objects.filter(confirmed_at=None, undone_at=None, asked_at__gt=since)


def _changes_to_take_back() -> "QuerySet[EmailChange]":
    since = now() - TAKE_EMAIL_BACK_WITHIN
    return EmailChange.objects.filter(undone_at=None, confirmed_at__gt=since)


def active_person(person_id: UUID) -> Person | None:
    return Person.objects.filter(pk=person_id, is_active=True).first()


def mailboxes_of(person_id: UUID) -> list[str]:
    """That they sign in with, and that news goes to."""
    found = Person.objects.filter(pk=person_id).values_list("email", "notification_email").first()
    return [one for one in found or () if one]


def active_people(person_ids: Iterable[UUID]) -> dict[UUID, Person]:
    """By their keys, with name and address alone; those who are gone are left out."""
    known = Person.objects.filter(is_active=True).only(
        "first_name", "last_name", "email", "notification_email"
    )
    return known.in_bulk(list(person_ids))


def require_open_account(viewer: Viewer) -> None:
    """In the transaction that writes in this person's name, after what else it locks. An account that is being closed
    waits for it to be through; one that was closed meanwhile writes nothing more."""
    _locked_open_account(viewer, "1", [])


def read_with_open_account(viewer: Viewer, *, expression: str, values: Sequence[Any]) -> Any:
    """The same, with one thing more that is read in the same statement: an SQL expression of these values. As of the
    statement's start, should it have waited for the account: what may change meanwhile is locked before. For a vote:
    many are cast at once."""
    return _locked_open_account(viewer, expression, values)


def _locked_open_account(viewer: Viewer, expression: str, values: Sequence[Any]) -> Any:
    """Every action asks for it, and some by the hundred at once: in SQL, which costs half of what the ORM does."""
    assert connection.in_atomic_block
    sql = f"SELECT {expression} FROM accounts_person WHERE id = %s AND is_active"  # noqa: S608 - ours
    if connection.vendor == "postgresql":  # SQLite lets in one writer at a time
        sql += " FOR NO KEY UPDATE"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, Person._meta.pk.get_db_prep_value(viewer.own_id, connection)])
        return require(cursor.fetchone())[0]


def addresses_to_confirm(person: Person) -> set[str]:
    return set(EmailAddress.objects.filter(user=person, verified=False).values_list("email", flat=True))


def has_confirmed_address(person_id: UUID) -> bool:
    return EmailAddress.objects.filter(user_id=person_id, verified=True).exists()


def active_person_for_update(person_id: UUID) -> Person | None:
    """Locked until the end of the transaction."""
    return Person.objects.select_for_update().filter(pk=person_id, is_active=True).first()


def has_strong_authentication(viewer: Viewer) -> bool:
    """The Viewer's statement says the same for a delegate's rights."""
    return people_with_strong_authentication().filter(user_id=viewer.own_id).exists()


def needs_code(person: Person) -> bool:
    """Is a code asked for at sign-in, after the password?"""
    return people_with_strong_authentication().filter(user_id=person.pk).exists()


def people_with_strong_authentication() -> "QuerySet[Any, UUID]":
    """Keys of people, as a statement to put into another one."""
    return Authenticator.objects.filter(type=Authenticator.Type.TOTP).values_list("user_id", flat=True)


def shares_mobile(person: Person) -> bool:
    """Whether another account gave the same number: never whose."""
    others = Person.objects.filter(mobile_key=person.mobile_key, is_active=True).exclude(pk=person.pk)
    return bool(person.mobile_key) and others.exists()


def wrong_tries(email: str, source: str, device: str = "") -> SignInTries:
    """From one source; of a device from there; or of one device, whose name stands for a source, from all of them."""
    key = {"account": account_key(email), "source": source_key(source, device)}
    return SignInTries.objects.filter(**key).first() or SignInTries(**key, last_at=now())


def failure_of(person_id: UUID, thing_id: UUID) -> WorkFailure | None:
    return WorkFailure.objects.filter(person=person_id, thing_id=thing_id).first()


def tries_of_all_sources(email: str) -> int:
    """Within a day. One source counts as MOST_TRIES at most: it cannot close the account for the others."""
    rows = SignInTries.objects.filter(
        account=account_key(email), is_device=False, last_at__gt=now() - timedelta(days=1)
    )
    return rows.aggregate(all=Sum(Least("failures", Value(MOST_TRIES))))["all"] or 0


def attacks_in_progress(viewer: Viewer) -> list[SignInAttack]:
    """Of the last day, on the accounts of people, the fiercest first: for the platform's own people."""
    require(viewer.is_staff)
    rows = SignInAttack.objects.filter(last_at__gt=now() - timedelta(days=1), person__isnull=False)
    return list(rows.select_related("person").order_by("-tries", "account")[:20])


def recovery_codes_left(viewer: Viewer) -> int:
    codes = Authenticator.objects.filter(
        user_id=viewer.own_id, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return len(RecoveryCodes(codes).get_unused_codes()) if codes else 0


def names_of(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """By their keys, closed accounts included: who did something stays its author."""
    return {person_id: person.full_name for person_id, person in people_by_id(person_ids).items()}


def people_by_id(person_ids: Iterable[UUID]) -> dict[UUID, Person]:
    """With their names alone."""
    wanted = list(person_ids)
    return {person.pk: person for person in _named(wanted)} if wanted else {}


@compiled
def _named(people: list[UUID]) -> "QuerySet[Person]":
    return Person.objects.filter(pk__in=people).only("first_name", "last_name")


def personal_data_of(person_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """All that the product keeps about a person, under the headings of `core.registry.personal_data`; empty ones are
    left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for data in registry.personal_data():
        rows = rows_of(data, person_id).filter(*data.exported_where).order_by("pk")
        if exported := [_exported(row, data.exported) for row in rows.iterator()]:
            found.setdefault(data.label, []).extend(exported)
    return found


def rows_of(data: PersonalData, person_id: UUID) -> "QuerySet[Any]":
    return apps.get_model(data.model)._default_manager.filter(**{data.field_name: person_id})


def footholds_before(person_id: UUID, *, asked_at: datetime) -> list[str]:
    """Into their account and of its news out of it, of what may have been added: those that were there well before
    another address was asked for, by their ids. What was added since an earlier request, be it given up, is none."""
    before = asked_at - FOOTHOLDS_BEFORE
    kept = [
        foothold(data, key)
        for data in registry.personal_data()
        if data.foothold is Foothold.ADDED
        for key in rows_of(data, person_id)
        .filter(**{f"{data.added_at}__lte": before})
        .order_by("pk")
        .values_list("pk", flat=True)
    ]
    earlier = EmailChange.objects.filter(person=person_id, confirmed_at=None, footholds__isnull=False)
    for known in earlier.values_list("footholds", flat=True):
        kept = [one for one in kept if one in (known or [])]
    return kept


def foothold(data: PersonalData, key: object) -> str:
    return f"{data.field} {key}"


def _exported(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """Choices by their words, other rows by what they are called. A value whose key is missing leaves the others."""
    exported = {}
    for name in names:
        heading = str(getattr(row._meta.get_field(name), "verbose_name", name))
        label = getattr(row, f"get_{name}_display", None)  # of a choice
        value: Any = readable(label or partial(getattr, row, name), "illisible")
        exported[heading] = str(value) if isinstance(value, Model) else value
    return exported
