"""The matrix of preferences as a form."""

import json
from typing import Any

import pytest

from civic.delivery.enums import Channel
from civic.notifications import rules
from civic.notifications.enums import Frequency, Level, Side
from civic.notifications.forms import ChoicesForm
from civic.notifications.kinds import NotificationKind

RESIDENT = [kind for kind in NotificationKind.all.values() if kind.side is Side.RESIDENT]


def form(data: dict[str, str] | None = None, **options: Any) -> ChoicesForm:
    given = {"kinds": RESIDENT, "choices": {}, "quiet": (22, 7), "has_other_communes": False}
    given |= {"has_devices": True} | options
    return ChoicesForm(data, **given)


def test_it_begins_with_what_the_kinds_say_and_the_person_chose() -> None:
    shown = form(choices={"post_published_email": "weekly", "post_published_site": False}, quiet=None)
    assert shown["post_published_email"].value() == "weekly"
    assert shown["post_published_site"].value() is False
    assert shown["post_published_push"].value() is True
    assert shown["comment_after_own_email"].value() == NotificationKind.all["comment_after_own"].email
    assert (shown["quiet"].value(), shown["quiet_from"].value(), shown["quiet_until"].value()) == (
        False,
        22,
        7,
    )


def test_every_kind_has_its_line_under_its_side_and_category() -> None:
    drawn = [
        (side, category, row.kind.key)
        for side, categories in form(kinds=[*NotificationKind.all.values()]).parts
        for category, rows in categories
        for row in rows
    ]
    assert sorted(key for _, _, key in drawn) == sorted(NotificationKind.all)
    assert all(
        (NotificationKind.all[key].side, NotificationKind.all[key].category) == (side, category)
        for side, category, key in drawn
    )
    assert len({(side, category) for side, category, _ in drawn}) == len(
        [
            category
            for _, categories in form(kinds=[*NotificationKind.all.values()]).parts
            for category, _ in categories
        ]
    )


def test_what_cannot_be_switched_off_has_no_field() -> None:
    names = set(form().fields)
    for kind in RESIDENT:
        assert (kind.site_choice in names) is kind.optional
        by_mail = kind.optional and Channel.EMAIL in kind.channels
        assert (kind.email_choice in names) is by_mail


@pytest.mark.parametrize("has_other_communes", [True, False])
def test_it_applies_to_other_communes_where_there_are_some(has_other_communes: bool) -> None:
    assert ("everywhere" in form(has_other_communes=has_other_communes).fields) is has_other_communes


def test_unknown_names_are_not_taken_over() -> None:
    sent = {"quiet_from": "0", "quiet_until": "0", "request_accepted_email": "never", "person": "1"}
    sent |= {kind.email_choice: "never" for kind in RESIDENT if kind.optional}
    bound = form(sent)
    assert bound.is_valid()
    assert set(bound.chosen) == {
        name
        for kind in RESIDENT
        if kind.optional
        for name in (kind.site_choice, kind.email_choice, kind.push_choice)
        if kind.channels or name == kind.site_choice
    }
    assert bound.quiet_hours is None  # not ticked: the hours do not matter


# --- All choices at once --------------------------------------------------------------------------------------------

HOURS = {"quiet_from": "22", "quiet_until": "7"}


def sent(choices: dict[str, Any], **changes: str) -> dict[str, str]:
    """The whole form, as a browser sends it."""
    shown = form(choices=choices)
    fields = {name: shown[name].value() for name in shown.fields}
    return {name: "on" if value is True else str(value) for name, value in fields.items() if value} | changes


@pytest.mark.parametrize("level", [Level.ALL, Level.ESSENTIAL, Level.NOTHING])
def test_a_level_is_what_the_kinds_declare(level: Level) -> None:
    chosen = rules.choices_of(level, RESIDENT)
    for kind in (kind for kind in RESIDENT if kind.optional and kind.channels):
        reached = level is Level.ALL or (level is Level.ESSENTIAL and kind.essential)
        assert chosen[kind.push_choice] is reached
        assert chosen[kind.email_choice] == (kind.email.value if reached else "never")
        assert chosen[kind.site_choice] is True
    assert rules.level_of(RESIDENT, chosen) is level
    assert rules.level_of(RESIDENT, {}) is Level.ALL
    assert {kind.essential for kind in RESIDENT if kind.optional} == {True, False}


def test_a_level_decides_for_all_kinds_whatever_stood_in_the_list() -> None:
    bound = form(sent({}, level="nothing"))
    assert bound.is_valid()
    assert bound.chosen == rules.choices_of(Level.NOTHING, RESIDENT)


def test_who_changes_one_kind_alone_has_choices_of_their_own() -> None:
    bound = form(sent({}, post_published_email="daily"))
    assert bound.is_valid()
    assert bound.chosen["post_published_email"] == "daily"
    choices = {"post_published_email": "daily"}
    assert rules.level_of(RESIDENT, choices) is Level.OWN
    shown = form(choices=choices)
    assert shown["level"].value() == "own"
    assert form()["level"].value() == "all"
    again = form(sent(choices), choices=choices)
    assert again.is_valid()
    assert again.chosen["post_published_email"] == "daily"


def test_a_level_that_is_none_is_refused() -> None:
    assert list(form(sent({}, level="tout")).errors) == ["level"]


def test_without_a_device_nothing_is_ticked_nor_changed() -> None:
    shown = form(has_devices=False)
    assert (shown["post_published_push"].value(), shown["post_published_push"].field.disabled) == (
        False,
        True,
    )
    bound = form(HOURS | sent({}, post_published_email="daily", post_published_push="on"), has_devices=False)
    assert bound.is_valid()
    assert not [name for name in bound.chosen if name.endswith("_push")]
    assert form(HOURS | sent({}, level="nothing"), has_devices=False).shown_level is Level.ALL


def test_a_reminder_of_tomorrow_is_in_no_summary() -> None:
    kind = NotificationKind.all["agenda_reminder"]
    assert kind.frequencies == (Frequency.NOW, Frequency.NEVER)
    assert [value for value, _ in form()[kind.email_choice].field.choices] == ["now", "never"]
    for summary in ("weekly", "daily"):
        assert list(form(sent({}, agenda_reminder_email=summary)).errors) == [kind.email_choice]


def test_the_page_knows_what_each_detail_is_at_each_level() -> None:
    meant = json.loads(form().meant)
    assert set(meant) == {"all", "essential", "nothing"}
    said = [meant[level]["comment_after_own_email"] for level in ("all", "essential", "nothing")]
    assert said == ["daily", "never", "never"]
    for level, choices in meant.items():
        assert choices == {name: rules.choices_of(Level(level), RESIDENT)[name] for name in choices}
        assert {name for name in form().fields if name.endswith(("_site", "_email", "_push"))} <= set(choices)
