from datetime import datetime, timedelta
from uuid import UUID

from django.tasks import task

from civic.core.clock import now
from civic.links import actions, queries


@task
def check_link(useful_link_id: str) -> None:
    actions.check_link(useful_link_id=UUID(useful_link_id))


@task
def check_links_of(commune_id: int, moment: str) -> None:
    actions.check_links_of(commune_id=commune_id, moment=datetime.fromisoformat(moment))


@task
def check_links() -> None:
    """Every week: a job for each commune, so that a slow site keeps nobody else waiting for long."""
    moment = now() - timedelta(days=1)
    for commune_id in queries.communes_with_links(moment):
        check_links_of.enqueue(commune_id=commune_id, moment=moment.isoformat())


@task
def erase_removed_links() -> None:
    actions.erase_removed_links()
