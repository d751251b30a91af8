"""`/accessibilite/` says what is true: each of its sentences is held by a test, or by what a test still finds wrong."""

import ast
import dataclasses
from pathlib import Path

import pytest

from civic.site.queries import accessibility_statement

ROOT = Path(__file__).resolve().parents[2]
# Criteria of the RGAA 4.1 in each of its thirteen themes: 106.
CRITERIA = dict(enumerate((9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12), start=1))
MODEL = (
    "Déclaration d’accessibilité",
    "État de conformité",
    "Résultats des tests",
    "Contenus non accessibles",
    "Non-conformités",
    "Dérogations pour charge disproportionnée",
    "Contenus non soumis à l’obligation d’accessibilité",
    "Établissement de cette déclaration d’accessibilité",
    "Technologies utilisées pour la réalisation du site",
    "Environnement de test",
    "Outils pour évaluer l’accessibilité",
    "Pages du site ayant fait l’objet de la vérification de conformité",
    "Retour d’information et contact",
    "Voies de recours",
)


def _tests(path: Path) -> dict[str, ast.FunctionDef]:
    return {
        node.name: node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def known_faults(path: Path) -> set[str]:
    """Tests that fail as long as a fault is there, and are refused once it is mended: it then leaves the statement."""
    marks = "pytest.mark.xfail(strict=True)"
    return {
        f"{path.relative_to(ROOT)}::{name}"
        for name, test in _tests(path).items()
        if any(ast.unparse(one).startswith(marks[:-1]) for one in test.decorator_list)
    }


def test_the_parts_of_the_official_model_are_all_there(client):
    html = client.get("/accessibilite/").content.decode()
    titles = [
        part.split("</h")[0].split(">", 1)[1].strip() for part in html.split("<h")[1:] if part[0] in "123"
    ]
    assert [title for title in titles if title in MODEL] == list(MODEL)
    for words in ("article 47", "RGAA", "Libre réponse 71120", "/contact/"):
        assert words in html


@pytest.mark.parametrize(
    ("plans", "words"),
    [
        ([], "ne sont pas encore publiés"),
        ([["Plan d’action 2027", "/aide/"]], "la stratégie et les actions suivantes"),
    ],
)
def test_the_plans_are_linked_or_said_to_be_missing(client, monkeypatch, plans, words):
    statement = dataclasses.replace(accessibility_statement(), plans=plans)
    monkeypatch.setattr("civic.site.queries.accessibility_statement", lambda: statement)
    html = client.get("/accessibilite/").content.decode()
    assert words in html
    assert all(f'<a href="{address}">{title}</a>' in html for title, address in plans)


def test_what_is_said_to_be_checked_is():
    for line in accessibility_statement().checked:
        path, name = line["test"].split("::")
        assert name in _tests(ROOT / path), line


def test_what_the_tests_still_find_wrong_is_said_and_nothing_else():
    found = set().union(*(known_faults(path) for path in sorted((ROOT / "tests").rglob("test_access*.py"))))
    assert {fault["test"] for fault in accessibility_statement().faults if fault["test"]} == found


def test_a_known_fault_is_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    source = tmp_path / "test_accessible_x.py"
    source.write_text("@pytest.mark.xfail(strict=True, reason='x')\ndef test_a(): ...\n\ndef test_b(): ...\n")
    assert known_faults(source) == {"test_accessible_x.py::test_a"}


def test_criteria_are_those_of_the_referential():
    assert sum(CRITERIA.values()) == 106
    for fault in accessibility_statement().faults:
        theme, number = map(int, str(fault["criterion"]).split("."))
        assert 1 <= number <= CRITERIA[theme]


@pytest.mark.parametrize(
    ("rate", "conformity"),
    [
        (None, "non conforme"),
        (49, "non conforme"),
        (50, "partiellement conforme"),
        (99, "partiellement conforme"),
        (100, "totalement conforme"),
    ],
)
def test_the_conclusion_follows_from_the_audit(rate, conformity):
    audit = rate and {"by": "Exemple", "rate": rate}
    assert dataclasses.replace(accessibility_statement(), audit=audit).conformity == conformity


def test_the_foot_of_every_page_concludes_the_same(client):
    html = client.get("/").content.decode()
    assert f"Accessibilité\u00a0: {accessibility_statement().conformity}</a>" in html


def test_pages_of_the_sample_open(client):
    for name, path in accessibility_statement().sample:
        assert client.get(path).status_code == 200, name


def test_nothing_is_said_that_a_measure_contradicts(client):
    html = client.get("/accessibilite/").content.decode()
    for words in ("18 points", "44 points", "toujours visible", "Tout fonctionne"):
        assert words not in html
