"""`manage.py rotate_keys` beside those who write; stopped; where something cannot be read."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from civic.accounts.models import Person
from civic.core import rotation
from civic.core.ids import new_id
from civic.core.management.commands import rotate_keys
from civic.media import storage
from civic.polls.models import BallotBox
from tests.accounts.factories import PersonFactory
from tests.core.keys import LOST, NEW, OLD, opens, rotate, stored_mobile, with_mobile
from tests.polls.factories import PollFactory
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def former_key(settings):
    settings.ENCRYPTION_KEYS, settings.INDEX_KEY = [OLD], OLD


def test_nothing_is_written_twice(settings):
    person = with_mobile("+33612345678")
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert "accounts.Person.mobile : 1 sur 1, rechiffrées : 1" in rotate()
    token = stored_mobile(person)
    assert "rechiffrées : 1" not in rotate()
    assert stored_mobile(person) == token


def test_it_is_refused_while_nothing_keeps_the_key_of_the_digests(settings):
    person = with_mobile("+33612345678")
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    settings.INDEX_KEY = ""
    with pytest.raises(CommandError, match="INDEX_KEY"):
        rotate()
    assert opens(OLD, stored_mobile(person))
    settings.ENCRYPTION_KEYS = [OLD]
    assert "Tout s’ouvre avec la première clé" in rotate()


# --- Beside those who write -----------------------------------------------------------------------------------------


@pytest.fixture
def meanwhile(monkeypatch):
    """Does this once, between the reading of the first value and the writing."""

    def arrange(action):
        waiting = [action]
        renewed = rotation.renewed

        def interrupted(token):
            if waiting:
                waiting.pop()()
            return renewed(token)

        monkeypatch.setattr(rotation, "renewed", interrupted)

    return arrange


@pytest.mark.parametrize("written_by", [[NEW, OLD], [OLD]])
def test_what_was_written_meanwhile_stays(settings, meanwhile, written_by):
    """Also by a process that does not know the new key yet: the second pass takes it along."""
    people = [with_mobile("+33612345678") for _ in range(2)]

    def change():
        settings.ENCRYPTION_KEYS = written_by
        Person.objects.filter(pk=people[1].pk).update(mobile="+33699999999")
        settings.ENCRYPTION_KEYS = [NEW, OLD]

    settings.ENCRYPTION_KEYS = [NEW, OLD]
    meanwhile(change)
    rotate()
    settings.ENCRYPTION_KEYS = [NEW]
    assert Person.objects.get(pk=people[0].pk).mobile == "+33612345678"
    assert Person.objects.get(pk=people[1].pk).mobile == "+33699999999"


@pytest.mark.parametrize("change", [{"mobile": ""}, None])
def test_what_was_erased_meanwhile_stays_erased(settings, meanwhile, change):
    person = with_mobile("+33612345678")
    rows = Person.objects.filter(pk=person.pk)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    meanwhile(lambda: rows.update(**change) if change else rows.delete())
    rotate()
    assert [one.mobile for one in rows] == ([""] if change else [])


def test_it_does_not_say_so_while_a_former_process_goes_on(settings, monkeypatch):
    person = with_mobile("+33612345678")
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    again = stored_mobile(person)
    write = rotation.Column._write

    def write_and_lose(column, changes):
        written = write(column, changes)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_person SET mobile = %s", [again])
        return written

    monkeypatch.setattr(rotation.Column, "_write", write_and_lose)
    with pytest.raises(CommandError, match="Redémarrez tous les processus"):
        rotate()


@pytest.mark.django_db(transaction=True)
def test_no_update_is_lost_under_load(settings, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 7)
    people = [PersonFactory(mobile="+33600000000", postal_address="Èze") for _ in range(40)]
    last = {}

    def writer(own):
        for number in range(3):
            for person in own:
                Person.objects.filter(pk=person.pk).update(mobile=f"+3361111111{number}")
                last[person.pk] = f"+3361111111{number}"

    settings.ENCRYPTION_KEYS = [NEW, OLD]
    together(lambda: writer(people[:20]), lambda: writer(people[20:30]), rotate)
    settings.ENCRYPTION_KEYS = [NEW]
    for person in Person.objects.filter(pk__in=[one.pk for one in people]):
        assert person.mobile == last.get(person.pk, "+33600000000")
        assert person.postal_address == "Èze"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_holds_is_not_waited_for(settings):
    held, free = with_mobile("+33612345678"), with_mobile("+33612345679")
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    (column,) = (store for store in rotation.stores() if store.name == "accounts.Person.mobile")
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=held.pk)
        (found,) = together(lambda: list(column.renew()))[0]
    assert (found.seen, found.renewed, found.left) == (2, 1, 1)
    assert opens(NEW, stored_mobile(free))
    rotate()
    assert opens(NEW, stored_mobile(held))


# --- Stopped, and what cannot be read -------------------------------------------------------------------------------


def test_it_can_be_stopped_and_goes_on(settings, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 2)
    people = [with_mobile(f"+3361234567{n}") for n in range(5)]
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    write, batches = rotation.Column._write, []

    def stopped_in_the_second(column, changes):
        batches.append(changes)
        if len(batches) == 2:
            raise KeyboardInterrupt
        return write(column, changes)

    monkeypatch.setattr(rotation.Column, "_write", stopped_in_the_second)
    with pytest.raises(SystemExit) as stopped:
        rotate()
    assert stopped.value.code == 130
    assert sum(opens(NEW, stored_mobile(person)) for person in people) == 2
    assert "accounts.Person.mobile : 5 sur 5, rechiffrées : 3" in rotate()


def test_it_says_how_far_it_is(settings, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 2)
    monkeypatch.setattr(rotate_keys, "EVERY", -1)
    for number in range(5):
        with_mobile(f"+3361234567{number}")
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    said = rotate()
    assert "accounts.Person.mobile : 2 sur 5\naccounts.Person.mobile : 4 sur 5\n" in said
    assert rotate_keys._figure(12_400) == "12\N{NARROW NO-BREAK SPACE}400"


def test_what_no_key_opens_is_named_and_stays(settings):
    settings.ENCRYPTION_KEYS = [LOST]
    lost = with_mobile("+33612345678")
    file_id = new_id()
    storage.seal(file_id, b"-")
    settings.ENCRYPTION_KEYS = [OLD]
    known = with_mobile("+33612345679")
    token = stored_mobile(lost)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    err = io.StringIO()
    with pytest.raises(CommandError, match=r"Ne retirez aucune clé.*ci-dessus : 2\."):
        call_command("rotate_keys", stdout=io.StringIO(), stderr=err)
    lines = err.getvalue().splitlines()
    assert [line.partition(" : ")[0] for line in lines] == [
        f"accounts.Person.mobile {lost.pk}", f"media.sealed_files {file_id}",
    ]  # fmt: skip
    assert token not in err.getvalue()
    assert stored_mobile(lost) == token
    assert opens(NEW, stored_mobile(known))
    settings.ENCRYPTION_KEYS = [NEW, OLD, LOST]
    assert "Tout s’ouvre avec la première clé" in rotate()
    assert storage.unseal(file_id) == b"-"


def test_a_box_whose_secret_is_lost_is_named(settings, commune, mayor, tmp_path):
    poll = PollFactory(commune=commune, author=mayor)
    tally = bytes(BallotBox.objects.get().tally)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    settings.POLL_SECRETS_DIR = tmp_path / "not mounted"
    err = io.StringIO()
    with pytest.raises(CommandError):
        call_command("rotate_keys", stdout=io.StringIO(), stderr=err)
    assert f"polls.BallotBox {poll.pk}" in err.getvalue()
    assert bytes(BallotBox.objects.get().tally) == tally
