"""What a person chose to be notified of, and their devices."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from civic.accounts.queries import self_of
from civic.core.access import Access, Request, page
from civic.core.parts import STAYS, part
from civic.core.viewer import Belonging, Viewer
from civic.notifications.actions.choosing import (
    save_choices,
    set_quiet_hours,
)
from civic.notifications.actions.trials import send_trial
from civic.notifications.enums import Side
from civic.notifications.forms import ChoicesForm, PreferenceRow
from civic.notifications.kinds import NotificationKind
from civic.notifications.queries.choices import inboxes_of, quiet_hours_of
from civic.notifications.queries.devices import devices_panel, trial_of
from civic.ui.forms import status_of
from civic.ui.fragments import cached_fragment

_ROW = "notifications/choice_row.html"
own_writes = page(access=Access.SIGNED_IN, writes=True)


@own_writes
def notification_choices(request: Request) -> HttpResponse:
    """The matrix of one commune, `?commune=`; the closest one without it."""
    viewer = request.viewer
    communes = _closest_first(viewer)
    commune = _commune_asked_for(communes, request.GET.get("commune", ""))
    quiet = quiet_hours_of([viewer.own_id])[viewer.own_id]
    panel = devices_panel(viewer)
    form = ChoicesForm(
        request.POST if request.method == "POST" else None,
        kinds=_kinds_for(commune),
        choices=_choices(viewer, commune) if commune else {},
        quiet=quiet,
        has_other_communes=len(viewer.communes) > 1,
        has_devices=bool(panel.devices),
    )
    if request.method == "POST" and form.is_valid():
        everywhere = form.cleaned_data.get("everywhere")
        save_choices(
            viewer=viewer,
            commune_ids=[one.id for one in viewer.communes if everywhere or one == commune],
            choices=form.chosen,
        )
        if form.quiet_hours != quiet:
            starts, ends = form.quiet_hours or (None, None)
            set_quiet_hours(viewer=viewer, starts=starts, ends=ends)
        messages.success(request, "Vos choix sont enregistrés.")
        return redirect(request.get_full_path())
    return render(
        request,
        "notifications/notification_choices.html",
        {
            "form": form,
            "parts": [
                (side, [(category, [_drawn(row) for row in rows]) for category, rows in categories])
                for side, categories in form.parts
            ],
            "mailbox": self_of(viewer).mailbox_for_news,
            "chosen": commune,
            "own_communes": communes,
            "panel": panel,
            "trial": panel.trial,
        },
        status=status_of(form),
    )


def _drawn(row: PreferenceRow) -> SafeString:
    """Before anything was sent, it is the same for all who chose the same. What its fields hold is the key, not what
    they show (`drawn`): drawing them is most of this page."""
    fields = [row.site, row.email, row.push]
    if any(one.form.is_bound for one in fields if one):
        return render_to_string(_ROW, {"row": row})
    held = [one and (one.initial, one.field.disabled) for one in fields]
    fragment = cached_fragment((_ROW, row.kind.key, *held), lambda: render_to_string(_ROW, {"row": row}))
    return mark_safe(fragment.finished({}).decode())


def _closest_first(viewer: Viewer) -> list[Belonging]:
    """Where one lives comes before where one only asked, or follows."""
    return sorted(viewer.communes, key=lambda one: -one.closeness)


def _commune_asked_for(communes: list[Belonging], slug: str) -> Belonging | None:
    """None for someone who has no commune yet. Http404 for one that is not theirs."""
    if not slug:
        return communes[0] if communes else None
    for belonging in communes:
        if belonging.slug == slug:
            return belonging
    raise Http404


def _choices(viewer: Viewer, belonging: Belonging) -> dict[str, Any]:
    inbox = inboxes_of(belonging.id, [viewer.own_id]).get(viewer.own_id)
    return inbox.choices if inbox else {}


def _kinds_for(belonging: Belonging | None) -> list[NotificationKind]:
    """Those of a commune; what touches the account itself is no choice."""
    if belonging is None:
        return []
    sides = {Side.RESIDENT, Side.TOWN_HALL} if belonging.role == "town_hall" else {Side.RESIDENT}
    return [
        kind
        for kind in NotificationKind.all.values()
        if kind.side in sides
        # What concerns the few who act for a town hall, and leaves no choice, needs no line in everybody's list.
        and (kind.optional or kind.category.lists_mandatory)
    ]


@own_writes
def notification_trial(request: Request) -> HttpResponse:
    """Sends one to the person themselves; read, it says what arrived until now."""
    if request.method == "POST":
        send_trial(viewer=request.viewer)
    if request.htmx:
        trial = trial_of(request.viewer)
        context = {"trial": trial}
        return part(request, "notifications/trial.html", context, focus=STAYS, announcement="")
    return redirect(reverse("notification_choices") + "#essai")
