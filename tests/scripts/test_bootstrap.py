"""What runs before anything is installed."""

import ast
import sys
from pathlib import Path

import pytest

from scripts import bootstrap

SCRIPTS = Path(bootstrap.__file__).parent


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    (tmp_path / "a.lock").write_text("one")
    (tmp_path / "sources" / "deep").mkdir(parents=True)
    (tmp_path / "sources" / "deep" / "b.ts").write_text("two")
    return tmp_path


def test_fingerprint_changes_with_any_content_name_or_absence(project: Path) -> None:
    inputs = [project / "a.lock", project / "sources", project / "absent"]
    seen = [bootstrap.fingerprint(inputs)]
    assert bootstrap.fingerprint(inputs) == seen[0]

    (project / "a.lock").write_text("changed")
    seen.append(bootstrap.fingerprint(inputs))
    (project / "sources" / "deep" / "b.ts").rename(project / "sources" / "deep" / "c.ts")
    seen.append(bootstrap.fingerprint(inputs))
    (project / "absent").write_text("")
    seen.append(bootstrap.fingerprint(inputs))
    assert len(set(seen)) == 4


def test_fingerprint_ignores_compiled_python(project: Path) -> None:
    before = bootstrap.fingerprint([project / "sources"])
    (project / "sources" / "__pycache__").mkdir()
    (project / "sources" / "__pycache__" / "x.pyc").write_text("compiled")
    assert bootstrap.fingerprint([project / "sources"]) == before


def test_stamp_is_current_only_for_the_same_value(tmp_path: Path) -> None:
    stamp = tmp_path / "made" / ".stamp"
    assert not bootstrap.is_current(stamp, "v1")
    bootstrap.leave(stamp, "v1")
    assert bootstrap.is_current(stamp, "v1")
    assert not bootstrap.is_current(stamp, "v2")


def test_chosen_python_starts_and_fits() -> None:
    version = bootstrap.version_of(bootstrap.find_python())
    assert version is not None
    assert bootstrap.OLDEST <= version <= bootstrap.NEWEST


def test_no_version_from_what_is_no_interpreter(tmp_path: Path) -> None:
    assert bootstrap.version_of(tmp_path / "absent") is None
    assert bootstrap.version_of("/bin/true") is None


def test_failed_command_stops_with_its_name(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(bootstrap.CannotGoOn, match="false --now"):
        bootstrap.run("false", "--now")


def test_unknown_step_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["pyhton"]) == 1
    assert "python, production, node, assets" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["bootstrap", "system_packages"])
def test_first_scripts_need_the_standard_library_alone(name: str) -> None:
    tree = ast.parse((SCRIPTS / f"{name}.py").read_text(), feature_version=(3, 9))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= set(sys.stdlib_module_names)
