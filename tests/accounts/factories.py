"""People for tests. Their password is PASSWORD."""

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from civic.accounts.models import Person
from civic.core.clock import now

PASSWORD = "Un-mot-de-passe-2026"  # pragma: allowlist secret


class PersonFactory(DjangoModelFactory):
    """Someone who signed up and verified their address."""

    class Meta:
        model = Person

    email = factory.Sequence(lambda n: f"personne{n}@exemple.test")
    # Called otherwise than the others: namesakes are few, and a test that wants some names them.
    first_name = factory.Sequence(lambda n: f"Prénom{chr(97 + n % 26)}")
    last_name = factory.Sequence(lambda n: f"Nom{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}")
    birth_date_text = "1960-05-17"
    terms_accepted_at = factory.LazyFunction(now)
    password = factory.LazyFunction(lambda: make_password(PASSWORD))

    @classmethod
    def _create(cls, model_class: type[Person], *args: object, **fields: object) -> Person:
        from allauth.account.models import EmailAddress

        person = super()._create(model_class, *args, **fields)
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        if person.is_staff:  # their pages ask for it
            strengthen(person)
        return person


def strengthen(person: Person) -> None:
    """Strong authentication, as somebody who set it up."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(person, generate_totp_secret())
