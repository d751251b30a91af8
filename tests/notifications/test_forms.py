"""The matrix of preferences as a form."""

from typing import Any

import pytest

from civic.delivery.enums import Channel
from civic.notifications.enums import Side
from civic.notifications.forms import ChoicesForm
from civic.notifications.kinds import NotificationKind

RESIDENT = [kind for kind in NotificationKind.all.values() if kind.side is Side.RESIDENT]


def form(data: dict[str, str] | None = None, **options: Any) -> ChoicesForm:
    given = {"kinds": RESIDENT, "choices": {}, "quiet": (22, 7), "has_other_communes": False} | options
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
