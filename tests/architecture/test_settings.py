"""docs/settings.md and the settings say the same."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _read_by_settings() -> dict[str, str | None]:
    """Name → default as written, None when the variable must be given."""
    found: dict[str, str | None] = {}
    for node in ast.walk(ast.parse((ROOT / "config/settings/base.py").read_text())):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "env"
        ):
            default = next((ast.unparse(k.value) for k in node.keywords if k.arg == "default"), None)
            found[ast.literal_eval(node.args[0])] = default
    return found


def _listed() -> dict[str, str]:
    """Name → what the table gives as default."""
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| (.*?) \|", (ROOT / "docs/settings.md").read_text(), flags=re.MULTILINE
    )
    assert len(rows) == len(dict(rows)), "a variable stands twice"
    return dict(rows)


def test_every_variable_is_documented_and_none_besides():
    assert sorted(_listed()) == sorted(_read_by_settings())


def test_the_table_says_which_must_be_given():
    required = {name for name, default in _read_by_settings().items() if default is None}
    assert {name for name, default in _listed().items() if default == "required"} == required


def test_plain_defaults_are_the_same():
    for name, default in _read_by_settings().items():
        if default is not None and re.fullmatch(r"\d[\d_]*|True|False|'[\w.-]+'", default):
            plain = default.strip("'").replace("_", "")
            assert _listed()[name].strip("`").casefold() == plain.casefold(), name
