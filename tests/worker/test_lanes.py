"""Nobody's mail waits for a picture."""

import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.jobs import JobFunction, Lane
from civic.delivery.enums import Channel, DeliveryStatus, MailStatus
from civic.delivery.models import Delivery, OutgoingMail
from civic.media.actions import linking
from civic.media.enums import MediaStatus
from civic.media.models import LinkPreview
from civic.posts import actions as posts
from civic.worker.models import Job
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory
from tests.media.servers import pages
from tests.worker.lanes import all_lanes
from tests.worker.test_processes import until

PREVIEWS = 100


@pytest.fixture
def working() -> Iterator[None]:
    """Every lane, as `run_worker` starts them."""
    with all_lanes(poll_seconds=0.1):
        yield


@pytest.fixture
def stuck(settings: Any, monkeypatch: pytest.MonkeyPatch, commune: Commune) -> Iterator[None]:
    """A hundred links to a page that sends a byte now and then."""
    monkeypatch.setattr(linking, "PAGE_SECONDS", 3.0)
    with pages() as address:
        settings.MEDIA_FETCH_ALLOWED_HOSTS = [address]
        for number in range(PREVIEWS):
            link = LinkPreview.objects.create(commune_id=commune.pk, url=f"http://{address}/drip?{number}")
            linking.read_link.enqueue(link_id=link.pk)
        yield


@pytest.mark.real_time
@pytest.mark.django_db(transaction=True)
def test_mails_leave_while_link_previews_are_stuck(
    stuck: None, working: None, mayor: Person, commune: Commune, viewer_of: Callable[..., Any], client: Any
) -> None:
    for number in range(5):
        MembershipFactory(commune=commune, person=PersonFactory(email=f"habitant{number}@exemple.test"))
    until(lambda: Job.objects.filter(queue=Lane.FETCHING, attempts=1).exists())
    begun = time.monotonic()
    client.post(reverse("account_reset_password"), {"email": mayor.email})
    content = posts.PostContent(title="Coupure d’eau", body="<p>Ne buvez pas l’eau du robinet.</p>")
    posts.publish_post(viewer=viewer_of(mayor, commune), key="alerte", content=content)
    sent = Delivery.objects.filter(channel=Channel.EMAIL, status=DeliveryStatus.SENT)
    until(lambda: OutgoingMail.objects.filter(status=MailStatus.SENT).exists() and sent.count() == 5)
    assert time.monotonic() - begun < 2
    assert LinkPreview.objects.filter(status=MediaStatus.WAITING).count() >= PREVIEWS - 2


# Nobody waits for what these make: a frame stays plain, links are looked at every week, the map of vigilance every ten
# minutes, and a paper that waits to be posted is an alarm.
NOT_WAITED_FOR = {
    *("read_poster", "check_links", "check_links_of", "check_link", "prepare_paper"),
    "read_vigilance",
}


def test_whoever_waits_for_a_job_hears_that_it_was_given_up() -> None:
    found = {
        task.__name__: task.otherwise
        for path in sorted(Path("civic").glob("*/actions/**/*.py"))
        + sorted(Path("civic").glob("*/actions.py"))
        for task in vars(
            import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
        ).values()
        if isinstance(task, JobFunction) and task.task.queue_name in {Lane.FILES, Lane.FETCHING, Lane.VIDEOS}
    }
    assert {name for name, otherwise in found.items() if otherwise is None} == NOT_WAITED_FOR


def test_what_others_are_made_to_wait_for_is_in_no_lane_of_people() -> None:
    """What reads another site, or converts what somebody sent, takes as long as somebody else decides."""
    paths = [
        "civic.links.actions.check_link",
        "civic.links.actions.check_links_of",
        "civic.media.actions.linking.read_link",
        "civic.media.actions.linking.read_poster",
        "civic.media.actions.preparing.prepare_photo",
        "civic.media.actions.preparing.prepare_video",
        "civic.memberships.actions.proofs.prepare_proof_file",
        "civic.private_files.actions.preparing.prepare_file",
        "civic.vigilance.actions.read_vigilance",
    ]
    for path in paths:
        module, _, name = path.rpartition(".")
        lane = Lane(getattr(import_module(module), name).task.queue_name)
        assert lane.late_after is None, path
