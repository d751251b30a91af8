from typing import Any

import pytest

from civic.notifications.enums import Frequency
from civic.notifications.kinds import IncompleteKind, NotificationKind
from civic.posts.notifications import PublicationNews


def copy_of(kind: type[NotificationKind], *, without: str = "", **changed: Any) -> type[NotificationKind]:
    """A new kind with all that `kind` says, but `without`."""
    said = {name: value for name, value in vars(kind).items() if not name.startswith("__")}
    said |= {"key": "copied", **changed}
    said.pop(without, None)
    return type("Copied", (NotificationKind,), said)


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NotificationKind, "all", dict(NotificationKind.all))


@pytest.mark.parametrize(
    "left_out",
    [
        *sorted(
            name
            for name in NotificationKind.__annotations__
            if name != "key" and not hasattr(NotificationKind, name)
        ),
        "recipients",
        "body",
    ],
)
def test_a_kind_that_leaves_something_out_does_not_load(left_out: str) -> None:
    with pytest.raises(IncompleteKind, match=left_out):
        copy_of(PublicationNews, without=left_out)
    assert "copied" not in NotificationKind.all


def test_a_kind_that_withdraws_must_say_of_what() -> None:
    with pytest.raises(IncompleteKind, match="target_of"):
        copy_of(PublicationNews, without="target_of")


def test_one_that_cannot_be_switched_off_says_why_it_comes() -> None:
    with pytest.raises(IncompleteKind, match="mandatory_reason"):
        copy_of(PublicationNews, optional=False)


def test_what_a_device_shows_is_said_once() -> None:
    copy_of(PublicationNews, without="push_text", push_body=lambda self, subject: subject)
    assert NotificationKind.all["copied"].push_body("Le col") == "Le col"


def test_a_key_is_taken_once() -> None:
    with pytest.raises(IncompleteKind, match="already"):
        copy_of(PublicationNews, key=PublicationNews.key)


def test_a_whole_kind_loads() -> None:
    copy_of(PublicationNews)
    assert NotificationKind.all["copied"].email is Frequency.NOW


def test_sentences_have_no_placeholder_that_nothing_fills() -> None:
    for kind in NotificationKind.all.values():
        for words in (kind.line, kind.grouped, kind.email_subject):
            assert words.format(subject="S", of_name="d’Èze", author="A", count=3)
        # On a locked screen: nothing that says who or what about.
        assert "{" not in kind.push_body("S")
