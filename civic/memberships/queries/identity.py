"""Changes of identity: which town halls answer, what waits for them, what people were called before."""

from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Left
from django.http import Http404
from django.urls import reverse

from civic.core.clock import now
from civic.core.compiled_queries import compiled
from civic.core.descriptors import Subject
from civic.core.desk_sources import DeskRows, DeskTask
from civic.core.ids import stored_id
from civic.core.refusals import require
from civic.core.text import shortened
from civic.core.viewer import Viewer
from civic.memberships import rules
from civic.memberships.enums import IdentityReason, IdentityState, MembershipStatus
from civic.memberships.models import IdentityAnswer, IdentityChange, Membership
from civic.memberships.queries.namesakes import close_names_asked
from civic.memberships.resident_parts import communes_that_know
from civic.town_halls.queries.town_halls import office_held_by
from civic.town_halls.rules import may_manage_residents

_SHOWN = 120  # letters of their words on the desk


def communes_to_ask(person_id: UUID) -> list[int]:
    """Where the person is accepted or acts for the town hall; of who left everywhere, the last that had accepted them.
    Not where they are mayor: nobody stands above them there."""
    known = Membership.objects.filter(person_id=person_id)
    found = set(known.filter(status=MembershipStatus.ACCEPTED).values_list("commune_id", flat=True))
    found |= {commune_id for knows in communes_that_know for commune_id in knows(person_id)}
    office = office_held_by(person_id)
    if not found and not office:
        left = known.filter(status=MembershipStatus.LEFT).exclude(proof_seen="").order_by("-decided_at")
        found = set(left.values_list("commune_id", flat=True)[:1])
    return sorted(found - ({office.commune_id} if office else set()))


def waiting_change(person_id: UUID) -> IdentityChange | None:
    return IdentityChange.objects.filter(person_id=person_id, state=IdentityState.WAITING).first()


def identity_asked(person_id: UUID) -> str:
    change = waiting_change(person_id)
    return f"{change.get_civility_display()} {change.new_name}".strip() if change else ""


def latest_change(person_id: UUID) -> IdentityChange | None:
    """The one that waits, else how the last one ended."""
    return IdentityChange.objects.filter(person_id=person_id).order_by("-asked_at", "-id").first()


def may_take_back(answer: IdentityAnswer) -> bool:
    """Accepted a moment ago, while another town hall is still waited for."""
    if not answer.is_accepted or not answer.answered_at or answer.change.state != IdentityState.WAITING:
        return False
    return answer.answered_at > now() - rules.ACCEPTED_FOR_GOOD


def answers_to(change: IdentityChange) -> list[IdentityAnswer]:
    return list(change.answers.select_related("commune").order_by("commune__name", "pk"))


class IdentityHistory(NamedTuple):
    former_names: list[IdentityChange]  # what was accepted, the latest first
    awaited_answer_id: UUID | None  # what the town hall in view has to say, if anything


def identity_history(viewer: Viewer, membership: Membership) -> IdentityHistory:
    changes = _accepted_or_awaited(membership.person_id, viewer.commune.id)
    former = [one for one in changes if one.state == IdentityState.ACCEPTED]
    return IdentityHistory(former, next((one.awaited_id for one in changes if one.awaited_id), None))


@compiled
def _accepted_or_awaited(person_id: UUID, commune_id: int) -> "QuerySet[Any]":
    awaited = IdentityAnswer.objects.filter(change_id=OuterRef("pk"), commune_id=commune_id, waits=True)
    rows = IdentityChange.objects.filter(person_id=person_id)
    rows = rows.annotate(awaited_id=Subquery(awaited.values("pk")))
    wanted = Q(state=IdentityState.ACCEPTED) | Q(awaited_id__isnull=False)
    return rows.filter(wanted).order_by("-closed_at", "-id")


def answer_in_view(viewer: Viewer, answer_id: UUID) -> IdentityAnswer:
    require(may_manage_residents(viewer))
    rows = IdentityAnswer.objects.select_related("change__person__photo", "answered_by")
    answer = rows.filter(pk=answer_id, commune_id=viewer.commune.id).first()
    if answer is None:
        raise Http404
    return answer


def answer_by_id(answer_id: UUID) -> IdentityAnswer | None:
    return IdentityAnswer.objects.select_related("change__person", "commune").filter(pk=answer_id).first()


def change_by_id(change_id: UUID) -> IdentityChange | None:
    return IdentityChange.objects.filter(pk=change_id).first()


def answers_awaited(viewer: Viewer) -> "QuerySet[Any]":
    """For the desk."""
    return _awaited(viewer.commune.id, viewer.own_id).annotate(since=F("asked_at"))


def _awaited(commune_id: int, but: UUID) -> "QuerySet[IdentityAnswer]":
    """Nobody answers their own request."""
    rows = IdentityAnswer.objects.filter(commune_id=commune_id, waits=True)
    return rows.exclude(change__person_id=but)


IDENTITY_COLUMNS: dict[str, Combinable] = {
    "person": F("change__person_id"),
    "former": Concat("change__former_first_name", Value(" "), "change__former_last_name"),
    "name": Concat("change__first_name", Value(" "), "change__last_name"),
    "words": Left("change__words", _SHOWN + 1),
    "reason": F("change__reason"),
}


def identity_tasks(viewer: Viewer, rows: DeskRows) -> dict[UUID, DeskTask]:
    changes = [(stored_id(row["person"]), row["former"], row["name"]) for row in rows.values()]
    close = close_names_asked(viewer.commune.id, changes)
    return {
        key: DeskTask(
            f"{row['former']} demande à changer d’identité",
            close[person_id].words
            if (person_id := stored_id(row["person"])) in close
            else shortened(row["words"], _SHOWN) or IdentityReason(row["reason"]).label,
            reverse("identity_answer", args=[viewer.commune.slug, key]),
            "Répondre",
        )
        for key, row in rows.items()
    }


def identity_subjects(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    """« Marie Dupond, désormais Marie Martin », for those who may see the list of residents."""
    if not may_manage_residents(viewer):
        return {}
    rows = IdentityAnswer.objects.filter(pk__in=ids, commune_id=viewer.commune.id).select_related("change")
    return {
        str(one.pk): Subject(
            rules.identity_words(one.change), reverse("identity_answer", args=[viewer.commune.slug, one.pk])
        )
        for one in rows
    }
