"""Changes of address of before get their order, and what the account had then."""

from datetime import timedelta

import pytest

from civic.core.clock import now
from tests.migrating import migrate_to, models_at

BEFORE = [("accounts", "0016_notification_email")]
AFTER = [("accounts", "0018_order_of_email_changes")]


@pytest.fixture
def before(transactional_db):
    with models_at(*BEFORE, latest=("mfa",)) as models:
        yield models


def test_changes_of_before_are_put_in_order(before):
    person = before.get_model("accounts", "Person").objects.create(
        email="a@exemple.test", identity_accepted_at=now()
    )
    changes = before.get_model("accounts", "EmailChange").objects
    for name, age in (("second", 1), ("first", 2)):
        changes.create(
            person=person,
            former_email="a@exemple.test",
            new_email=f"{name}@exemple.test",
            confirm_digest=name,
            asked_at=now() - timedelta(days=age),
        )
    factors = before.get_model("mfa", "Authenticator").objects
    former = factors.create(user_id=person.pk, type="totp", data={}, created_at=now() - timedelta(hours=30))
    factors.create(user_id=person.pk, type="webauthn", data={}, created_at=now())
    models = migrate_to(*AFTER)
    rows = models.get_model("accounts", "EmailChange").objects.order_by("number")
    assert [(row.confirm_digest, row.number, row.footholds) for row in rows] == [
        ("first", 1, []),
        ("second", 2, [f"mfa.Authenticator.user {former.pk}"]),
    ]
    assert models.get_model("accounts", "Person").objects.get(pk=person.pk).identity_acceptances == 1
