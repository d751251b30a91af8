"""The runner fails when a part fails, says which, and goes on with the others."""

import pytest

from scripts import run_tests


def test_all_parts_run_and_the_failed_ones_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = []

    def part(name: str, passes: bool) -> bool:
        ran.append(name)
        return passes

    parts = {
        "first": lambda: part("first", True),
        "second": lambda: part("second", False),
        "third": lambda: part("third", True),
    }
    monkeypatch.setitem(run_tests.PARTS, "check", parts)
    assert run_tests.main("check") == 1
    assert ran == ["first", "second", "third"]
    assert capsys.readouterr().err.rstrip().endswith("second")


def test_no_failure_adds_nothing_after_the_last_part(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def closing() -> bool:
        print("1 passed in 0.01s")
        return True

    monkeypatch.setitem(run_tests.PARTS, "check", {"tests": closing})
    assert run_tests.main("check") == 0
    captured = capsys.readouterr()
    assert captured.out.rstrip().endswith("1 passed in 0.01s")
    assert captured.err == ""


def test_everything_includes_the_fast_half_and_closes_on_the_suite() -> None:
    assert set(run_tests.PARTS["check"]) < set(run_tests.PARTS["test"])
    assert {"tests on PostgreSQL", "journeys"} <= set(run_tests.PARTS["test"])
    assert list(run_tests.PARTS["test"])[-1] == "tests on SQLite"


def test_checks_do_not_see_the_terminals_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone@production/real")
    monkeypatch.setenv("SECRET_KEY", "real")
    env = run_tests.environment()
    assert "DATABASE_URL" not in env
    assert "SECRET_KEY" not in env
    assert run_tests.environment(DATABASE_URL="sqlite:///x")["DATABASE_URL"] == "sqlite:///x"


def test_command_that_fails_is_a_failure() -> None:
    assert run_tests.call("true")
    assert not run_tests.call("false")
