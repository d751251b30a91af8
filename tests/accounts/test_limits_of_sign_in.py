"""Who knocks how often, and what the time of an answer tells."""

from typing import Any, ClassVar

from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from tests.accounts.factories import PersonFactory


class CountingHasher(MD5PasswordHasher):
    made: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        self.made.append(salt)
        return super().encode(password, salt)


def request_reset(visitor: str, email: str) -> int:
    return Client().post("/mot-de-passe/", {"email": email}, headers={"X-Forwarded-For": visitor}).status_code


def test_behind_the_proxy_one_visitors_tries_are_not_anothers(db: None) -> None:
    tries = [request_reset("198.51.100.7", f"personne{n}@exemple.test") for n in range(30)]
    assert (tries[0], tries[-1]) == (302, 429)
    assert request_reset("203.0.113.9", "quelquun@exemple.test") == 302


def test_what_the_visitor_writes_before_the_proxy_does_not_count(db: None) -> None:
    tries = [request_reset(f"10.0.0.{n}, 198.51.100.7", f"personne{n}@exemple.test") for n in range(30)]
    assert tries[-1] == 429


def test_signing_up_hashes_a_password_whether_the_address_has_an_account_or_not(
    commune: Any, settings: Any
) -> None:
    """Else the time of the answer, four times shorter, would show who is here."""
    PersonFactory(email="connue@exemple.test")
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    hashed = {}
    for email in ("connue@exemple.test", "nouvelle@exemple.test"):
        CountingHasher.made.clear()
        answer = Client().post(
            "/inscription/",
            {"commune": "", "commune_code": commune.code, "residence": "main", "first_name": "Anne",
             "last_name": "Martin", "birth_date": "21/03/1950",
             "street": "1 rue A", "postal_code": "06360", "town": "Villeneuve",
             "email": email,
             "password1": "une petite phrase 99", "terms": "on"},
        )  # fmt: skip
        assert (answer.status_code, answer.headers["Location"]) == (302, "/verification/")
        hashed[email] = len(CountingHasher.made)
    assert hashed["connue@exemple.test"] == hashed["nouvelle@exemple.test"] == 1
