from base64 import urlsafe_b64decode
from secrets import token_bytes
from struct import unpack

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from civic.polls import vault

_NONCE = 12


def new_secrets_outside(apps, schema_editor):
    """Each open poll gets another secret, on the disk, so that the one in the backups of before opens nothing that
    is cast from now on. Its ballots are sealed again with it, each bound to its row. What does not open stays as it
    is, and the poll says so."""
    boxes, ballots, voters = (
        apps.get_model("polls", name) for name in ("BallotBox", "SealedBallot", "Voter")
    )
    for box in boxes.objects.order_by("poll_id"):
        poll = box.poll_id.bytes
        former, new = (_ciphers(poll, secret) for secret in (bytes(box.secret), vault.create(box.poll_id)))
        own = ballots.objects.filter(poll_id=box.poll_id)
        for ballot in own.iterator(chunk_size=2000):
            sealed = _sealed_again(
                bytes(ballot.sealed), former, new, b"ballot" + poll, b"ballot" + poll + ballot.pk.bytes
            )
            if sealed:
                ballots.objects.filter(pk=ballot.pk).update(sealed=sealed)
        counted = _opened(bytes(box.tally), former, b"tally" + poll)
        if counted is not None:
            cast = unpack(">I", counted[:4])[0] + own.count()
            box.erased_voters = max(0, cast - voters.objects.filter(poll_id=box.poll_id).count())
            box.tally = _sealed(counted, new, b"tally" + poll)
        box.save(update_fields=["erased_voters", "tally"])


def _ciphers(poll, secret):
    return [
        AESGCM(HKDF(SHA256(), length=32, salt=secret, info=b"polls " + poll).derive(urlsafe_b64decode(key)))
        for key in settings.ENCRYPTION_KEYS
    ]


def _opened(sealed, ciphers, bound_to):
    for cipher in ciphers:
        try:
            return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to)
        except InvalidTag:
            continue
    return None


def _sealed(content, ciphers, bound_to):
    nonce = token_bytes(_NONCE)
    return nonce + ciphers[0].encrypt(nonce, content, bound_to)


def _sealed_again(sealed, former, new, was_bound_to, bound_to):
    content = _opened(sealed, former, was_bound_to)
    return None if content is None else _sealed(content, new, bound_to)


class Migration(migrations.Migration):
    dependencies = [("polls", "0004_voter")]

    operations = [
        migrations.AddField(
            "poll",
            "failure",
            models.CharField(
                blank=True,
                choices=[
                    ("secret", "son secret est introuvable ou ne va pas avec les clefs d’ici"),
                    ("ballots", "un bulletin ne s’ouvre pas"),
                    ("counts", "il n’y a pas autant de bulletins que de votants"),
                ],
                db_default="",
                default="",
                max_length=7,
            ),
        ),
        migrations.AddConstraint(
            "poll",
            models.CheckConstraint(
                condition=Q(("ballots", None)) | Q(("failure", "")), name="poll_counted_without_failure"
            ),
        ),
        migrations.AddField(
            "ballotbox", "erased_voters", models.PositiveIntegerField(db_default=0, default=0)
        ),
        migrations.RunPython(new_secrets_outside, migrations.RunPython.noop),
        # In the same transaction: a process of before that votes meanwhile waits, then fails. With a secret that opens
        # nothing it would take a ballot that nobody can count.
        migrations.RemoveField("ballotbox", "secret"),
    ]
