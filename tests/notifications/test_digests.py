"""The summaries: what was kept, once, at the hour of the commune, whoever slept or ran twice."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.viewer import Viewer
from civic.delivery.enums import DeliveryStatus
from civic.delivery.models import Delivery
from civic.memberships.actions.joining import leave_commune
from civic.notifications.actions.choosing import save_choices
from civic.notifications.actions.digesting import send_digests, start_digests
from civic.notifications.actions.inbox import mark_all_read, mark_read, open_inbox
from civic.notifications.actions.purging import purge_old_notifications
from civic.notifications.enums import Frequency
from civic.notifications.kinds import NotificationKind
from civic.notifications.models import Digest, DigestRun
from civic.notifications.queries.choices import frequency_of
from civic.notifications.queries.inbox import inbox_page
from civic.notifications.queries.unsubscribing import digest_unsubscribe_token
from civic.posts import actions as posts
from civic.posts.models import Post
from civic.threads.actions import messages
from civic.threads.thread_kinds import COMMENTS
from civic.worker.schedule import enqueue_due
from tests.accounts.factories import PersonFactory
from tests.communes.factories import CommuneFactory, MembershipFactory, OfficeFactory, TownHallFactory
from tests.plugins.frozen_time import Clock

pytestmark = pytest.mark.django_db
Viewers = Callable[[Person | None, Commune], Viewer]


class Town:
    """A commune where things happen at chosen times, and the mails that leave."""

    def __init__(
        self, commune: Commune, mayor: Person, viewer_of: Viewers, run_jobs: Any, mailbox: Path, clock: Clock
    ) -> None:
        self.commune, self.mayor, self.clock = commune, mayor, clock
        self.viewer_of, self.run_jobs, self.mailbox = viewer_of, run_jobs, mailbox

    def resident(self, frequency: str) -> Person:
        person = PersonFactory(email=f"{frequency}.{Person.objects.count()}@exemple.test")
        MembershipFactory(commune=self.commune, person=person)
        open_inbox(person_id=person.pk, commune_id=self.commune.pk)
        save_choices(
            viewer=self.viewer_of(person, self.commune),
            commune_ids=[self.commune.pk],
            choices={"post_published_email": frequency, "comment_after_own_email": frequency},
        )
        return person

    def publish(self, title: str) -> Post:
        content = posts.PostContent(title=title, body="<p>Texte</p>")
        post = posts.publish_post(viewer=self.viewer_of(self.mayor, self.commune), key=title, content=content)
        self.run_jobs()
        self.clock.forward(seconds=1)
        return post

    def clock_strikes(self) -> None:
        enqueue_due()
        self.run_jobs()

    def mails_to(self, person: Person) -> list[Any]:
        found = [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted(self.mailbox.glob("*.eml"))
        ]
        return [mail for mail in found if person.email in mail["To"]]

    def subjects(self, person: Person) -> list[str]:
        return [mail["Subject"].replace("\u00a0", " ") for mail in self.mails_to(person)]


@pytest.fixture
def town(commune, mayor, viewer_of, run_jobs, clock, settings) -> Town:
    clock.at("2026-11-23T10:00:00+01:00")  # a Monday
    made = Town(commune, mayor, viewer_of, run_jobs, settings.MAILBOX_DIR, clock)
    made.clock_strikes()  # what was due before the story begins
    return made


def test_each_gets_what_was_chosen(town: Town, clock: Clock) -> None:
    """A publication on Wednesday at noon, for one of each frequency."""
    people = {frequency: town.resident(frequency) for frequency in Frequency.values}
    clock.at("2026-11-25T12:00:00+01:00")
    town.publish("Marché de Noël")
    assert town.subjects(people["now"]) == ["Marché de Noël"]
    for moment in ("2026-11-25T15:59:00+01:00",):
        clock.at(moment)
        town.clock_strikes()
        assert [len(town.mails_to(people[one])) for one in ("daily", "weekly", "never")] == [0, 0, 0]
    clock.at("2026-11-25T16:00:00+01:00")
    town.clock_strikes()
    assert town.subjects(people["weekly"]) == ["Votre résumé de la semaine : 1 nouvelle"]
    assert town.subjects(people["daily"]) == []
    clock.at("2026-11-25T17:59:00+01:00")
    town.clock_strikes()
    assert town.subjects(people["daily"]) == []
    clock.at("2026-11-25T18:00:00+01:00")
    town.clock_strikes()
    assert town.subjects(people["daily"]) == ["Votre résumé du jour : 1 nouvelle"]
    # Days later: nothing happened, nothing leaves.
    for day in range(26, 31):
        clock.at(f"2026-11-{day}T18:00:00+01:00")
        town.clock_strikes()
    clock.at("2026-12-02T16:00:00+01:00")
    town.clock_strikes()
    assert {one: len(town.mails_to(person)) for one, person in people.items()} == {
        "now": 1,
        "daily": 1,
        "weekly": 1,
        "never": 0,
    }


@pytest.mark.parametrize(
    ("sunday", "eighteen"),
    [("2027-10-31", "2027-10-31T17:00:00+00:00"), ("2027-03-28", "2027-03-28T16:00:00+00:00")],
    ids=["winter", "summer"],
)
def test_eighteen_hours_on_the_sunday_when_clocks_change(
    town: Town, clock: Clock, sunday: str, eighteen: str
) -> None:
    person = town.resident("daily")
    clock.at(f"{sunday}T12:00:00+00:00")
    town.clock_strikes()
    town.publish("Changement d’heure")
    clock.at(eighteen)
    clock.forward(minutes=-1)
    town.clock_strikes()
    assert town.mails_to(person) == []
    clock.at(eighteen)
    town.clock_strikes()
    assert len(town.mails_to(person)) == 1
    # The same wall-clock hour never comes twice in a day.
    clock.forward(hours=1)
    town.clock_strikes()
    assert len(town.mails_to(person)) == 1


def test_three_days_of_silence_make_one_summary(town: Town, clock: Clock) -> None:
    person = town.resident("daily")
    for day in (23, 24, 25):
        clock.at(f"2026-11-{day}T11:00:00+01:00")
        town.publish(f"Le {day}")
    clock.at("2026-11-26T09:00:00+01:00")  # the scheduler comes back
    town.clock_strikes()
    (mail,) = town.mails_to(person)
    text = mail.get_body(("plain",)).get_content()
    assert [f"Le {day}" in text for day in (23, 24, 25)] == [True, True, True]
    clock.at("2026-11-26T18:00:00+01:00")
    town.clock_strikes()
    assert len(town.mails_to(person)) == 1


def test_two_schedulers_and_a_job_that_runs_again(town: Town, clock: Clock) -> None:
    person = town.resident("daily")
    town.publish("Une fois")
    clock.at("2026-11-23T18:00:00+01:00")
    start_digests()
    start_digests()
    town.run_jobs()
    period_end = DigestRun.objects.filter(frequency="daily").latest("period_end").period_end
    for _ in range(2):
        send_digests(zones=["Europe/Paris"], frequency=Frequency.DAILY, period_end=period_end)
    town.run_jobs()
    assert len(town.mails_to(person)) == 1
    assert Digest.objects.filter(person=person).count() == 1


def test_the_keys_of_old_summaries_are_purged(town: Town, clock: Clock) -> None:
    person = town.resident("daily")
    town.publish("Il y a longtemps")
    clock.at("2026-11-23T18:00:00+01:00")
    town.clock_strikes()
    purge_old_notifications()
    assert Digest.objects.filter(person=person).count() == 1
    clock.forward(days=61)
    purge_old_notifications()
    assert (Digest.objects.count(), DigestRun.objects.count()) == (0, 0)


def test_a_clock_that_jumps_back_an_hour(town: Town, clock: Clock) -> None:
    person = town.resident("daily")
    town.publish("Une fois")
    clock.at("2026-11-23T18:05:00+01:00")
    town.clock_strikes()
    clock.at("2026-11-23T17:05:00+01:00")
    town.clock_strikes()
    clock.at("2026-11-23T18:05:00+01:00")
    town.clock_strikes()
    assert len(town.mails_to(person)) == 1


def test_what_came_after_the_hour_waits_for_the_next(town: Town, clock: Clock) -> None:
    person = town.resident("daily")
    town.publish("Avant")
    clock.at("2026-11-23T18:00:00+01:00")
    town.clock_strikes()
    clock.at("2026-11-23T18:01:00+01:00")
    town.publish("Après")
    town.clock_strikes()
    assert len(town.mails_to(person)) == 1
    clock.at("2026-11-24T18:00:00+01:00")
    town.clock_strikes()
    first, second = town.mails_to(person)
    assert "Après" not in first.get_body(("plain",)).get_content()
    assert "Avant" not in second.get_body(("plain",)).get_content()


def test_nothing_that_was_read_or_is_gone(town: Town, clock: Clock) -> None:
    reader, leaver, opener = (town.resident("daily") for _ in range(3))
    gone = town.publish("Retirée")
    town.publish("Lue")
    mark_all_read(viewer=town.viewer_of(reader, town.commune))
    town.publish("Ouverte")
    viewer = town.viewer_of(opener, town.commune)
    for line in inbox_page(viewer).lines:
        mark_read(viewer=viewer, notification_id=line.newest.pk)
    posts.remove_post(viewer=town.viewer_of(town.mayor, town.commune), post_id=gone.pk)
    leave_commune(viewer=town.viewer_of(leaver, town.commune))
    town.run_jobs()
    clock.at("2026-11-23T18:00:00+01:00")
    town.clock_strikes()
    (mail,) = town.mails_to(reader)
    text = mail.get_body(("plain",)).get_content()
    assert "Ouverte" in text
    assert "Lue" not in text
    assert "Retirée" not in text
    assert town.mails_to(leaver) == []
    assert town.mails_to(opener) == []
    # Each row says why.
    reasons = set(
        Delivery.objects.filter(status=DeliveryStatus.SKIPPED).values_list("reason", flat=True).distinct()
    )
    assert {"already_read", "withdrawn"} <= reasons


def test_the_best_first_and_several_on_one_object_in_one_line(town: Town, clock: Clock) -> None:
    person, talker = town.resident("daily"), town.resident("never")
    post = town.publish("Travaux rue Haute")
    viewer = town.viewer_of(person, town.commune)
    messages.write_message(
        kind=COMMENTS, viewer=viewer, thread_id=post.thread_id, body="Combien de temps ?", key="1"
    )
    for number in range(3):
        messages.write_message(
            kind=COMMENTS,
            viewer=town.viewer_of(talker, town.commune),
            thread_id=post.thread_id,
            body=f"N° {number}",
            key=f"{number}",
        )
    town.publish("Fête des voisins")
    clock.at("2026-11-23T18:00:00+01:00")
    town.clock_strikes()
    (mail,) = town.mails_to(person)
    text = mail.get_body(("plain",)).get_content().replace("\u00a0", " ")
    order = [
        text.index(words)
        for words in ("« Fête des voisins »", "a publié « Travaux rue Haute »", "3 nouveaux commentaires")
    ]
    assert order == sorted(order)
    assert mail["Subject"].startswith("Votre résumé du jour")
    assert town.commune.of_name in mail["From"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_each_time_zone_at_its_own_hour(town: Town, clock: Clock) -> None:
    """A commune of Réunion: eighteen hours there is fifteen in Paris in winter."""
    island = CommuneFactory(code="97411", name="Saint-Denis", timezone="Indian/Reunion")
    TownHallFactory(commune=island)
    its_mayor = PersonFactory()
    OfficeFactory(commune=island, person=its_mayor)
    there = Town(island, its_mayor, town.viewer_of, town.run_jobs, town.mailbox, clock)
    here, overseas = town.resident("daily"), there.resident("daily")
    town.publish("À Paris")
    there.publish("À La Réunion")
    clock.at("2026-11-23T14:59:00+01:00")
    town.clock_strikes()
    assert town.mails_to(overseas) == []
    clock.at("2026-11-23T15:00:00+01:00")
    town.clock_strikes()
    assert len(town.mails_to(overseas)) == 1
    assert town.mails_to(here) == []
    clock.at("2026-11-23T18:00:00+01:00")
    town.clock_strikes()
    assert len(town.mails_to(here)) == 1
    assert len(town.mails_to(overseas)) == 1


def test_statements_of_a_summary_do_not_grow_with_what_it_holds(
    town: Town, clock: Clock, django_assert_max_num_queries: Any
) -> None:
    town.resident("daily")
    for number in range(6):
        town.publish(f"N° {number}")
    clock.at("2026-11-23T18:00:00+01:00")
    period_end = clock.at("2026-11-23T18:00:00+01:00")
    with django_assert_max_num_queries(24):
        send_digests(zones=["Europe/Paris"], frequency=Frequency.DAILY, period_end=period_end)
    assert Digest.objects.get().items == 6


def test_one_click_stops_the_summary_of_a_frequency(town: Town, clock: Clock, client: Any) -> None:
    person = town.resident("daily")
    town.publish("Dernier")
    clock.at("2026-11-23T18:00:00+01:00")
    town.clock_strikes()
    (mail,) = town.mails_to(person)
    path = mail["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    assert client.get(path).status_code == 200
    town.publish("Encore")
    clock.at("2026-11-24T18:00:00+01:00")
    town.clock_strikes()
    assert len(town.mails_to(person)) == 2  # reading the page stopped nothing
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    town.publish("Trop tard")
    clock.at("2026-11-25T18:00:00+01:00")
    town.clock_strikes()
    assert len(town.mails_to(person)) == 2


def test_a_summary_that_was_stopped_can_be_taken_back(town: Town, client: Any) -> None:
    """As it was, and nothing that was off before."""
    person = town.resident("daily")
    viewer = town.viewer_of(person, town.commune)
    save_choices(viewer=viewer, commune_ids=[town.commune.pk], choices={"comment_after_own_email": "never"})
    token = digest_unsubscribe_token(person.pk, Frequency.DAILY)
    path = f"/notifications/arret-resume/{token}/"
    page = client.post(path).content.decode()
    back = re.findall(r'name="resume" value="([^"]+)"', page)
    assert f"{town.commune.pk}.post_published" in back
    assert f"{town.commune.pk}.comment_after_own" not in back
    how_often = frequency_of
    kind = NotificationKind.all["post_published"]
    assert how_often(person.pk, town.commune.pk, kind) is Frequency.NEVER
    answer = client.post(path, {"resume": [*back, "999.post_published", "x"]})
    assert "reprend" in answer.content.decode()
    assert how_often(person.pk, town.commune.pk, kind) is Frequency.DAILY
    after = NotificationKind.all["comment_after_own"]
    assert how_often(person.pk, town.commune.pk, after) is Frequency.NEVER
