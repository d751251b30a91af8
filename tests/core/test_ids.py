import time
from uuid import RFC_4122, UUID

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


def test_after_another_one_whatever_the_clock_says() -> None:
    late = UUID(int=new_id().int + (3_600_000 << 80))
    following = {new_id(after=late) for _ in range(50)}
    assert len(following) == 50
    assert all(made > late and made.version == 7 for made in following)
