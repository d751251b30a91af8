"""How many voters erased their account is sealed with the count. A box of nobody erased reads as it is."""

from base64 import urlsafe_b64decode
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import migrations

from civic.polls import vault

_NONCE = 12
_BEFORE = 21 * 4


def seal_erased_voters(apps, schema_editor):
    boxes = apps.get_model("polls", "BallotBox").objects
    for box in boxes.exclude(erased_voters=0).select_for_update().order_by("poll_id"):
        try:
            secret = vault.read(box.poll_id)
        except vault.SecretLost:
            continue  # it cannot be counted, and says so
        poll = box.poll_id.bytes
        ciphers = [
            AESGCM(
                HKDF(SHA256(), length=32, salt=secret, info=b"polls " + poll).derive(urlsafe_b64decode(key))
            )
            for key in settings.ENCRYPTION_KEYS
        ]
        content = _opened(bytes(box.tally), ciphers, b"tally" + poll)
        if content is not None and len(content) == _BEFORE:
            nonce = token_bytes(_NONCE)
            sealed = content + box.erased_voters.to_bytes(4)
            box.tally = nonce + ciphers[0].encrypt(nonce, sealed, b"tally" + poll)
            box.save(update_fields=["tally"])


def _opened(sealed, ciphers, bound_to):
    for cipher in ciphers:
        try:
            return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to)
        except InvalidTag:
            continue
    return None


class Migration(migrations.Migration):
    dependencies = [("polls", "0005_no_secret_in_the_database")]

    operations = [migrations.RunPython(seal_erased_voters, migrations.RunPython.noop)]
