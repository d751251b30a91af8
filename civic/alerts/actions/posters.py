"""The poster of an alert: made by the worker, kept until another one is asked for."""

from functools import partial
from uuid import UUID

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from civic.accounts.actions.failures import notify_failure
from civic.alerts import rules
from civic.alerts.models import AlertPoster
from civic.alerts.paper import poster_context
from civic.alerts.queries.alerts import alert_for_poster, alert_of_version
from civic.alerts.queries.posters import POSTER
from civic.alerts.refusals import NothingToPrint
from civic.core.clock import now
from civic.core.ids import new_id
from civic.core.jobs import Lane, job
from civic.core.refusals import require
from civic.core.viewer import Viewer
from civic.media import storage
from civic.ui.papers import GIVEN_UP_AFTER, tagged_pdf
from civic.viewers.queries.viewer import viewer_for


@transaction.atomic
def ask_poster(*, viewer: Viewer) -> AlertPoster:
    """Of the alert that is prepared or in force. Asking again while it is prepared makes no other one."""
    require(rules.may_send_alerts(viewer))
    alert, moment = alert_for_poster(viewer), now()
    if alert is None:
        raise NothingToPrint
    poster = AlertPoster.objects.select_for_update().filter(commune_id=viewer.commune.id).first()
    is_of_alert = poster is not None and poster.version == alert.version
    if poster and is_of_alert and (poster.ready_at or moment - poster.asked_at < GIVEN_UP_AFTER):
        return poster
    # A file of its own: what is still being drawn of the words of before must not take its place.
    asked = {"version": alert.version, "file_id": new_id(), "asked_at": moment, "ready_at": None}
    former = poster and poster.file_id
    poster, _ = AlertPoster.objects.update_or_create(commune_id=viewer.commune.id, defaults=asked)
    if former:
        transaction.on_commit(partial(storage.erase, former))
    prepare_poster.enqueue(commune_id=viewer.commune.id, person_id=viewer.own_id)
    return poster


def _record_unprepared(*, commune_id: int, person_id: UUID) -> None:
    poster = (
        AlertPoster.objects.select_related("commune").filter(commune_id=commune_id, ready_at=None).first()
    )
    if poster is not None:
        notify_failure(
            person_id=person_id,
            thing_id=poster.file_id,
            sentence="L’affiche de votre alerte n’a pas pu être préparée. Demandez-la de nouveau.",
            url=reverse("alert_poster", args=[poster.commune.slug]),
        )


@job(lane=Lane.FILES, otherwise=_record_unprepared)
def prepare_poster(*, commune_id: int, person_id: UUID) -> None:
    """`person_id`: who asked for it."""
    poster = AlertPoster.objects.filter(commune_id=commune_id, ready_at=None).first()
    alert = alert_of_version(commune_id, poster.version) if poster else None
    if poster is None or alert is None:
        return  # its words have changed since: another one is asked for
    commune = viewer_for(person_id=None, commune_id=commune_id).commune
    html = render_to_string("alerts/paper.html", poster_context(commune, alert))
    storage.put(poster.file_id, POSTER, tagged_pdf(html, render_to_string("alerts/paper.css")))
    if not AlertPoster.objects.filter(pk=commune_id, file_id=poster.file_id).update(ready_at=now()):
        storage.erase(poster.file_id)  # another one was asked for meanwhile
