from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine
from django.template import Context, Template
from django.urls import NoReverseMatch

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
