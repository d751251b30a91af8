from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine
from django.template import Context, RequestContext, Template
from django.urls import (
    NoReverseMatch,
    URLResolver,
    clear_script_prefix,
    get_resolver,
    include,
    path,
    re_path,
    set_script_prefix,
)
from django.utils.safestring import SafeString

from civic.ui.templatetags import ui
from tests.html import on_one_line

WHEN = datetime(2026, 1, 24, 8, 38, tzinfo=UTC)


def rendered(source, **context):
    return Template(source).render(Context(context))


def test_icon_without_a_label_is_decoration():
    assert rendered('{% icon "heart" %}') == (
        '<svg class="icon" aria-hidden="true"><use href="/static/ui/icons.svg#heart"></use></svg>'
    )


def test_icon_with_a_label_is_named_and_escaped():
    html = rendered('{% icon "flag-fill" label=name css="big" %}', name='<"Signaler">')
    assert 'role="img" aria-label="&lt;&quot;Signaler&quot;&gt;"' in html
    assert 'class="icon big"' in html


def test_moment_is_in_the_local_hour_and_says_the_instant_to_machines():
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC)):
        html = rendered("{{ when|moment }}", when=WHEN)
    assert html == '<time datetime="2026-01-24T08:38Z">samedi 24\u00a0janvier à 9\u00a0h\u00a038</time>'


def test_ago_keeps_the_date_in_the_title():
    with time_machine.travel(datetime(2026, 1, 24, 8, 43, tzinfo=UTC), tick=False):
        html = rendered("{{ when|ago }}", when=WHEN)
    assert html.endswith('title="samedi 24\u00a0janvier à 9\u00a0h\u00a038">il y a 5\u00a0minutes</time>')


def test_filters_show_nothing_for_nothing():
    source = "{{ x|moment }}{{ x|ago }}{{ x|day }}{{ x|day_time }}{{ x|euros }}{{ x|grouped }}"
    assert rendered(source, x=None) == ""


def test_a_title_in_a_sentence_keeps_its_initials():
    said = [
        rendered("{{ title|midsentence }}", title=title) for title in ("Adjointe au CCAS", "DGS", "Maire", "")
    ]
    assert said == ["adjointe au CCAS", "DGS", "maire", ""]


def test_avatar_shows_initials_of_first_and_last_name():
    assert ">JM</span>" in on_one_line(rendered("{% avatar name %}", name="Jean-Paul de Montfort"))
    assert ">JD</span>" in on_one_line(rendered("{% avatar name %}", name="Jeanne Dupont-Martin"))
    assert ">?</span>" in on_one_line(rendered("{% avatar name %}", name=""))


def test_avatar_escapes_the_name_and_the_photo():
    html = rendered("{% avatar name photo %}", name="<b>", photo='"><script>')
    assert "<script>" not in html
    assert "<b>" not in html


def test_phone_number_for_a_link():
    assert rendered("{{ '+33 (0)4.93 16'|fit_for_tel }}") == "+3304" + "9316"


def test_an_address_is_worked_out_once_for_each_thing(monkeypatch):
    source = '{% url "post_detail" slug post %}'
    first, second = uuid4(), uuid4()
    assert rendered(source, slug="eze-06", post=first) == f"/eze-06/actualites/{first}/"
    assert rendered(source, slug="eze-06", post=second) == f"/eze-06/actualites/{second}/"
    assert rendered('{% url "post_detail" slug=slug post_id=post %}', slug="eze-06", post=first).endswith(
        f"{first}/"
    )
    worked_out = []
    monkeypatch.setattr(ui, "reverse", lambda *asked: worked_out.append(asked))
    assert rendered(source, slug="eze-06", post=first) == f"/eze-06/actualites/{first}/"
    assert not worked_out
    monkeypatch.undo()
    with pytest.raises(NoReverseMatch):
        rendered('{% url "no_such_page" slug %}', slug="eze-06")


def all_routes(resolver=None, *, names=None):
    found = {} if names is None else names
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            all_routes(pattern, names=found)
        elif pattern.name:
            found.setdefault(pattern.name, set()).update(pattern.pattern.regex.groupindex)
    return found


def test_only_addresses_of_communes_and_ids_stay_in_memory():
    """A token in an address opens an account, a calendar or a choice."""
    staying, names = set(), all_routes()
    for name, parameters in names.items():
        if ui._names_no_secret(None, name):
            staying |= parameters
    assert "post_detail" in names
    assert {one for one in staying if not one.endswith("_id")} == {"slug", "stamp", "name"}
    for name in ("email_confirm", "email_undo", "calendar_feed", "notification_stop", "digest_stop",
                 "solicitation_stop", "account_confirm_email", "account_reset_password_from_key"):  # fmt: skip
        assert name in names
        assert not ui._names_no_secret(None, name), name


def test_an_address_with_a_token_is_made_and_let_go():
    before = ui._address.cache_info().currsize
    assert rendered('{% url "calendar_feed" token %}', token="of-somebody") == "/agenda/of-somebody.ics"
    assert ui._address.cache_info().currsize == before


def _view(request, **kwargs):
    raise AssertionError


_inner = ([path("<int:number>/", _view, name="thing"), path("", _view, name="list")], "things")
urlpatterns = [
    path("one/", include(_inner, namespace="one")),
    path("two/", include(_inner, namespace="two")),
    path("plain/<int:number>/", _view, name="plain"),
    re_path(r"^free/([^/]+)/$", _view, name="free"),
]


@pytest.mark.urls(__name__)
def test_the_page_that_is_open_decides_which_address_of_a_namespace_is_meant(rf):
    def seen_from(app):
        request = rf.get("/")
        request.current_app = app
        return Template('{% url "things:thing" 1 %}').render(RequestContext(request))

    assert [seen_from("one"), seen_from("two")] == ["/one/1/", "/two/1/"]


@pytest.mark.urls(__name__)
def test_what_equals_another_argument_without_reading_like_it_has_an_address_of_its_own():
    assert rendered('{% url "plain" number %}', number=1) == "/plain/1/"
    for argument in (True, 1.0, [1], {"a": 1}):
        with pytest.raises(NoReverseMatch):
            rendered('{% url "plain" number %}', number=argument)
    assert rendered('{% url "free" words %}', words=["a"]) == "/free/%5B&#x27;a&#x27;%5D/"


@pytest.mark.urls(__name__)
def test_an_address_follows_where_the_site_is_put():
    assert rendered('{% url "plain" 1 %}') == "/plain/1/"
    set_script_prefix("/below/")
    try:
        assert rendered('{% url "plain" 1 %}') == "/below/plain/1/"
    finally:
        clear_script_prefix()


def test_a_sentence_that_says_to_write_to_us_leads_there_and_is_escaped_once():
    assert ui.contact_linked("<Non>, écrivez-nous.") == '&lt;Non&gt;, <a href="/contact/">écrivez-nous</a>.'
    assert ui.contact_linked(SafeString("<b>Non.</b>")) == "<b>Non.</b>"
