"""A change of mayor: what stays with the commune, what ends, who hears of it."""

from datetime import date, timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils.html import strip_tags

from civic.core.clock import now
from civic.delegations.models import Delegation
from civic.journal.events import Event
from civic.journal.models import Entry
from civic.memberships.enums import MembershipStatus, Proof, Residence
from civic.memberships.models import Membership
from civic.posts.enums import PUBLISH
from civic.posts.models import Post
from civic.town_halls.actions.offices import (
    AlreadyMayor,
    OfficeOver,
    OpenedTownHall,
    WrongDate,
    correct_office,
    end_office,
    record_mayor,
)
from civic.town_halls.events import OfficeEnded
from civic.town_halls.models import Office, TownHall
from tests.accounts.factories import PersonFactory
from tests.accounts.mails import subjects_to
from tests.communes.factories import DelegationFactory, MembershipFactory
from tests.plugins.frozen_time import Clock

pytestmark = pytest.mark.django_db

SUNDAY = date(2026, 11, 22)


@pytest.fixture
def elect(commune, clock: Clock):
    def make(**fields) -> OpenedTownHall:
        defaults = {
            "email": "nouvelle@villeneuve.test", "first_name": "Noa", "last_name": "Nouvelle",
            "since": date(2026, 11, 15),
        }  # fmt: skip
        return record_mayor(commune=commune, **(defaults | fields))

    return make


def test_the_page_its_residents_and_contents_stay(elect, commune, resident, public_post, viewer_of, mayor):
    before = TownHall.objects.get(commune=commune)
    opening = elect()
    after = TownHall.objects.get(commune=commune)
    assert (after.joined_at, after.feature_decisions) == (before.joined_at, before.feature_decisions)
    assert viewer_of(resident, commune).is_member
    assert Post.objects.get().author_title == public_post.author_title
    assert viewer_of(opening.mayor, commune).is_mayor
    assert [(one.person, one.since, one.ended_at is None) for one in Office.objects.order_by("since")] == [
        (mayor, date(2020, 7, 3), False), (opening.mayor, date(2026, 11, 15), True),
    ]  # fmt: skip


def test_the_former_mayor_becomes_a_resident_at_once(elect, commune, mayor, viewer_of, client_of):
    browser = client_of(mayor)
    listed = f"/{commune.slug}/mairie/administres/"
    assert browser.get(listed).status_code == 200
    before = TownHall.objects.get(commune=commune).residents
    elect()
    assert browser.get(listed).status_code == 403  # the session that was open
    viewer = viewer_of(mayor, commune)
    assert (viewer.is_mayor, viewer.is_town_hall, viewer.is_member) == (False, False, True)
    membership = Membership.objects.get(person=mayor)
    assert (membership.status, membership.residence, membership.proof_seen) == (
        MembershipStatus.ACCEPTED, Residence.MAIN, Proof.KNOWN,
    )  # fmt: skip
    assert TownHall.objects.get(commune=commune).residents == before + 1
    assert membership.last_first == "exemple camille"  # found in the list like everybody


@pytest.mark.parametrize("status", MembershipStatus)
def test_a_former_mayor_is_counted_once(elect, commune, mayor, status):
    MembershipFactory(commune=commune, person=mayor, status=status, residence=Residence.SECOND)
    elect()
    membership = Membership.objects.get(person=mayor)
    assert membership.status == MembershipStatus.ACCEPTED
    assert membership.residence == (
        Residence.SECOND if status == MembershipStatus.ACCEPTED else Residence.MAIN
    )
    assert TownHall.objects.get(commune=commune).residents == 1


def test_what_the_former_mayor_gave_ends(elect, commune, mayor, delegate_with, viewer_of, run_jobs):
    running = delegate_with(PUBLISH, email="dgs@villeneuve.test")
    for number, fields in enumerate(
        (
            {"ends_at": now() + timedelta(days=300)},
            {"starts_at": now() + timedelta(days=3)},
            {"accepted_at": None},
        )
    ):
        person = PersonFactory(email=f"autre{number}@villeneuve.test")
        DelegationFactory(commune=commune, person=person, given_by=mayor, rights=["publish"], **fields)
    elect()
    assert not viewer_of(running, commune).is_town_hall
    assert not Delegation.objects.standing(now()).exists()
    run_jobs()
    over = f"Votre procuration {commune.of_name} a pris fin avec le mandat du maire"
    assert over in subjects_to("dgs@villeneuve.test")
    assert subjects_to("autre2@villeneuve.test") == []  # never accepted: nothing was lost


def test_both_mayors_hear_of_it(elect, commune, mayor, run_jobs, client_of):
    opening = elect()
    run_jobs()
    assert subjects_to(mayor.email) == [f"Votre mandat de maire {commune.of_name} est terminé"]
    assert len(subjects_to("nouvelle@villeneuve.test")) == 1  # the link to choose a password
    page = client_of(opening.mayor).get("/notifications/").content.decode()
    assert f"Vous êtes maire {commune.of_name}" in page
    assert "a accepté votre inscription" not in client_of(mayor).get("/notifications/").content.decode()


def test_the_former_mayor_s_inbox_stays_open(elect, commune, mayor, run_jobs):
    from civic.notifications.models import Inbox

    elect()
    run_jobs()
    assert Inbox.objects.filter(person=mayor, commune=commune).exists()


def test_old_words_stay_the_mayor_s(elect, commune, mayor, public_post, client_of):
    Post.objects.update(author_title="Maire")
    elect()
    page = client_of(None).get(reverse("post_detail", args=[commune.slug, public_post.pk])).content.decode()
    assert f"{mayor.full_name}, maire" in strip_tags(page)


@pytest.mark.at("2026-11-22T10:00")
@pytest.mark.parametrize(
    ("since", "said"),
    [(date(2026, 11, 23), "futur"), (date(2020, 7, 2), "avant le début du mandat précédent")],
)
def test_dates_that_cannot_be(elect, mayor, since, said):
    with pytest.raises(WrongDate, match=said):
        elect(since=since)
    assert Office.objects.get().person == mayor


def test_the_mayor_in_office_is_not_elected_twice(elect, mayor):
    with pytest.raises(AlreadyMayor):
        elect(email=mayor.email.upper())


def test_the_former_office_ends_on_the_day_the_next_begins(elect, mayor):
    elect()
    assert Office.objects.get(person=mayor).ended_at.isoformat() == "2026-11-14T23:00:00+00:00"


def test_an_office_can_end_without_a_successor(
    commune, mayor, delegate_with, viewer_of, staff, clock, run_jobs, client
):
    delegate = delegate_with(PUBLISH)
    office = Office.objects.get()
    end_office(
        viewer=viewer_of(staff, commune), office_id=office.pk, last_day=date(2026, 11, 20), notify=True
    )
    assert client.get(f"/{commune.slug}/").status_code == 200
    assert not viewer_of(mayor, commune).is_mayor
    assert not viewer_of(delegate, commune).is_town_hall
    run_jobs()
    assert subjects_to(mayor.email) == [f"Votre mandat de maire {commune.of_name} est terminé"]
    with pytest.raises(OfficeOver):
        end_office(viewer=viewer_of(staff, commune), office_id=office.pk, last_day=SUNDAY, notify=True)


def test_after_a_death_nobody_is_written_to(commune, mayor, viewer_of, staff, clock, run_jobs):
    office = Office.objects.get()
    end_office(viewer=viewer_of(staff, commune), office_id=office.pk, last_day=SUNDAY, notify=False)
    run_jobs()
    assert subjects_to(mayor.email) == []
    assert not Membership.objects.filter(person=mayor).exists()


@pytest.mark.at("2026-11-22T10:00")
def test_dates_are_corrected_between_their_neighbours(elect, commune, mayor, viewer_of, staff):
    elect()
    viewer = viewer_of(staff, commune)
    former, current = Office.objects.order_by("since")
    corrected = correct_office(
        viewer=viewer, office_id=former.pk, since=date(2014, 4, 5), last_day=date(2026, 11, 14)
    )
    assert (corrected.since, corrected.ended_at.date()) == (date(2014, 4, 5), date(2026, 11, 14))
    assert (
        correct_office(viewer=viewer, office_id=current.pk, since=date(2026, 11, 16), last_day=None).ended_at
        is None
    )
    for office, since, last_day in (
        (current, date(2014, 4, 4), None),
        (current, date(2026, 11, 23), None),
        (former, date(2026, 11, 17), date(2026, 11, 18)),
        (former, date(2014, 4, 5), date(2026, 11, 18)),
        (former, date(2014, 4, 5), date(2014, 4, 4)),
        (former, date(2014, 4, 5), date(2026, 11, 23)),
    ):
        with pytest.raises(WrongDate):
            correct_office(viewer=viewer, office_id=office.pk, since=since, last_day=last_day)


def test_entries_of_before_say_whether_the_former_mayor_is_notified():
    migration = import_module("civic.town_halls.migrations.0003_notified_of_the_end")
    entry = Entry.objects.create(kind=OfficeEnded.kind, data={"office_id": str(uuid4()), "tell": False})
    migration.rename(apps, None)
    entry.refresh_from_db()
    assert not Event.from_data(entry.kind, entry.data).notify
    migration.rename_back(apps, None)
    entry.refresh_from_db()
    assert entry.data["tell"] is False
