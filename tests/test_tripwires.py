"""The unwritten rules bite, and only where they should."""

from typing import Any

import pytest
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template, engines
from django.template.base import Origin
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from civic.accounts.models import Person
from tests.plugins import tripwires
from tests.plugins.statements import writes

TOKEN = '<input type="hidden" name="csrfmiddlewaretoken" value="x">'
PAGES = {
    "sans": '<form method="post"><button>Envoyer</button></form>',
    "avec": f"<FORM METHOD=post>{TOKEN}</FORM>",
    "chercher": '<form method="get"><input name="q"></form>',
    "icône": '<svg class="icon"><use href="/static/ui/icons.svg#unicorn"></use></svg>',
    "bureau": '<html><body><p class="desk-week">Cette semaine</p></body></html>',
    "feuille": '<html><link rel="stylesheet" href="/static/ui/desk.css"><p class="desk-week row"></p></html>',
    "partie": "<li>Un commentaire</li>",
    "refus": '<p id="refused">Non.</p>',
    "encore": '<p id="a"></p><a href="#" class="b" class="c" title="id=a"></a><p id="a"></p>',
    "deux": f'<form method="post">{TOKEN}</form><form class="a" method="post"></form>',
}


def show(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(PAGES[name])


urlpatterns = [path("dispense/<str:name>/", csrf_exempt(show)), path("<str:name>/", show)]


def render_source(
    source: str, *, where: str = f"{tripwires.OURS}/posts/templates/posts/x.html", **context: Any
) -> str:
    template = Template(source, origin=Origin(where), engine=engines["django"].engine)
    return template.render(Context(context))


@pytest.mark.parametrize(
    "source",
    [
        "{{ nom }}",
        "{{ personne.prenom }}",
        "{{ nom|upper|default:'—' }}",
        "{% with n=nom %}{% endwith %}",
    ],
)
def test_an_unknown_variable_fails(source: str) -> None:
    with pytest.raises(tripwires.UnknownVariable, match=r"posts/x\.html"):
        render_source(source, personne={})


@pytest.mark.parametrize(
    "source",
    ["{% if nom %}{% endif %}", "{% for one in noms %}{% endfor %}", "{{ rien }}", "{% firstof nom '' %}"],
)
def test_asking_whether_it_is_there_does_not(source: str) -> None:
    assert render_source(source, rien="") == ""


def test_templates_of_libraries_show_nothing_as_in_production() -> None:
    assert render_source('{{ nom }}{{ nom|default:"—" }}', where="/usr/lib/allauth/x.html") == "—"


@pytest.fixture
def by_us(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if these tests were of the product."""
    monkeypatch.setattr(tripwires, "OURS", __file__)


@pytest.mark.usefixtures("by_us")
def test_part_of_what_has_no_order_fails(db: None) -> None:
    rows = Person.objects.order_by()
    for part in (0, slice(5), slice(5, 10)):
        with pytest.raises(tripwires.Unordered, match="Person"):
            list(rows[part])
    assert list(rows.order_by("pk")[:5]) == []
    assert rows[:5].count() == 0
    assert rows.first() is None
    assert list(rows.none()[:5]) == []


def test_libraries_may_cut_what_they_like(db: None) -> None:
    assert list(Person.objects.order_by()[:5]) == []


def test_a_moment_that_is_forgotten_fails() -> None:
    class Dated(models.Model):
        title = models.CharField(max_length=9)
        changed_at = models.DateTimeField(auto_now=True)

        class Meta:
            app_label = "posts"
            managed = False

    try:
        saving = {"sender": Dated, "instance": Dated(), "raw": False, "using": "default"}
        with pytest.raises(tripwires.ForgottenMoment, match="changed_at"):
            models.signals.pre_save.send(update_fields=frozenset({"title"}), **saving)
        models.signals.pre_save.send(update_fields=frozenset({"title", "changed_at"}), **saving)
        models.signals.pre_save.send(update_fields=None, **saving)
    finally:
        del Dated._meta.apps.all_models["posts"]["dated"]


@pytest.mark.urls(__name__)
def test_a_form_without_its_token_fails() -> None:
    browser = Client()
    for name in ("sans", "deux"):
        with pytest.raises(tripwires.NoToken):
            browser.get(f"/{name}/")
        with pytest.raises(tripwires.NoToken):
            browser.post(f"/{name}/")
    for name in ("avec", "chercher", "dispense/sans"):
        assert browser.get(f"/{name}/").status_code == 200


@pytest.mark.urls(__name__)
def test_an_icon_that_is_not_in_the_sprite_fails() -> None:
    with pytest.raises(tripwires.NoIcon, match="unicorn"):
        Client().get("/icône/")


@pytest.mark.urls(__name__)
def test_a_page_without_the_sheet_of_what_it_shows_fails() -> None:
    with pytest.raises(tripwires.NoSheet, match=r"desk\.css: desk-week"):
        Client().get("/bureau/")
    assert Client().get("/feuille/").status_code == 200


@pytest.mark.urls(__name__)
def test_a_part_that_does_not_say_where_the_focus_goes_fails() -> None:
    by_htmx = {"headers": {"HX-Request": "true"}}
    with pytest.raises(tripwires.NoFocus, match="GET /partie/"):
        Client().get("/partie/", **by_htmx)
    assert Client().get("/refus/", **by_htmx).status_code == 200
    assert Client().get("/feuille/", **by_htmx).status_code == 200
    assert Client().get("/partie/").status_code == 200


@pytest.mark.urls(__name__)
def test_an_id_or_an_attribute_that_stands_twice_fails() -> None:
    with pytest.raises(tripwires.Twice, match=r"class in .*\nid=a$"):
        Client().get("/encore/")


# --- Which statements write -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT 1", False),
        ("  insert INTO t VALUES (1)", True),
        ("UPDATE t SET a = 1", True),
        ("WITH due AS (SELECT id FROM t) UPDATE t SET a = 1 WHERE id IN (SELECT id FROM due)", True),
        ("WITH gone AS (DELETE FROM t RETURNING id) SELECT id FROM gone", True),
        ("WITH due AS (SELECT id FROM t) SELECT id FROM due", False),
        (
            "WITH due AS (SELECT id FROM t FOR UPDATE SKIP LOCKED) SELECT REPLACE(a, 'DELETE', '') FROM t",
            False,
        ),
        ('WITH due AS (SELECT "update" FROM t) SELECT 1 -- DELETE', False),
        ("REPLACE INTO t VALUES (1)", True),
    ],
)
def test_a_statement_that_writes_is_seen(sql: str, expected: bool) -> None:
    assert writes(sql) is expected
