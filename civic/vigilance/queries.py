from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from civic.alerts.queries.alerts import wordings_of
from civic.core import registry
from civic.core.clock import now, stored_moment
from civic.core.descriptors import Subject
from civic.core.desk_sources import DeskTask
from civic.core.viewer import Viewer
from civic.town_halls.queries.town_halls import town_halls_in
from civic.vigilance import rules
from civic.vigilance.enums import FEATURE, Colour
from civic.vigilance.models import VigilanceDraft, VigilanceWarning


def warnings_that_run(moment: datetime) -> "QuerySet[VigilanceWarning]":
    return VigilanceWarning.objects.filter(ends_at__gt=moment)


def communes_to_warn(warning: VigilanceWarning, since: datetime | None = None) -> list[int]:
    """With a page of their town hall, and this feature on, that were not warned of this colour yet (`since` then)."""
    warned = VigilanceDraft.objects.filter(
        commune_id=OuterRef("commune_id"), warning=warning, colour__gte=warning.colour
    )
    if since:
        warned = warned.filter(made_at__gte=since)
    town_halls = town_halls_in(warning.department).filter(~Exists(warned))
    decisions = town_halls.values_list("commune_id", "feature_decisions")
    return [commune_id for commune_id, decided in decisions if FEATURE in registry.features_on(decided)]


def draft_in_view(viewer: Viewer, draft_id: UUID) -> VigilanceDraft:
    """One of the commune in view. Raises Http404."""
    drafts = VigilanceDraft.objects.filter(commune_id=viewer.commune.id).select_related("warning")
    return get_object_or_404(drafts, pk=draft_id)


def draft_to_notify(draft_id: UUID) -> VigilanceDraft | None:
    """None once it is over."""
    drafts = VigilanceDraft.objects.filter(pk=draft_id, warning__ends_at__gt=now())
    return drafts.select_related("warning", "commune").first()


IS_RED = Q(warning__colour=Colour.RED)


def waiting_drafts(viewer: Viewer) -> "QuerySet[Any]":
    """For the desk, until the hours are over, it is put away, or people have been shown it: not
    another alert, which warns of something else."""
    drafts = VigilanceDraft.objects.filter(
        ~Exists(wordings_of(OuterRef("pk"), OuterRef("commune_id"), OuterRef("made_at"))),
        commune_id=viewer.commune.id,
        put_away_at=None,
        warning__ends_at__gt=now().replace(second=0, microsecond=0),
    )
    return drafts.annotate(since=F("made_at"))


DRAFT_COLUMNS = {
    "notified": F("colour"),
    **{name: F(f"warning__{name}") for name in ("colour", "phenomenon", "begins_at", "ends_at")},
}


def draft_line(viewer: Viewer, draft_id: UUID, row: Mapping[str, Any]) -> DeskTask:
    begins_at, ends_at = stored_moment(row["begins_at"]), stored_moment(row["ends_at"])
    hours = rules.hours_of(begins_at, ends_at, viewer.commune.time_zone, now())
    return DeskTask(
        f"{rules.title_of(row['colour'], row['phenomenon'])}. Un message est prêt.",
        rules.hours_in_words(hours),
        reverse("vigilance_draft", args=[viewer.commune.slug, draft_id]),
        "Voir",
        reverse("vigilance_put_away", args=[viewer.commune.slug, draft_id]),
        row["notified"],
        rules.badge_of(row["colour"]),
    )


def subjects(viewer: Viewer, ids: Sequence[str]) -> dict[str, Subject]:
    drafts = VigilanceDraft.objects.filter(pk__in=ids, commune_id=viewer.commune.id)
    return {
        str(draft.pk): Subject(rules.title_of(draft.colour, draft.warning.phenomenon))
        for draft in drafts.select_related("warning")
    }
