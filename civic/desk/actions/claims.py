"""« Je m’en occupe »: several people of a town hall do not do the same work twice."""

from collections import defaultdict
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.core.refusals import Refusal, require
from civic.core.viewer import Viewer
from civic.desk import rules
from civic.desk.events import TaskClaimed, TaskReleased
from civic.desk.models import Claim
from civic.desk.queries.tasks import may_do, source_in_view, sources_for, waits
from civic.journal.actions import record
from civic.live import actions as live
from civic.live.rules import commune_topic
from civic.ui import french
from civic.viewers.queries.viewer import viewer_for


class TaskDone(Refusal):
    message = "C’est déjà fait\u00a0: il n’y a plus à s’en occuper."


class ClaimedBefore(Refusal):
    def __init__(self, claim: Claim) -> None:
        at = french.ago(timezone.localtime(claim.claimed_at), timezone.localtime(now()))
        super().__init__(f"{claim.person.full_name} s’en occupe déjà\u00a0: pris en charge {at}.")


@transaction.atomic
def claim_task(*, viewer: Viewer, source: str, task_id: UUID, takes_over: bool = False) -> Claim:
    """Twice does it once; of two people at the same time, the second is told who was first. `takes_over`: the mayor
    takes it from whoever has it."""
    require(rules.may_take_over(viewer) if takes_over else rules.may_work(viewer))
    found = source_in_view(viewer, source)
    if not waits(viewer, found, task_id):
        raise TaskDone
    moment = now()
    task = {"commune_id": viewer.commune.id, "source": source, "task_id": task_id}
    Claim.objects.filter(**task, claimed_at__lte=moment - rules.CLAIM_LASTS).delete()
    own = {"person_id": viewer.own_id, "claimed_at": moment}
    claims = Claim.objects.select_for_update(of=("self",)).select_related("person")
    claim, created = claims.get_or_create(**task, defaults=own)
    if claim.person_id != viewer.own_id:
        holder = viewer_for(person_id=claim.person_id, commune_id=claim.commune_id)
        if may_do(holder, found) and not takes_over:
            raise ClaimedBefore(claim)
        Claim.objects.filter(pk=claim.pk).update(**own)
        claim.refresh_from_db()
        created = True
    if created:
        record(TaskClaimed(source=source, task_id=task_id), viewer=viewer)
        announce(commune_id=viewer.commune.id)
    return claim


@transaction.atomic
def release_task(*, viewer: Viewer, source: str, task_id: UUID) -> None:
    """« Je laisse »: one's own, and nobody else's."""
    require(rules.may_work(viewer))
    own = Claim.objects.filter(
        commune_id=viewer.commune.id, source=source, task_id=task_id, person_id=viewer.own_id
    )
    if own.delete()[0]:
        record(TaskReleased(source=source, task_id=task_id), viewer=viewer)
        announce(commune_id=viewer.commune.id)


@transaction.atomic
def drop_claims(*, person_id: UUID, commune_id: int) -> None:
    """Whoever acts for the town hall no more has nothing in hand there."""
    if not viewer_for(person_id=person_id, commune_id=commune_id).is_town_hall:
        Claim.objects.filter(person_id=person_id, commune_id=commune_id).delete()
        announce(commune_id=commune_id)


@job(lane=Lane.UPKEEP)
def purge_claims() -> None:
    """Each night: those on what is done, those of which nothing came, those of who may do it no more."""
    Claim.objects.filter(claimed_at__lte=now() - rules.CLAIM_LASTS).delete()
    by_holder: defaultdict[tuple[UUID, int], list[Claim]] = defaultdict(list)
    for claim in Claim.objects.order_by("commune_id", "pk").iterator():
        by_holder[claim.person_id, claim.commune_id].append(claim)
    for (person_id, commune_id), claims in by_holder.items():
        viewer = viewer_for(person_id=person_id, commune_id=commune_id)
        keys = {source.key: source for source in sources_for(viewer)} if rules.may_work(viewer) else {}
        over = [
            claim.pk
            for claim in claims
            if claim.source not in keys or not waits(viewer, keys[claim.source], claim.task_id)
        ]
        Claim.objects.filter(pk__in=over).delete()


def announce(*, commune_id: int) -> None:
    """To the open desks of the town hall: something was taken, or done."""
    live.publish(topic=commune_topic(commune_id, Audience.TOWN_HALL), name="desk")
