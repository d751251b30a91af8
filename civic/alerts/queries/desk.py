"""What waits at the desk: calls for help, and the counts of a danger in force."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse

from civic.accounts.queries import name_of
from civic.alerts import rules
from civic.alerts.enums import Level
from civic.alerts.models import Alert, AlertAnswer
from civic.alerts.queries.answers import CALLS, are_safe
from civic.core.clock import now
from civic.core.desk_sources import DeskTask
from civic.core.viewer import Viewer
from civic.ui import french


def unseen_calls(viewer: Viewer) -> "QuerySet[Any]":
    rows = AlertAnswer.objects.filter(CALLS, alert__commune_id=viewer.commune.id, seen_at=None)
    return rows.annotate(since=F("answered_at"))


CALL_COLUMNS = {"person": name_of("person_id"), "is_drill": F("alert__is_drill")}


def call_line(viewer: Viewer, answer_id: UUID, row: Mapping[str, Any]) -> DeskTask:
    return DeskTask(
        f"{'EXERCICE\u00a0: ' * row['is_drill']}{row['person']} a besoin d’aide",
        "A répondu à votre alerte de danger",
        f"{reverse('alert_answers', args=[viewer.commune.slug])}#reponse-{answer_id}",
        "Voir",
    )


def dangers_in_force(viewer: Viewer) -> "QuerySet[Any]":
    """For the desk: one at most."""
    minute = now().replace(second=0, microsecond=0)
    rows = Alert.objects.filter(commune_id=viewer.commune.id, level=Level.DANGER, ended_at=None)
    rows = rows.filter(Q(expires_at=None) | Q(expires_at__gt=minute), activated_at__isnull=False)
    return rows.annotate(since=Coalesce("level_since", "activated_at"))


def _answers() -> Subquery:
    """To the alert of a row: how many call for help, how many are safe, in one look; None where nobody has answered."""
    rows = AlertAnswer.objects.filter(alert=OuterRef("pk")).order_by().values("alert")
    safe = are_safe(OuterRef("words_since"))
    counts = JSONObject(calls=Count("pk", filter=CALLS), safe=Count("pk", filter=safe))
    return Subquery(rows.annotate(counts=counts).values("counts"))


DANGER_COLUMNS = {"is_drill": F("is_drill"), "answers": _answers()}


def danger_line(viewer: Viewer, alert_id: UUID, row: Mapping[str, Any]) -> DeskTask:
    """Who answered what, as it stands: the desk is drawn again with each answer."""
    answers = row["answers"] or {"calls": 0, "safe": 0}
    calls = french.counted(answers["calls"], "demande d’aide", "demandes d’aide")
    return DeskTask(
        f"{rules.level_label(Level.DANGER, row['is_drill'])}\u00a0: {calls}",
        french.counted(answers["safe"], "personne a bien reçu", "personnes ont bien reçu"),
        reverse("alert_answers", args=[viewer.commune.slug]),
        "Voir les réponses",
    )
