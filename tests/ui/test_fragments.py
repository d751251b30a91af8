"""The fragment cache: slots are filled whatever fills them, and all that changes a rendering changes its key."""

import gc
import re
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any
from uuid import uuid4

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils.safestring import mark_safe

from civic.communes.models import Commune
from civic.ui.fragments import Fragment, FragmentCache, Key, drawn, fragment_key, id_slot, slot
from tests.threads.factories import MessageFactory


def test_what_fills_a_slot_may_open_slots_of_its_own() -> None:
    form = Fragment.compiled(f"<i>{slot('number')}{slot('token')}</i>")
    page = Fragment.compiled(f"<p>{slot('form', 1)}</p>")
    filled = page.filled({"form": lambda number: form.filled({"number": lambda: number})})
    assert filled.finished({"token": lambda: "abc"}) == b"<p><i>1abc</i></p>"
    assert page.finished({"form": lambda _: [form, form], "number": lambda: "2", "token": lambda: ""}) == (
        b"<p><i>2</i><i>2</i></p>"
    )


def test_text_that_fills_a_slot_opens_none() -> None:
    page = Fragment.compiled(slot("title"))
    assert page.filled({"title": lambda: slot("csrf")}).finished({}) == slot("csrf").encode()


def test_a_slot_that_nobody_fills_is_an_error() -> None:
    with pytest.raises(KeyError):
        Fragment.compiled(slot("name")).finished({})


def test_a_line_shows_the_values_that_it_is_kept_under_and_slots_each_time() -> None:
    template = "memberships/namesake.html"
    assert drawn(template, {"label": "<b>"}) == drawn(template, {"label": "<b>"})
    assert ">&lt;b&gt;<" in drawn(template, {"label": "<b>"})
    assert ">rue Haute<" in drawn(template, {"label": "rue Haute"})
    for own in ("une", "autre"):
        assert f">{own}<" in drawn(template, {"label": slot("own")}, {"own": lambda own=own: own})  # type: ignore[misc]
    with pytest.raises(KeyError):
        drawn(template, {"label": slot("own")})


def test_a_text_is_no_slot_by_whatever_way_it_came() -> None:
    """Control characters that went by the doors, as in a row of another system."""
    typed = "A\x02name\x1fx\x03"
    fragment = Fragment.compiled(f"<p>{typed}{slot('name', typed, 'end')}</p>")
    shown = fragment.finished({"name": lambda *arguments: "|".join(arguments)}).decode()
    assert shown == f"<p>{typed}{typed}|end</p>"


def test_a_text_is_escaped_though_the_same_was_drawn_before_as_markup() -> None:
    template = "memberships/namesake.html"
    assert "<b>x</b>" in drawn(template, {"label": mark_safe("<b>x</b>")})
    assert "&lt;b&gt;x&lt;/b&gt;" in drawn(template, {"label": "<b>x</b>"})


def test_an_id_that_comes_later_stands_in_addresses() -> None:
    template = Template("{% url 'post_edit' 'eze-06' id %}|{{ id }}")
    compiled = Fragment.compiled(template.render(Context({"id": id_slot("post")})))
    post_id = uuid4()
    address = reverse("post_edit", args=["eze-06", post_id])
    assert compiled.finished({"post": lambda: str(post_id)}).decode() == f"{address}|{post_id}"


def test_all_that_changes_a_rendering_is_in_its_key(commune, resident, viewer_of) -> None:
    viewer = viewer_of(resident, commune)
    key = fragment_key("x", viewer, 1)
    here = viewer.commune
    other_zone = {"time_zone": "Indian/Reunion"}
    for field in fields(here):
        change = other_zone if field.name == "time_zone" else {field.name: "another"}
        assert fragment_key("x", replace(viewer, commune=replace(here, **change)), 1) != key, field.name
    assert fragment_key("x", replace(viewer, membership="pending"), 1) != key
    assert fragment_key("x", viewer, 2) != key
    assert fragment_key("x", replace(viewer, name="Autre nom"), 1) == key


def test_who_wrote_one_of_the_comments_shown_gets_whole_forms(commune, post, resident, client_of) -> None:
    MessageFactory(thread=post.thread, author=resident)
    page = client_of(resident).get(f"/{commune.slug}/").content.decode()
    assert not re.search("[\x02\x03\x1f]", page)
    tokens = re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', page)
    assert {len(token) for token in tokens} == {64}


@pytest.mark.parametrize("place", ["feed", "page"])
def test_another_time_zone_or_name_shows_at_once(place, commune, post, resident, client_of) -> None:
    address = f"/{commune.slug}/" if place == "feed" else reverse("post_list", args=[commune.slug])
    browser = client_of(resident)

    def article() -> str:
        page = browser.get(address).content.decode()
        return page[page.index("<article") : page.index("</article>")]

    before = article()
    Commune.objects.filter(pk=commune.pk).update(timezone="Indian/Reunion")
    elsewhere = article()
    hours = [re.findall(r"à \d+ h(?: \d+)?", text.replace("\u00a0", " ")) for text in (before, elsewhere)]
    assert hours[0]
    assert hours[0] != hours[1]
    Commune.objects.filter(pk=commune.pk).update(name="Nouveau-Nom")
    assert "Mairie de Nouveau-Nom" in article()


def test_another_year_begins_for_each_commune_by_its_own_clock(commune, resident, viewer_of, clock) -> None:
    viewer = viewer_of(resident, commune)
    away = replace(viewer, commune=replace(viewer.commune, time_zone="Indian/Reunion"))
    clock.at("2026-12-31 20:59+01:00")
    before = fragment_key("x", viewer), fragment_key("x", away)
    clock.at("2026-12-31 21:00+01:00")  # midnight in Saint-Denis
    assert fragment_key("x", viewer) == before[0]
    assert fragment_key("x", away) != before[1]
    clock.at("2027-01-01 00:00+01:00")
    assert fragment_key("x", viewer) != before[0]


def _keys() -> Iterator[Key]:
    """As those of messages, beside which each commune's is shared by a hundred."""
    for number in range(20_000):
        if not number % 100:
            commune = *(f"{number} {field}" for field in "abcdefghijklmno"), 2026
        seen = number > 0, False, False
        own = f"Maire {number}", f"Nom {number}", uuid4(), uuid4(), number + 1000, float(number), None, ""
        yield ("message", commune, seen, "comments", *own)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(lambda number: "<li>" + "a" * 1700 + str(number), id="ascii"),
        pytest.param(lambda number: "<li>" + "é" * 1700 + str(number), id="accents"),
        pytest.param(lambda number: "<li>" + "a" * 1700 + f"{number}😀", id="emoji"),
        pytest.param(lambda number: f"{number}", id="short"),
        pytest.param(
            lambda number: Fragment.compiled(f"{number}{slot('x', number)}" * 20 + "é" * 500), id="slots"
        ),
    ],
)
def test_no_more_memory_is_held_than_the_limit_says(value: Callable[[int], Any]) -> None:
    limit = 2_000_000
    tracemalloc.start()
    try:
        cache = FragmentCache(limit=limit)
        for number, key in enumerate(_keys()):
            cache.put(key, value(number))
            if cache.size > 0.95 * limit and number > 10_000:
                break
        del key
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 0.7 * limit < held < 1.3 * limit


def test_what_left_is_counted_no_more() -> None:
    """And what keys share leaves with the last of them."""
    cache, shared = FragmentCache(limit=5_000), ("Èze", "Europe/Paris")
    sizes = []
    for round_ in range(3):
        for number in range(50):
            cache.put(("x", shared, number), "a" * 100)
        cache.put(("y", "z" * 20_000), "")  # alone from now on
        sizes.append(cache.size)
        assert cache.get(("x", shared, 49)) is None, round_
    assert sizes == [sizes[0]] * 3
    cache.put(("y", "z" * 20_000), "")
    assert cache.size == sizes[0]
