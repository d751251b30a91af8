"""What the apps declare of themselves is whole, and agrees with their models."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import F

from civic.core import checks, registry
from civic.core.descriptors import (
    AfterErasure,
    AppDescriptor,
    Foothold,
    HelpPage,
    HelpSection,
    PersonalData,
    Right,
)
from civic.core.desk_sources import DeskSource
from civic.journal.apps import check_headings
from tests.architecture.addresses import ADDRESSES

ROOT = Path(__file__).resolve().parents[2]
# What counts and sells what the features hold stands above them.
ABOVE_FEATURES = {"statistics"}


def test_each_part_has_to_be_given():
    for field in fields(AppDescriptor):
        given = {other.name: () for other in fields(AppDescriptor) if other is not field}
        with pytest.raises(TypeError, match=field.name):
            AppDescriptor(**given)


def test_all_declarations_agree_with_the_models():
    """Every way to a person among them, with what erasure does to the row."""
    assert checks.check_descriptors(None) == []


def test_what_is_exported_exists():
    missing = []
    for data in registry.personal_data():
        label, _, field_name = data.field.rpartition(".")
        columns = apps.get_model(label)._meta.concrete_fields
        names = {"pk"} | {name for field in columns for name in (field.name, field.attname)}
        missing += [f"{data.field}: {name}" for name in (field_name, *data.exported) if name not in names]
    assert missing == []


def _apps_with_a_feature() -> set[str]:
    return {label for label, app in registry.descriptors().items() if app.feature}


def test_no_shared_file_names_an_app_with_a_feature():
    """But for the list of installed apps. Lower apps may not import them anyway; faces, settings and shared templates
    find them in the registry."""
    features = _apps_with_a_feature()
    prefixes = tuple(f"civic.{label}." for label in features)
    pages = {address.name for address in ADDRESSES if address.view.__module__.startswith(prefixes)}
    shared = [
        path
        for folder in ("civic", "config")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".html"} and "migrations" not in path.parts
        if path.relative_to(ROOT).parts[1] not in features | ABOVE_FEATURES
    ]
    named = []
    for path in shared:
        text = path.read_text()
        names = (
            set()
            if path == ROOT / "config/settings/base.py"
            else set(re.findall(r"civic\.(\w+)", text)) & features
        )
        names |= set(re.findall(r"""(?:{% url |reverse\(|redirect\(|url_name=)["'](\w+)["']""", text)) & pages
        named += [f"{path.relative_to(ROOT)}: {name}" for name in sorted(names)]
    assert features
    assert len(shared) > 300
    assert named == []


def _classes(sheets: Iterable[Path]) -> set[str]:
    """Those that rules begin with."""
    return {
        name for path in sheets for name in re.findall(r"^\s*\.([a-z][\w-]*)", path.read_text(), re.MULTILINE)
    }


def test_no_shared_script_or_style_knows_a_feature():
    """Neither the changes that its pages listen to, nor the classes of its style sheets."""
    folders = [ROOT / "civic" / label for label in _apps_with_a_feature()]
    pages = [path for folder in folders for path in folder.rglob("*.html")]
    published = {name for path in pages for name in re.findall(r"live:(\w+)", path.read_text())}
    published -= {"stale", "poll"}  # of `live.ts` itself: everything may have changed
    classes = _classes(path for folder in folders for path in folder.glob("styles/**/*.css"))
    classes -= _classes((ROOT / "frontend" / "styles").rglob("*.css"))
    assert {"discussion", "event-day"} <= published | classes
    named = []
    for path in sorted((ROOT / "frontend").rglob("*")):
        if path.suffix not in {".ts", ".css", ".mjs"} or "tests" in path.parts:
            continue
        text = path.read_text()
        names = {f"live:{name}" for name in re.findall(r"live:(\w+)", text) if name in published}
        names |= set(re.findall(r"[.\"]([a-z][\w-]*)", text)) & {
            one for one in classes if "-" in one or "_" in one
        }
        named += [f"{path.relative_to(ROOT)}: {name}" for name in sorted(names)]
    assert named == []


def test_every_heading_of_the_journal_is_declared_and_used():
    assert check_headings(None) == []
    assert registry.journal_topics()


@pytest.fixture
def read_again() -> Iterator[None]:
    """What was read of the descriptors before and in this test is read again."""
    cached = [reading for reading in vars(registry).values() if hasattr(reading, "cache_clear")]
    for reading in cached:
        reading.cache_clear()
    yield
    for reading in cached:
        reading.cache_clear()


def help_of(template: str, position: int) -> dict[str, tuple[HelpSection, ...]]:
    return {"help_sections": (HelpSection(page=HelpPage.MAYOR, position=position, template=template),)}


def comments_on_desk(**otherwise: object) -> dict[str, tuple[DeskSource, ...]]:
    (comments,) = (source for source in registry.desk_sources() if source.key == "comments")
    return {"desk": (replace(comments, **otherwise),)}


def declares(field: str, after_erasure: AfterErasure, **more: Any) -> dict[str, tuple[PersonalData, ...]]:
    return {
        "personal_data": (
            PersonalData(field=field, label="-", exported=(), after_erasure=after_erasure, **more),
        )
    }


def lets_in(**more: Any) -> dict[str, tuple[PersonalData, ...]]:
    return declares("delivery.PushDevice.person", AfterErasure.DELETED, foothold=Foothold.ADDED, **more)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"journal_subjects": {"posts.nothing": lambda viewer, ids: {}}}, "is no model"),
        ({"rights": registry.rights()[:1]}, "Two apps declare the right"),
        ({"feature": registry.features()[0]}, "Two apps declare the feature"),
        ({"menu": (replace(registry.menu()[0], url_name="landing"),)}, "is no page of a commune"),
        ({"menu": registry.menu()[:1]}, "home and live declare a menu entry at position 10"),
        ({"rights": (Right("x", label="", sentence="", position=10),)}, "declare a right at position 10"),
        ({"home": registry.home_sections()[:1]}, "declare a section of a commune's page ("),
        (
            help_of("posts/help_mayor.html", position=40),
            "declare a section of the help (mayor) at position 40",
        ),
        (help_of("posts/help_nobody.html", position=1), "has no template posts/help_nobody.html"),
        (comments_on_desk(put_away_pages=("post_nowhere",)), "by post_nowhere, which is no page"),
        (comments_on_desk(put_away_pages=()), "name its put_away_pages"),
        (comments_on_desk(describe=None), "come from `columns` by `line`, or from `describe`"),
        (
            comments_on_desk(columns={"x": F("pk")}, line=print),
            "come from `columns` by `line`, or from `describe`",
        ),
        (declares("media.Media.kind", AfterErasure.DETACHED), "always names somebody"),
        (declares("polls.Voter.person", AfterErasure.DETACHED), "always names somebody"),
        (declares("polls.Voter.person", AfterErasure.RETAINED), "its on_delete does something else"),
        (declares("polls.Voter.person", AfterErasure.PURGED), "its on_delete does something else"),
        (declares("polls.Voter.nobody", AfterErasure.DELETED), "there is no such field"),
        (declares("polls.Nothing.person", AfterErasure.DELETED), "there is no such field"),
        (lets_in(), "its added_at, “”, is no moment"),
        (lets_in(added_at="name"), "its added_at, “name”, is no moment"),
    ],
)
def test_what_does_not_agree_is_refused_at_start(change, fault, monkeypatch, read_again):
    whole = dict(registry.descriptors())
    whole["live"] = replace(whole["live"], **change)
    monkeypatch.setattr(registry, "descriptors", lambda: whole)
    assert [message for message in checks.check_descriptors(None) if fault in message.msg]


def test_headings_of_the_journal_are_those_of_the_events(monkeypatch, read_again):
    whole = dict(registry.descriptors())
    whole["posts"] = replace(whole["posts"], journal_topics=("Rien",))
    monkeypatch.setattr(registry, "descriptors", lambda: whole)
    faults = [message.msg for message in check_headings(None)]
    assert "No event has the heading “Rien”" in faults[0]
    assert any("posts.PostPublished has the heading “Publications”: add it" in fault for fault in faults)


def test_a_way_to_a_person_that_no_app_declares_is_refused_at_start(monkeypatch, read_again):
    whole = dict(registry.descriptors())
    whole["agenda"] = replace(whole["agenda"], personal_data=())
    monkeypatch.setattr(registry, "descriptors", lambda: whole)
    assert [message.msg.split()[0] for message in checks.check_descriptors(None)] == [
        "agenda.Participation.person",
        "agenda.CalendarSubscription.person",
    ]
