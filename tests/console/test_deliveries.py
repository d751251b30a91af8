"""The page of those who run the platform: what waits and what failed, without saying for whom."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from civic.core.clock import now
from civic.core.jobs import Lane
from civic.delivery.enums import Channel, DeliveryStatus, Reason
from civic.delivery.models import Delivery
from civic.live import actions as live
from civic.notifications.models import Notification
from civic.worker.enums import JobStatus
from civic.worker.models import Heartbeat, Job
from civic.worker.schedule import enqueue_due
from tests.html import on_one_line
from tests.plugins.frozen_time import Clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def event_id(resident, commune, clock: Clock) -> UUID:
    """One failed, one waits since ten o’clock."""
    event_id = uuid4()
    Notification.objects.create(
        event_id=event_id,
        kind="post_published",
        commune=commune,
        audience="members",
        target_type="posts.post",
        target_id=uuid4(),
        source_id=uuid4(),
        subject="Fête secrète",
        url="/",
        happened_at=now(),
    )
    queued = {"event_id": event_id, "channel": Channel.EMAIL, "due_at": now()}
    Delivery.objects.create(**queued, person_id=uuid4())
    Delivery.objects.create(
        **queued,
        person_id=resident.pk,
        status=DeliveryStatus.FAILED,
        reason=Reason.REFUSED,
        finished_at=now(),
        attempts=1,
    )
    clock.forward(minutes=20)
    return event_id


@pytest.mark.at("2026-11-22T10:00")
def test_what_waits_and_what_failed(client_of, staff, event_id, resident):
    page = on_one_line(client_of(staff).get(reverse("console_deliveries")).content.decode())
    assert "1 en attente, 0 en cours, 1\u00a0échec" in page
    assert "attend depuis dimanche 22\u00a0novembre à 10\u00a0h" in page
    assert "Nouvelle publication, E-mail" in page
    assert 'Renvoyer<span class="visually-hidden">\u00a0: Nouvelle publication, E-mail</span>' in page
    assert 'name="channel" value="email"' in page
    assert "1\u00a0personne\u00a0: refusé par le serveur du destinataire" in page
    for personal in (resident.full_name, resident.email, str(resident.pk), "Fête secrète"):
        assert personal not in page


def test_what_failed_is_sent_again(client_of, staff, event_id, resident):
    browser = client_of(staff)
    answer = browser.post(reverse("console_replay"), {"event": event_id, "channel": "email"}, follow=True)
    assert "1\u00a0envoi repart." in answer.content.decode()
    assert Delivery.objects.get(person_id=resident.pk).status == DeliveryStatus.QUEUED
    job = Job.objects.get(task="civic.notifications.actions.delivering.send_event")
    assert job.arguments == {"event_id": str(event_id), "channel": "email"}


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"event": "x", "channel": "email"},
        {"event": "6be96b7f-ffbe-470f-9ec0-7fd05b7fd4a6", "channel": "sms"},
    ],
    ids=str,
)
def test_what_is_no_delivery_is_refused(client_of, staff, sent):
    assert client_of(staff).post(reverse("console_replay"), sent).status_code == 422


def test_jobs_that_were_given_up_start_again(client_of, staff):
    given_up = {"status": JobStatus.DEAD, "due_at": now(), "finished_at": now(), "attempts": 8}
    Job.objects.create(task="civic.delivery.actions.send_mail", **given_up)
    other = Job.objects.create(task="civic.media.actions.other", **given_up)
    browser = client_of(staff)
    assert (
        '2<span class="visually-hidden"> à regarder' in browser.get(reverse("console_home")).content.decode()
    )
    page = browser.get(reverse("console_deliveries")).content.decode()
    assert 'Reprendre<span class="visually-hidden"> civic.delivery.actions.send_mail</span>' in page
    assert 'name="channel"' not in page
    browser.post(reverse("console_requeue"), {"task": "civic.delivery.actions.send_mail"})
    assert [job.pk for job in Job.objects.filter(status=JobStatus.DEAD)] == [other.pk]
    browser.post(reverse("console_requeue"))  # nothing named: nothing started
    assert Job.objects.filter(status=JobStatus.DEAD).count() == 1


def test_programs_and_hours(client_of, staff, clock: Clock):
    browser = client_of(staff)
    silent = on_one_line(browser.get(reverse("console_deliveries")).content.decode())
    assert silent.count("pas démarré") == 3
    assert "jamais" in silent
    enqueue_due()
    Heartbeat.objects.create(name="w", role="worker", last_seen_at=now())
    live.record_heartbeat(name="hub", connections=3)
    alive = on_one_line(browser.get(reverse("console_deliveries")).content.decode())
    assert alive.count("en marche") == 3
    assert "jamais" not in alive
    assert "en retard" not in alive
    clock.forward(hours=26)
    late = on_one_line(browser.get(reverse("console_deliveries")).content.decode())
    assert late.count("muet depuis") == 3
    assert "en retard" in late


def test_lanes_of_jobs(client_of, staff, clock: Clock):
    for lane in (Lane.MAIL, Lane.FETCHING):
        Job.objects.create(task="x", queue=lane, due_at=now())
    clock.forward(minutes=6)
    page = on_one_line(client_of(staff).get(reverse("console_deliveries")).content.decode())
    shown = page.partition("Travaux en attente")[2].partition("</section>")[0]
    assert shown.count("aucun") == len(Lane) - 2
    assert shown.count("1, le plus ancien depuis") == 2
    assert shown.count("en retard") == 1, "a link may wait, a mail may not"
    assert "en retard" in shown.partition("Courriels un à un")[2].partition("</li>")[0]


def test_the_health_page_counts_what_is_late(client, event_id, clock: Clock):
    assert client.get("/sante/").json()["deliveries_late"] == 1
    Delivery.objects.update(due_at=now() + timedelta(hours=1))
    assert client.get("/sante/").json()["deliveries_late"] == 0
