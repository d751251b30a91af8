"""The runner fails when a part fails, says which, and goes on with the others."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import run_tests
from scripts.run_tests import CannotRun, NoPostgreSQL, Suite


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """`run(first=True, second=False)`: what each part answers; an exception is raised."""

    def main(*, ci: bool = False, **answers: bool | Exception) -> int:
        def step(answer: bool | Exception) -> bool:
            if isinstance(answer, Exception):
                raise answer
            return answer

        steps = {name: lambda answer=answer: step(answer) for name, answer in answers.items()}
        monkeypatch.setenv("CI", "true" if ci else "")
        monkeypatch.setattr(run_tests, "FAST", {})
        monkeypatch.setattr(run_tests, "parts", lambda name, suite: steps)
        return run_tests.main("test", Suite())

    return main


def test_all_parts_run_and_the_failed_ones_are_named(run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(first=True, second=False, third=True) == 1
    said = capsys.readouterr()
    assert said.out.split("▶ ")[-3:] == ["first\n", "second\n", "third\n"]
    assert said.err.rstrip().endswith("second")


def test_a_linter_that_fails_is_named(monkeypatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(run_tests, "FAST", {"one": lambda: True, "two": lambda: False, "three": lambda: True})
    assert run_tests.run_fast() == ["two"]


def test_no_failure_adds_nothing_after_the_last_part(run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(first=True, last=True) == 0
    captured = capsys.readouterr()
    assert captured.out.rstrip().endswith("last")
    assert captured.err == ""


def test_what_this_machine_lacks_is_said_and_is_a_failure_in_ci(
    run, capsys: pytest.CaptureFixture[str]
) -> None:
    lacking = {"first": CannotRun("no PostgreSQL"), "second": True}
    assert run(**lacking) == 0
    assert "NOT RUN on this machine: first (no PostgreSQL)" in capsys.readouterr().err
    assert run(ci=True, **lacking) == 1
    assert "FAILED" in capsys.readouterr().err


def test_a_machine_without_chromium_or_postgresql_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise NoPostgreSQL("none")

    ran: list[str] = []
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    monkeypatch.setattr(run_tests, "private_cluster", none)
    monkeypatch.setattr(run_tests, "pytest", lambda *words, **options: ran.append(" ".join(words)) or True)
    suite = Suite()
    for part in (suite.journeys, suite.on_postgresql):
        with pytest.raises(CannotRun):
            part()
    # Everything is then run on SQLite, and not the part that depends on the engine alone.
    assert suite.of_the_engine_on_sqlite()
    assert ran == ["-n 2 -m not journey and not postgresql"]


def test_everything_closes_on_what_every_machine_can_run() -> None:
    assert list(run_tests.parts("check", Suite())) == ["tests on SQLite"]
    assert list(run_tests.parts("test", Suite())) == ["tests on PostgreSQL", "journeys", "tests on SQLite"]


def test_an_app_is_run_with_all_that_imports_it_and_the_architecture() -> None:
    reached = run_tests.paths_reached_by("polls")
    assert {"tests/polls", "tests/home", "tests/architecture", "tests/journeys/test_polls.py"} <= set(reached)
    assert {"tests/contents", "tests/upgrade"} <= set(reached)
    assert "tests/contents" not in run_tests.paths_reached_by("statistics")
    assert not {"tests/agenda", "tests/delivery", "tests/journeys/test_agenda.py"} & set(reached)
    assert all(Path(path).exists() for path in reached)
    assert {"tests/notifications", "tests/posts", "tests/polls"} <= set(
        run_tests.paths_reached_by("notifications")
    )
    with pytest.raises(SystemExit, match="no such app"):
        run_tests.paths_reached_by("pools")


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
