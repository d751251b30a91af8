import time
from itertools import pairwise
from uuid import RFC_4122, UUID

from civic.core.ids import as_id, new_id


def test_version_7_of_the_standard():
    made = new_id()
    assert (made.version, made.variant) == (7, RFC_4122)
    assert made.int >> 80 == time.time_ns() // 1_000_000


def test_ordered_by_time(clock):
    first = new_id()
    clock.forward(milliseconds=1)
    assert first < new_id()
    assert str(first) < str(new_id())


def test_those_of_one_millisecond_keep_their_order_and_cannot_be_counted():
    made = [new_id() for _ in range(1_000)]  # time stands still
    assert len({one.int >> 80 for one in made}) == 1
    assert made == sorted(made)
    assert {(one.version, one.variant) for one in made} == {(7, RFC_4122)}
    steps = [after.int - before.int for before, after in pairwise(made)]
    assert len(set(steps)) == len(steps)


def test_never_twice():
    assert len({new_id() for _ in range(20_000)}) == 20_000


def test_after_another_one_whatever_the_clock_says() -> None:
    late = UUID(int=new_id().int + (3_600_000 << 80))
    following = {new_id(after=late) for _ in range(50)}
    assert len(following) == 50
    assert all(made > late and made.version == 7 for made in following)


def test_what_a_form_sent_is_read_as_an_identifier():
    made = new_id()
    assert as_id(str(made)) == made
    assert as_id("abc") == as_id("") == UUID(int=0)
