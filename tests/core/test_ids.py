import time
from uuid import RFC_4122

from civic.core.ids import new_id


def test_version_7_of_the_standard():
    made = new_id()
    assert (made.version, made.variant) == (7, RFC_4122)
    assert abs((made.int >> 80) - time.time() * 1000) < 5000


def test_ordered_by_time():
    first = new_id()
    time.sleep(0.003)
    assert first < new_id()
    assert str(first) < str(new_id())


def test_never_twice():
    assert len({new_id() for _ in range(20_000)}) == 20_000
