"""Which tests begin first."""

from types import SimpleNamespace

from tests.plugins.long_first import LONG, TESTS, pytest_collection_modifyitems


def test_what_takes_long_is_there() -> None:
    assert [long for long in LONG if not (TESTS / long).exists()] == []


def test_long_files_come_first_then_those_of_many_tests_each_in_its_own_order() -> None:
    few, many, long = TESTS / "b.py", TESTS / "c.py", TESTS / "upgrade" / "test_upgrade.py"
    items = [SimpleNamespace(path=path, at=at) for at, path in enumerate((few, many, long, many, many, few))]
    pytest_collection_modifyitems(items)  # type: ignore[arg-type]
    assert [(item.path, item.at) for item in items] == [
        (long, 2), (many, 1), (many, 3), (many, 4), (few, 0), (few, 5)
    ]  # fmt: skip
