"""`manage.py rotate_keys` leaves nothing out: the former key is taken away, here too, and everything still reads."""

import ast
import re
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection

from civic.accounts.models import Person
from civic.core import rotation
from civic.core.encryption import UnreadableValue, blind_index, decrypt, encrypt
from civic.core.ids import new_id
from civic.delivery.models import PushDevice
from civic.media import storage
from civic.polls.actions import counting
from civic.polls.models import PollOption, SealedBallot
from civic.private_files import vault
from civic.private_files.enums import FileCopy
from civic.private_files.models import PrivateFile
from civic.threads.models import Message
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory
from tests.core.keys import NEW, OLD, TOKEN, opens, rotate, with_mobile
from tests.polls.factories import PollFactory, vote
from tests.private_files.factories import PDF, PrivateFileFactory
from tests.threads.factories import MessageFactory, ThreadFactory

CIVIC = Path(rotation.__file__).parents[1]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def former_key(settings):
    settings.ENCRYPTION_KEYS, settings.INDEX_KEY = [OLD], OLD


def everything_kept():
    """All that lies in tables and in the storage, by name."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            yield table, repr(cursor.fetchall()).encode()
    for path in Path(default_storage.location).rglob("*"):
        if path.is_file():
            yield str(path), path.read_bytes()


def opened_by(key):
    return {name for name, kept in everything_kept() if any(opens(key, one) for one in TOKEN.findall(kept))}


# --- Everything, and the former key away ----------------------------------------------------------------------------


def test_the_former_key_can_be_taken_away(settings, commune, mayor, resident, clock):
    people = [PersonFactory(mobile=f"+3361234567{n}", postal_address="Èze") for n in range(3)]
    message = MessageFactory(
        thread=ThreadFactory(commune=commune, encrypted=True), author=mayor, body="", encrypted_body="Un mot"
    )
    device = PushDevice.objects.create(
        person=mayor,
        name="-",
        endpoint="https://push.test/1",
        endpoint_digest=blind_index("1"),
        auth_secret="s",
    )
    seed, secret = (
        Authenticator.objects.create(user=mayor, type=kind, data={name: value, "used_mask": 1})
        for kind, name, value in (
            ("recovery_codes", "migrated_codes", [encrypt("1234"), encrypt("5678")]),
            ("totp", "secret", encrypt("ABCD")),
        )
    )
    proof = new_id()
    storage.seal(proof, b"%PDF")
    file = PrivateFileFactory(held_by=message.pk, commune=commune, sender=mayor)
    poll = PollFactory(commune=commune, author=mayor)
    for number in range(12):
        voter = MembershipFactory(commune=commune, person=PersonFactory()).person
        if number == 11:
            counting.count_ballots(poll_id=poll.pk)
        vote(poll, voter, 0)
    assert 0 < SealedBallot.objects.count() < 12
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    MessageFactory(thread=message.thread, author=mayor, body="", encrypted_body="Un autre")
    rotate()
    settings.ENCRYPTION_KEYS = [NEW]
    assert opened_by(OLD) == set()
    assert {"accounts_person", "threads_message", "mfa_authenticator"} <= opened_by(NEW)
    assert sorted(Person.objects.get(pk=one.pk).mobile for one in people) == [
        "+33612345670", "+33612345671", "+33612345672",
    ]  # fmt: skip
    assert Person.objects.filter(mobile_key=people[0].mobile_key).exists()
    assert [one.encrypted_body for one in Message.objects.order_by("number")] == ["Un mot", "Un autre"]
    device = PushDevice.objects.get(endpoint_digest=blind_index("1"))
    assert (device.endpoint, device.auth_secret) == ("https://push.test/1", "s")
    seed.refresh_from_db()
    secret.refresh_from_db()
    assert [decrypt(one) for one in seed.data["migrated_codes"]] == ["1234", "5678"]
    assert (decrypt(secret.data["secret"]), secret.data["used_mask"]) == ("ABCD", 1)
    assert storage.unseal(proof) == b"%PDF"
    file = PrivateFile.objects.get(pk=file.pk)
    assert file.name == "facture.pdf"
    assert b"".join(vault.read(file.pk, FileCopy.WHOLE, file.key)) == PDF
    vote(poll, resident, 1)
    clock.at(poll.closes_at)
    counting.close_poll(poll_id=poll.pk)
    assert list(PollOption.objects.filter(poll=poll).order_by("position").values_list("votes", flat=True)) == [
        12, 1, 0,
    ]  # fmt: skip


def test_without_rotation_it_cannot(settings):
    """What the test above would see if nothing were written."""
    person = with_mobile("+33612345678")
    settings.ENCRYPTION_KEYS = [NEW]
    assert "accounts_person" in opened_by(OLD)
    with pytest.raises(UnreadableValue):
        _ = Person.objects.get(pk=person.pk).mobile


# --- Nothing is left out --------------------------------------------------------------------------------------------


def test_the_fields_of_all_models_are_found():
    """By their declarations, which the models themselves are not asked for."""
    written = [
        (path, node.lineno)
        for path in CIVIC.glob("*/models*")
        for file in ([path] if path.is_file() else path.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("EncryptedTextField")
    ]
    columns = [store for store in rotation.stores() if isinstance(store, rotation.Column)]
    assert len(columns) == len({store.name for store in columns}) == len(written) > 10


# Who encrypts, and in which store the rotation finds it. "": it does not stay here.
ENCRYPTS = {
    "civic/accounts/adapter.py": "mfa.Authenticator",
    "civic/core/encryption.py": "accounts.Person.mobile",  # and every other field
    "civic/core/seals.py": "",  # browsers and mailboxes hold it
    "civic/delivery/providers/web_push.py": "",  # devices do
    "civic/media/storage.py": "media.sealed_files",
    "civic/polls/sealing.py": "polls.BallotBox",
    "civic/private_files/vault.py": "private_files.PrivateFile.key",  # which opens what it writes
}
WAYS = re.compile(
    r"\b(encrypt|encrypt_bytes)\(|ENCRYPTION_KEYS|\bfernet\b|\bFernet\(|hazmat\.primitives\.ciphers|\bchacha",
    re.I,
)
READS_KEYS = {"civic/core/management/commands/rotate_keys.py"}  # and encrypts nothing


def test_whoever_encrypts_is_known_to_the_rotation():
    """A module that is not in the list has to give the rotation what it keeps (`rotation.register`), then say so."""
    code = {
        str(path.relative_to(CIVIC.parent)): ast.parse(path.read_text())
        for path in CIVIC.rglob("*.py")
        if "migrations" not in path.parts
    }
    found = {name for name, tree in code.items() if WAYS.search(_without_texts(tree))} - READS_KEYS
    assert found == set(ENCRYPTS)
    names = {store.name for store in rotation.stores()}
    assert {store for store in ENCRYPTS.values() if store} <= names
    assert {store.name for store in rotation.stores() if isinstance(store, rotation.Things)} <= set(
        ENCRYPTS.values()
    )


def _without_texts(tree):
    """Its code: docstrings and comments may speak of it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = ""
    return ast.unparse(tree)


def test_no_encrypted_field_hides_in_another_one():
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            inner = getattr(field, "base_field", None)
            assert not isinstance(inner, rotation.EncryptedTextField), field
