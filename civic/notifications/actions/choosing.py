"""How a person wants to be notified, in each commune."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from civic.core.viewer import Viewer
from civic.notifications.actions.inbox import inbox_for_update
from civic.notifications.enums import Frequency
from civic.notifications.kinds import NotificationKind
from civic.notifications.models import Inbox, QuietHours
from civic.notifications.rules import frequency


@transaction.atomic
def save_choices(*, viewer: Viewer, commune_ids: list[int], choices: Mapping[str, Any]) -> None:
    """Only what differs from the defaults is kept, so that a better default reaches those who never chose."""
    defaults = {
        name: value for kind in NotificationKind.all.values() for name, value in kind.defaults().items()
    }
    belongs = {belonging.id for belonging in viewer.communes}
    for commune_id in commune_ids:
        if commune_id in belongs:
            inbox = inbox_for_update(person_id=viewer.own_id, commune_id=commune_id)
            merged = {**inbox.choices, **{name: choices[name] for name in choices if name in defaults}}
            _save_choices(
                inbox, {name: value for name, value in merged.items() if value != defaults.get(name)}
            )


@transaction.atomic
def stop_mails(*, person_id: UUID, commune_id: int, kind: NotificationKind) -> None:
    """The link at the foot of a mail, and the mail program's own button."""
    inbox = inbox_for_update(person_id=person_id, commune_id=commune_id)
    _save_choices(inbox, {**inbox.choices, kind.email_choice: Frequency.NEVER.value})


@transaction.atomic
def resume_mails(*, person_id: UUID, commune_id: int, kind: NotificationKind, how_often: Frequency) -> None:
    """Undo of `stop_mails`: as often as before."""
    inbox = inbox_for_update(person_id=person_id, commune_id=commune_id)
    choices = {name: value for name, value in inbox.choices.items() if name != kind.email_choice}
    _save_choices(
        inbox, choices if how_often is kind.email else {**choices, kind.email_choice: how_often.value}
    )


@transaction.atomic
def stop_digest(*, person_id: UUID, how_often: Frequency) -> list[str]:
    """What came in the summary of the day, or of the week, comes by mail no more, in any commune. Returns what was
    stopped, for `resume_digest`."""
    stopped = []
    for inbox in Inbox.objects.select_for_update().filter(person_id=person_id):
        kinds = [kind for kind in NotificationKind.all.values() if kind.optional]
        kinds = [kind for kind in kinds if frequency(kind, inbox.choices) is how_often]
        _save_choices(
            inbox, {**inbox.choices, **{kind.email_choice: Frequency.NEVER.value for kind in kinds}}
        )
        stopped += [f"{inbox.commune_id}.{kind.key}" for kind in kinds]
    return stopped


@transaction.atomic
def resume_digest(*, person_id: UUID, how_often: Frequency, stopped: Collection[str]) -> None:
    """Undo of `stop_digest`. What is in no inbox of the person, or no kind, is left aside."""
    for inbox in Inbox.objects.select_for_update().filter(person_id=person_id):
        kinds = [kind for kind in NotificationKind.all.values() if kind.optional]
        back = {
            kind.email_choice: how_often.value
            for kind in kinds
            if f"{inbox.commune_id}.{kind.key}" in stopped
        }
        _save_choices(inbox, {**inbox.choices, **back})


def set_quiet_hours(*, viewer: Viewer, starts: int | None, ends: int | None) -> None:
    QuietHours.objects.update_or_create(person_id=viewer.own_id, defaults={"starts": starts, "ends": ends})


def _save_choices(inbox: Inbox, choices: dict[str, Any]) -> None:
    off = [
        kind.key
        for kind in NotificationKind.all.values()
        if kind.optional and choices.get(kind.site_choice) is False
    ]
    refused = {
        kind.email_choice
        for kind in NotificationKind.all.values()
        if choices.get(kind.email_choice, kind.email) not in kind.frequencies
    }
    choices = {name: value for name, value in choices.items() if name not in refused}
    inbox.choices, inbox.muted = choices, "," + "".join(f"{key}," for key in sorted(off))
    inbox.save(update_fields=["choices", "muted"])
