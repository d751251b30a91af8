"""What templates and forms say of behaviours is what frontend/behaviours/ declares."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BEHAVIOURS = ROOT / "frontend" / "behaviours"
FILES = {
    path.stem: path
    for path in [*BEHAVIOURS.glob("*.ts"), *BEHAVIOURS.glob("lazy/*.ts")]
    if path.stem != "behaviour"
}


def sources() -> Iterator[Path]:
    for folder in ("civic", "demo"):
        yield from chain((ROOT / folder).rglob("*.html"), (ROOT / folder).rglob("*.py"))


def without_django(value: str) -> str:
    return re.sub(r"{%.*?%}|{{.*?}}", " ", value)


def test_every_controller_has_its_file() -> None:
    unknown = set()
    for path in sources():
        for value in re.findall(r'data-controller(?:="|": ")([^"]*)"', path.read_text()):
            unknown |= {(path.name, name) for name in without_django(value).split() if name not in FILES}
    assert unknown == set()


def test_every_value_and_target_is_declared() -> None:
    undeclared = set()
    attribute = re.compile(
        rf'data-({"|".join(sorted(FILES, key=len, reverse=True))})-(?:target(?:="|": ")([\w ]+)"|([a-z-]+)-value\b)'
    )
    for path in sources():
        for name, targets, value in attribute.findall(path.read_text()):
            code = FILES[name].read_text()
            camel = re.sub(r"-(\w)", lambda match: match[1].upper(), value)
            declared = re.search(r"values = \{(.*?)\};", code, re.DOTALL)
            if value and not (declared and re.search(rf"\b{camel}:", declared[1])):
                undeclared.add((path.name, name, value))
            for target in targets.split():
                if f'"{target}"' not in (re.search(r"targets = \[(.*?)\]", code, re.DOTALL) or [""] * 2)[1]:
                    undeclared.add((path.name, name, target))
    assert undeclared == set()


def test_every_action_is_a_method() -> None:
    missing = set()
    for path in sources():
        for name, method in re.findall(r'data-action="([\w-]+)#(\w+)"', path.read_text()):
            if not re.search(rf"^  (?:async )?{method}\(", FILES[name].read_text(), re.MULTILINE):
                missing.add((path.name, name, method))
    assert missing == set()


def test_lazy_controllers_name_their_script() -> None:
    lazy = {path.stem for path in BEHAVIOURS.glob("lazy/*.ts")}
    for path in sources():
        text = path.read_text()
        for value in re.findall(r'data-controller="([^"]*)"', text):
            names = without_django(value).split()
            named = [name for name in names if name in lazy]
            assert len(named) == ("lazy" in names), f"{path}: {value}"
            for name in named:
                assert f"data-lazy-script-value=\"{{% static 'ui/{name}.js' %}}\"" in text, path


def test_nothing_speaks_of_the_former_registry() -> None:
    assert [
        path.name for path in sources() if re.search("data-behaviour|data-bound|data-limit", path.read_text())
    ] == []
