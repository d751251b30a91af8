"""People. One person, one account, whatever the number of communes."""

import hmac
from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from civic.accounts.enums import Civility
from civic.core.encryption import EncryptedTextField, blind_index
from civic.core.ids import new_id
from civic.core.text import mailbox, normalize


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=mailbox(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=mailbox(username or ""))


class Person(AbstractBaseUser, PermissionsMixin):
    """Real first and last name are shown with everything the person writes. The rest is never shown to others."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField("adresse e-mail", unique=True)
    # Confirmed at that mailbox; "": the one that they sign in with.
    notification_email = models.EmailField("e-mail de notification", blank=True, default="", db_default="")
    civility = models.CharField("civilité", max_length=3, choices=Civility, blank=True)
    first_name = models.CharField("prénom", max_length=60)
    last_name = models.CharField("nom", max_length=60)
    birth_date_text = EncryptedTextField(blank=True, default="")  # ISO date
    mobile = EncryptedTextField("téléphone mobile", blank=True, default="")  # E.164
    # A digest, to find it by.
    mobile_key = models.CharField(max_length=64, blank=True, default="", db_default="", db_index=True)
    # As the release before wrote it: `memberships` moves it to where it belongs. Goes with the next release.
    postal_address = EncryptedTextField("adresse postale", blank=True, default="")
    presentation = models.TextField("présentation", blank=True, default="")
    photo = models.ForeignKey("media.Media", models.SET_NULL, null=True, related_name="+")
    terms_accepted_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    # First by a town hall: from then on who they are changes by town halls' answers alone (`memberships`).
    identity_accepted_at = models.DateTimeField(null=True)
    # How many acceptances of town halls stand; who left one was accepted there all the same.
    identity_acceptances = models.PositiveIntegerField(default=0, db_default=0)
    identity_changed_at = models.DateTimeField(null=True)  # whoever read it before reads again
    is_active = models.BooleanField(default=True)
    # Its mailbox signs in to another account, see `actions.account.rewrite_domains`.
    is_second_account = models.BooleanField(default=False, db_default=False)
    is_staff = models.BooleanField("équipe de la plateforme", default=False)
    # Names of the pages that stand first in their menu. The column keeps its name, which other processes read.
    favourites = models.JSONField(
        "favoris", default=list, db_default=[], blank=True, db_column="pinned_entries"
    )
    session_version = models.PositiveIntegerField(default=0)  # +1 signs the person out everywhere

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["id"],
                name="second_accounts",
                condition=models.Q(is_second_account=True, is_active=True),
            )
        ]

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["first_name", "last_name"]
    objects: ClassVar[PersonManager] = PersonManager()

    def __str__(self) -> str:
        return self.full_name

    def identity_changed_since(self, moment: datetime | None) -> bool:
        """After whoever answers read it."""
        return bool(moment and self.identity_changed_at and self.identity_changed_at >= moment)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def initials(self) -> str:
        return (self.first_name[:1] + self.last_name[:1]).upper()

    def set_identity(
        self, *, first_name: str, last_name: str, civility: str, birth_date: date | None
    ) -> bool:
        """Whether anything of it is new. Saves nothing."""
        former = self.identity
        self.first_name, self.last_name, self.civility = first_name, last_name, civility
        self.birth_date_text = birth_date.isoformat() if birth_date else ""
        return self.identity != former

    @property
    def identity(self) -> tuple[str, str, str, str]:
        return self.first_name, self.last_name, self.civility, self.birth_date_text

    def set_mobile(self, number: str) -> None:
        """Saves nothing."""
        self.mobile, self.mobile_key = number, mobile_key(number)

    @property
    def birth_date(self) -> date | None:
        return date.fromisoformat(self.birth_date_text) if self.birth_date_text else None

    @property
    def mailbox_for_news(self) -> str:
        """Where notifications go; what touches the account itself goes where they sign in."""
        return self.notification_email or self.email

    @property
    def portrait(self) -> str:
        """Address of the photo, "" without one. Reads `photo`: select it together with the person."""
        return self.photo.portrait_url if self.photo else ""

    @property
    def large_portrait(self) -> str:
        """The same for where it is shown large."""
        return self.photo.large_portrait_url if self.photo else ""

    def set_password(self, raw_password: str | None) -> None:
        """In one form: keyboards compose their accents or not. On a person who is not in the database it takes as long
        as a wrong password on one who is: sign-in asks this of an address without account."""
        first, *others = _password_forms(raw_password or "")
        super().set_password(raw_password and first)
        if self._state.adding:
            for form in others:
                make_password(form)

    def check_password(self, raw_password: str | None) -> bool:
        """Passwords of before are kept as they were typed."""
        return any(super(Person, self).check_password(form) for form in _password_forms(raw_password or ""))

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.first_name

    def get_session_auth_hash(self) -> str:
        return session_hash(self.password, self.session_version)


class EmailChange(models.Model):
    """The address that a person signs in with becomes another one. Of the links that confirm it and take it back, only
    digests are kept."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    former_email = models.EmailField("ancienne adresse e-mail", db_index=True)
    new_email = models.EmailField("nouvelle adresse e-mail")
    confirm_digest = models.CharField(max_length=64, unique=True)
    undo_digest = models.CharField(max_length=64, blank=True, default="", db_index=True)
    # Of this person's, in the order in which they were asked for, whatever the clock said.
    number = models.PositiveIntegerField(default=0, db_default=0)
    # The ways in and out of well before (`queries.footholds_before`); None where a process of before was asked.
    footholds = models.JSONField(null=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)  # taken back, or given up before it was confirmed

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_at:%Y-%m-%d}"


class NotificationEmailAsked(models.Model):
    """Notifications are to go to another mailbox, once it says yes. Of the link that it was sent only a digest is
    kept."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    email = models.EmailField("e-mail de notification")
    digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_at:%Y-%m-%d}"


class EndedSession(models.Model):
    """Someone signed out: a copy of that session's cookie opens nothing, as long as it could still be read."""

    key = models.CharField(primary_key=True, max_length=32)  # `SESSION_ID` of the session
    ended_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.ended_at:%Y-%m-%d %H:%M}"


class CodeTries(models.Model):
    """Of a person with strong authentication: how many codes in a row were wrong, and which one opened last."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    failures = models.PositiveIntegerField(default=0)
    blocked_until = models.DateTimeField(null=True)
    last_counter = models.BigIntegerField(default=0)  # of half a minute since 1970: a code serves once

    def __str__(self) -> str:
        return f"{self.person_id} {self.failures}"


class SignInTries(models.Model):
    """Wrong passwords in a row for one account, from one source or one device that signed in before. Both are keyed
    digests: nobody reads an address from them, and nothing that was typed is kept."""

    account = models.CharField(max_length=64)  # of the e-mail address, whether it has an account or not
    source = models.CharField(max_length=64)
    # Not counted among all sources: a device at one of them, which counts by its name; a name that ended.
    is_device = models.BooleanField(default=False)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "source"], name="one_count_per_source")
        ]

    def __str__(self) -> str:
        return f"{self.failures} until {self.last_at:%Y-%m-%d %H:%M}"


class SignInAttack(models.Model):
    """Someone goes on trying passwords of one account, from whatever sources. Over when nobody tried for a week."""

    account = models.CharField(primary_key=True, max_length=64)  # as in SignInTries
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")  # who has this address
    started_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
    tries = models.PositiveIntegerField(default=0)  # refused ones, since it started

    def __str__(self) -> str:
        return f"{self.tries} until {self.last_at:%Y-%m-%d %H:%M}"


class WorkFailure(models.Model):
    """What was done in the background for a person, and failed: the words of the notification, which name titles that
    people wrote, devices and communes. The journal, where nothing is erased, has ids alone."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    thing_id = models.UUIDField()  # what failed: a file, an invitation, a device
    content_id = models.UUIDField(db_index=True)  # what it belongs to, with which the words are erased
    explanation = models.CharField(max_length=160)
    url = models.CharField(max_length=300)
    happened_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "thing_id"], name="one_failure_per_thing")
        ]

    def __str__(self) -> str:
        return f"{self.thing_id} {self.happened_at:%Y-%m-%d %H:%M}"


def _password_forms(typed: str) -> list[str]:
    """The one that is kept first."""
    return list(dict.fromkeys((normalize("NFC", typed), typed, normalize("NFD", typed))))


def mobile_key(number: str) -> str:
    """Of the same number the same digest, which nobody reads a number from; "" for none."""
    return blind_index(f"mobile|{number}") if number else ""


def session_hash(password_hash: str, session_version: int) -> str:
    """What a session must carry to be good: changes with the password and with "sign out everywhere".

    A plain keyed digest, because it is computed on every request.
    """
    key = settings.SECRET_KEY.encode()
    return hmac.digest(key, f"session|{password_hash}|{session_version}".encode(), "sha256").hex()
