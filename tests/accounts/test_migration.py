"""What was said of failed work leaves the journal: each person's last sentence about a thing is found again."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tests.migrating import migrate_to, models_at, undo_to

BEFORE = [("accounts", "0010_pinned_entries")]
AFTER = [("accounts", "0011_work_failures")]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def before(transactional_db):
    with models_at(*BEFORE, latest=("journal",)) as models:
        yield models


def test_words_move_to_rows_and_back(before):
    people = before.get_model("accounts", "Person").objects
    resident, mayor = (people.create(email=f"{name}@exemple.test") for name in ("anne", "maire"))
    entries = before.get_model("journal", "Entry").objects
    photo, report, nobody = uuid4(), uuid4(), uuid4()

    def entry(person_id, thing_id, minutes, **words):
        data = {"person_id": str(person_id), "thing_id": str(thing_id)} | words
        row = entries.create(id=UUID(int=minutes), kind="accounts.WorkFailed", data=data)
        entries.filter(pk=row.pk).update(recorded_at=NOON + timedelta(minutes=minutes))
        return row.pk

    first = entry(resident.pk, photo, 1, explanation="Illisible", url="/a/")
    again = entry(resident.pk, photo, 2, explanation="Trop lourde", url="/b/")
    other = entry(mayor.pk, report, 3, explanation="x" * 300)
    erased = entry(nobody, photo, 4, explanation="D’un compte fermé", url="/c/")

    apps = migrate_to(*AFTER)
    found = {row.person_id: row for row in apps.get_model("accounts", "WorkFailure").objects.all()}
    assert set(found) == {resident.pk, mayor.pk}
    assert (found[resident.pk].explanation, found[resident.pk].url) == ("Trop lourde", "/b/")
    assert (found[resident.pk].content_id, found[mayor.pk].content_id) == (photo, report)
    assert found[mayor.pk].explanation == "x" * 160
    for data in entries.filter(pk__in=[first, again, other, erased]).values_list("data", flat=True):
        assert set(data) == {"person_id", "thing_id"}

    undo_to(*BEFORE)
    assert entries.get(pk=again).data["explanation"] == "Trop lourde"
    assert entries.get(pk=erased).data["explanation"] == ""
