"""What leaves sealed opens for its purpose alone, whoever hands it back and where."""

import ast
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import pytest

from civic.core import seals
from civic.core.encryption import UnreadableValue, decrypt, encrypt

MAKE_OR_OPEN = {"seal", "unseal", "sign", "unsign"}
SOURCES = [path for path in Path("civic").rglob("*.py") if path.name != "seals.py"]


def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text()) for path in SOURCES if "migrations" not in path.parts}


def purposes() -> dict[str, set[str]]:
    """Of each module, as it names them: a constant of its own."""
    found: dict[str, set[str]] = defaultdict(set)
    for path, tree in trees().items():
        texts = {
            name.id: value.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for name, value in _pairs(node)
            if isinstance(name, ast.Name) and isinstance(value, ast.Constant)
        }
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and _is_of_seals(call.func):
                (purpose,) = [word.value for word in call.keywords if word.arg == "purpose"]
                assert isinstance(purpose, ast.Name), path
                found[str(path)].add(texts[purpose.id])
    return found


def _pairs(node: ast.Assign) -> list[tuple[ast.expr, ast.expr]]:
    (target,) = node.targets
    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
        return list(zip(target.elts, node.value.elts, strict=True))
    return [(target, node.value)]


def _is_of_seals(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr in MAKE_OR_OPEN
        and isinstance(function.value, ast.Name)
        and function.value.id == "seals"
    )


def all_purposes() -> list[str]:
    return sorted({purpose for own in purposes().values() for purpose in own})


def test_no_two_modules_have_one_purpose():
    told = [purpose for own in purposes().values() for purpose in own]
    assert len(told) >= 8
    assert len(told) == len(set(told))


def test_nothing_else_seals_or_signs_what_leaves():
    """`encrypt` is for what stays: columns, those that a union or a minimum reads, the secret of a second factor."""
    at_rest = {
        "civic/accounts/adapter.py",
        "civic/accounts/actions/strong.py",
        "civic/memberships/queries/namesakes.py",
        "civic/memberships/queries/streets.py",
    }
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                assert not {name.name for name in node.names} & {"django.core.signing"}, path
            if isinstance(node, ast.Attribute):
                assert node.attr not in {"set_signed_cookie", "get_signed_cookie", "signing"}, path
            if isinstance(node, ast.ImportFrom):
                names = {name.name for name in node.names}
                assert not (node.module == "django.core" and "signing" in names), path
                assert not (node.module or "").startswith("django.core.signing"), path
                is_encryption = node.module == "civic.core.encryption"
                assert not (is_encryption and names & {"encrypt", "decrypt"}) or str(path) in at_rest, path
                assert node.module != "civic.core.seals", f"{path}: import the module, so that this reads it"


@pytest.mark.parametrize("made_for", all_purposes())
def test_a_seal_opens_for_its_own_purpose_alone(made_for):
    sealed, signed = seals.seal("mots", purpose=made_for), seals.sign("mots", purpose=made_for)
    assert seals.unseal(sealed, purpose=made_for) == seals.unsign(signed, purpose=made_for) == "mots"
    for other in {*all_purposes()} - {made_for}:
        with pytest.raises(seals.BrokenSeal):
            seals.unseal(sealed, purpose=other)
        with pytest.raises(seals.BrokenSeal):
            seals.unsign(signed, purpose=other)
    with pytest.raises(UnreadableValue):
        decrypt(sealed)
    with pytest.raises(seals.BrokenSeal):
        seals.unseal(encrypt("mots"), purpose=made_for)


@pytest.mark.parametrize("broken", ["", "abc", "é", "\ud800", "A" * 200, "a:\ud800", "\0"])
def test_what_is_none_is_refused(broken):
    with pytest.raises(seals.BrokenSeal):
        seals.unseal(broken, purpose="p")
    with pytest.raises(seals.BrokenSeal):
        seals.unsign(broken, purpose="p")


def test_it_is_good_for_as_long_as_it_may_be_whatever_the_clock_does(clock):
    token, day = seals.seal("mots", purpose="p"), timedelta(days=1)
    clock.forward(hours=-2)
    assert seals.unseal(token, purpose="p", max_age=day) == "mots"
    clock.forward(hours=25)
    assert seals.unseal(token, purpose="p", max_age=day) == "mots"
    clock.forward(hours=2)
    with pytest.raises(seals.BrokenSeal):
        seals.unseal(token, purpose="p", max_age=day)
    assert seals.unseal(token, purpose="p") == "mots"
