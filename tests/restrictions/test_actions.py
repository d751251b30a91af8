"""A town hall takes from a resident, for a time, the right to speak; and gives it back."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from civic.core.clock import now
from civic.core.refusals import NotAllowed
from civic.delegations.models import Delegation
from civic.journal.models import Entry
from civic.live.models import Change
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership
from civic.memberships.queries.residents import resident_page
from civic.restrictions import refusals
from civic.restrictions.actions import (
    end_restriction,
    lift_on_appeal,
    lift_restriction,
    restore_restriction,
    restrict_resident,
)
from civic.restrictions.enums import RestrictionScope
from civic.restrictions.models import Restriction
from civic.restrictions.queries import (
    DelegateRestricted,
    MayorRestricted,
    NotAResident,
    OneselfRestricted,
    due_restriction_ids,
    own_restriction,
    restriction_history,
)
from civic.restrictions.rules import restriction_end
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.town_halls.models import Office
from civic.worker.models import Job
from tests.accounts.factories import PersonFactory
from tests.communes.factories import DelegationFactory, MembershipFactory, RestrictionFactory
from tests.together import together

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def membership_of(person, commune) -> Membership:
    return Membership.objects.get(person=person, commune=commune)


@pytest.fixture
def block(commune, mayor, resident, viewer_of) -> Callable[..., Restriction]:
    """`block(…)`: the resident, by the mayor, from comments for a week, unless said otherwise."""

    def make(by=None, person=None, **changed) -> Restriction:
        fields = {
            "scopes": ["comments"], "duration": "week", "reason": "insult", "words": "Injures.", "key": "k",
        } | changed  # fmt: skip
        membership = membership_of(person or resident, commune)
        return restrict_resident(
            viewer=viewer_of(by or mayor, commune), membership_id=membership.pk, **fields
        )

    return make


def test_it_takes_what_is_named_and_nothing_else(block, resident, commune, viewer_of):
    block(scopes=["discussions", "comments"])
    viewer = viewer_of(resident, commune)
    assert viewer.restrictions == {"comments", "discussions"}
    assert viewer.is_member
    assert (viewer.restricted_until, viewer.restricted_for) == (
        Restriction.objects.get().ends_at,
        "propos injurieux",
    )
    entry = Entry.objects.get(kind="restrictions.ResidentRestricted")
    assert (entry.commune_id, entry.acted_for_town_hall) == (commune.pk, True)
    assert Change.objects.filter(topic__contains=str(resident.pk).replace("-", "")).exists() or (
        Change.objects.filter(topic__contains=str(resident.pk)).exists()
    )


def test_all_speech_stands_for_each_way(block, resident, commune, viewer_of):
    assert block(scopes=["comments", "all"]).scopes == ["all"]
    assert viewer_of(resident, commune).restrictions == {"comments", "messages", "discussions"}


def test_it_holds_in_its_commune_alone(block, resident, other_commune, viewer_of):
    MembershipFactory(commune=other_commune, person=resident)
    block(scopes=["all"])
    there = viewer_of(resident, other_commune)
    assert (there.restrictions, there.restricted_until) == (frozenset(), None)


def test_the_viewer_is_one_statement_and_several_delegations_change_nothing(
    block, resident, commune, mayor, viewer_of, django_assert_num_queries
):
    block()
    for _ in range(2):  # whose rights were all taken back: not of the town hall
        DelegationFactory(commune=commune, person=resident, given_by=mayor, rights=[])
    with django_assert_num_queries(1):
        assert viewer_of(resident, commune).restrictions == {"comments"}
    Delegation.objects.update(rights=["publish"])
    assert viewer_of(resident, commune).restrictions == frozenset()
    Delegation.objects.update(ends_at=now() - timedelta(seconds=1))
    assert viewer_of(resident, commune).restrictions == {"comments"}


@pytest.mark.parametrize("kept", ["past", "closed"])
def test_one_that_is_over_holds_nobody(resident, commune, viewer_of, kept):
    moment = now()
    times = {
        "past": {"starts_at": moment - 2 * WEEK, "ends_at": moment - WEEK},
        "closed": {"closed_at": moment},
    }
    RestrictionFactory(commune=commune, person=resident, **times[kept])
    assert viewer_of(resident, commune).restrictions == frozenset()


def test_those_who_cannot_be_restricted(block, commune, mayor, resident, delegate, applicant, viewer_of):
    def refused(person, by, refusal):
        if not Membership.objects.filter(person=person, commune=commune).exists():
            MembershipFactory(commune=commune, person=person)
        with pytest.raises(refusal):
            block(by=by, person=person)

    refused(mayor, mayor, OneselfRestricted)
    refused(delegate, delegate, OneselfRestricted)
    refused(mayor, delegate, MayorRestricted)
    refused(delegate, mayor, DelegateRestricted)
    refused(applicant, mayor, NotAResident)
    Membership.objects.filter(person=resident).update(status=MembershipStatus.LEFT)
    refused(resident, mayor, NotAResident)
    assert Restriction.objects.count() == 0
    Delegation.objects.update(ends_at=now() - timedelta(seconds=1))
    assert block(person=delegate).scopes == ["comments"]


def test_who_may_restrict(
    block, commune, other_commune, resident, powerless_delegate, other_mayor, stranger, viewer_of
):
    with pytest.raises(NotAllowed):
        block(by=powerless_delegate)
    with pytest.raises(NotAllowed):
        block(by=resident)
    theirs = membership_of(stranger, other_commune)
    for viewer in (viewer_of(commune.offices.get().person, commune), viewer_of(other_mayor, commune)):
        with pytest.raises(Http404):
            restrict_resident(
                viewer=viewer, membership_id=theirs.pk, scopes=["all"], duration="week",
                reason="other", words="Non", key="k",
            )  # fmt: skip
    assert Restriction.objects.count() == 0


@pytest.mark.at("2026-11-22T10:00")
@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"scopes": []}, refusals.NothingRestricted),
        ({"words": " \u200b "}, refusals.RestrictionReasonMissing),
        ({"duration": "date", "until": date(2026, 11, 21)}, refusals.EndInThePast),
        ({"duration": "date", "until": date(2027, 11, 23)}, refusals.RestrictionTooLong),
    ],
)
def test_what_is_not_a_restriction(block, clock, changed, refusal):
    with pytest.raises(refusal):
        block(**changed)
    assert Restriction.objects.count() == 0
    assert Job.objects.filter(task__endswith="end_restriction").count() == 0


@pytest.mark.at("2026-11-22T10:00")
def test_a_year_to_the_last_minute(block, clock):
    made = block(duration="date", until=date(2027, 11, 22))
    assert made.ends_at == datetime.fromisoformat("2027-11-23T00:00:00+01:00")


def test_a_double_click_makes_one(block, clock):
    made = block()
    clock.forward(seconds=1)
    assert block() == made
    assert (
        Restriction.objects.count()
        == Entry.objects.filter(kind="restrictions.ResidentRestricted").count()
        == 1
    )


@pytest.mark.parametrize(
    "others",
    [
        {"words": "D’autres mots."},
        {"scopes": ["discussions"]},
        {"reason": "other"},
        {"duration": "month"},
        {"duration": "date", "until": date(2027, 1, 15)},
    ],
    ids=lambda others: "-".join(others),
)
def test_a_form_that_made_one_is_refused_with_anything_else_in_it(block, others):
    made = block()
    with pytest.raises(refusals.FormUsedBefore):
        block(**others)
    assert list(Restriction.objects.values_list("pk", "ends_at")) == [(made.pk, made.ends_at)]


def test_a_new_one_takes_the_place_of_the_former(block, resident, commune, mayor, viewer_of):
    former = block()
    block(key="l", former_id=former.pk, scopes=["all"], reason="harassment")
    former.refresh_from_db()
    assert (former.replaced, former.lifted_by, former.closed_at is None) == (True, mayor, False)
    assert viewer_of(resident, commune).restricted_for == "harcèlement"
    history = restriction_history(viewer_of(mayor, commune), resident.pk)
    assert (history.running.reason, [one.pk for one in history.past]) == ("harassment", [former.pk])


def test_the_second_of_two_agents_learns_who_was_first(block, delegate):
    block(by=delegate)
    with pytest.raises(refusals.RestrictedMeanwhile, match="Denise Adjointe"):
        block(key="l")
    assert Restriction.objects.count() == 1


def test_one_that_ended_by_itself_is_nobodys_former(block, resident, commune, clock, viewer_of):
    block()
    clock.forward(days=8)
    block(key="l")
    assert Restriction.objects.filter(closed_at=None).count() == 1
    assert Restriction.objects.filter(replaced=True).count() == 0


# --- Its end --------------------------------------------------------------------------------------------------------


def test_it_ends_by_itself_even_if_nothing_runs(block, resident, commune, clock, viewer_of):
    block()
    clock.forward(days=6, hours=23, minutes=59)
    assert viewer_of(resident, commune).restrictions == {"comments"}
    clock.forward(minutes=1)
    assert viewer_of(resident, commune).restrictions == frozenset()


@pytest.mark.parametrize("by", ["its own job", "the clock"])
def test_its_end_is_recorded_once(block, clock, run_jobs, by):
    restriction = block()
    run_jobs()
    end_restriction(restriction_id=restriction.pk)
    assert due_restriction_ids() == []
    clock.forward(days=7)
    if by == "the clock":
        from civic.restrictions.actions import end_due_restrictions

        assert due_restriction_ids() == [restriction.pk]
        end_due_restrictions.enqueue()
    run_jobs()
    run_jobs()
    restriction.refresh_from_db()
    assert restriction.closed_at == restriction.ends_at
    assert Entry.objects.filter(kind="restrictions.RestrictionEnded").count() == 1


def test_a_clock_that_goes_back(block, resident, commune, clock, viewer_of, run_jobs):
    restriction = block()
    clock.forward(hours=-1)  # it holds from its row on
    assert viewer_of(resident, commune).restrictions == {"comments"}
    clock.forward(days=7, hours=1)
    run_jobs()
    clock.forward(hours=-1)  # what was said to be over stays over
    assert viewer_of(resident, commune).restrictions == frozenset()
    assert own_restriction(viewer_of(resident, commune)).pk == restriction.pk


def test_the_job_of_a_clock_that_was_ahead_does_nothing_and_the_clock_picks_it_up(block, clock):
    restriction = block()
    clock.forward(days=7, seconds=-1)
    end_restriction(restriction_id=restriction.pk)
    assert Restriction.objects.filter(closed_at=None).exists()
    clock.forward(seconds=1)
    assert due_restriction_ids() == [restriction.pk]


def test_lifting_before_its_end(block, resident, commune, mayor, delegate, viewer_of):
    block()
    pk = membership_of(resident, commune).pk

    def lift(by):
        return lift_restriction(viewer=viewer_of(by, commune), membership_id=pk, words=" Merci. ")

    with pytest.raises(NotAllowed):
        lift(resident)
    lifted = lift(mayor)
    assert (lifted.lifted_by_id, lifted.lifted_words, lifted.replaced) == (mayor.pk, "Merci.", False)
    assert lift(mayor).pk == lifted.pk
    assert Entry.objects.filter(kind="restrictions.RestrictionLifted").count() == 1
    with pytest.raises(refusals.NotRestricted, match="Camille Exemple"):
        lift(delegate)
    assert viewer_of(resident, commune).restrictions == frozenset()


def test_nothing_to_lift(block, resident, commune, mayor, clock, viewer_of):
    pk = membership_of(resident, commune).pk
    with pytest.raises(refusals.NotRestricted):
        lift_restriction(viewer=viewer_of(mayor, commune), membership_id=pk)
    block()
    clock.forward(days=8)
    with pytest.raises(refusals.NotRestricted):
        lift_restriction(viewer=viewer_of(mayor, commune), membership_id=pk)


def test_nobody_lifts_their_own(block, resident, commune, mayor, viewer_of):
    block()
    DelegationFactory(commune=commune, person=resident, given_by=mayor, rights=[MANAGE_RESIDENTS])
    with pytest.raises(OneselfRestricted):
        lift_restriction(
            viewer=viewer_of(resident, commune), membership_id=membership_of(resident, commune).pk
        )


def test_undo_of_a_lifting(block, resident, commune, mayor, delegate, clock, viewer_of):
    block()
    pk = membership_of(resident, commune).pk
    viewer = viewer_of(mayor, commune)
    lift_restriction(viewer=viewer, membership_id=pk)
    with pytest.raises(refusals.TooLateToUndo):
        restore_restriction(viewer=viewer_of(delegate, commune), membership_id=pk)
    clock.forward(minutes=9)
    restore_restriction(viewer=viewer, membership_id=pk)
    restore_restriction(viewer=viewer, membership_id=pk)
    assert viewer_of(resident, commune).restrictions == {"comments"}
    assert Entry.objects.filter(kind="restrictions.RestrictionRestored").count() == 1
    lift_restriction(viewer=viewer, membership_id=pk)
    clock.forward(minutes=11)
    with pytest.raises(refusals.TooLateToUndo):
        restore_restriction(viewer=viewer, membership_id=pk)


def test_only_the_platform_lifts_on_appeal(block, resident, commune, mayor, staff, viewer_of):
    restriction = block()
    for person in (resident, mayor):
        with pytest.raises(NotAllowed):
            lift_on_appeal(viewer=viewer_of(person, commune), restriction_id=restriction.pk, words="Non")
    lift_on_appeal(viewer=viewer_of(staff, commune), restriction_id=restriction.pk, words="Oui")
    assert viewer_of(resident, commune).restrictions == frozenset()


# --- The list -------------------------------------------------------------------------------------------------------


def test_the_list_holds_those_who_are_held_now_page_by_page(
    commune, other_commune, mayor, resident, stranger, client_of, monkeypatch
):
    kept = resident_page.__kwdefaults__
    monkeypatch.setattr(resident_page, "__kwdefaults__", {**kept, "limit": 2})
    for number in range(3):
        person = PersonFactory(first_name="Bloqué", last_name=f"Numéro {'ABC'[number]}")
        MembershipFactory(commune=commune, person=person)
        RestrictionFactory(commune=commune, person=person, words=f"Motif de {number}")
    MembershipFactory(commune=commune, person=stranger)
    RestrictionFactory(commune=other_commune, person=stranger)  # there, and not here
    RestrictionFactory(commune=commune, person=resident, closed_at=now())
    browser = client_of(mayor)
    first = browser.get(f"/{commune.slug}/mairie/administres/?liste=bloques")
    page = first.content.decode()
    assert [name in page for name in ("Numéro A", "Numéro B", "Numéro C")] == [True, True, False]
    assert "Motif de 0" in page
    assert "Ne peut plus commenter" in page
    assert "propos injurieux" in page.lower()
    assert next(tab for tab in first.context["tabs"] if tab.label == "Bloqués").figure == "3"
    second = browser.get(first.context["next_url"]).content.decode()
    assert [name in second for name in ("Numéro A", "Numéro C")] == [False, True]
    for shown in (page, second):
        assert "Anne Martin" not in shown
        assert "Sacha Lointain" not in shown
    monkeypatch.undo()
    assert (
        "Blocage en cours"
        in browser.get(f"/{commune.slug}/mairie/administres/?liste=inscrits").content.decode()
    )


@pytest.mark.parametrize("tab", ["bloques", "inscrits"])
def test_statements_do_not_grow(commune, mayor, client_of, tab):
    browser, counts = client_of(mayor), []
    for _ in range(3):
        person = PersonFactory()
        MembershipFactory(commune=commune, person=person)
        RestrictionFactory(commune=commune, person=person)
        with CaptureQueriesContext(connection) as statements:
            browser.get(f"/{commune.slug}/mairie/administres/?liste={tab}")
        counts.append(len(statements))
    assert counts[0] == counts[2] <= 15


# --- Dates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duration", "at", "zone", "until", "end"),
    [
        ("day", "2026-11-22T10:00+01:00", "Europe/Paris", None, "2026-11-23T10:00+01:00"),
        ("week", "2026-11-22T10:00+01:00", "Europe/Paris", None, "2026-11-29T10:00+01:00"),
        # The same hour on the wall, over a change of hour.
        ("week", "2026-10-20T10:00+02:00", "Europe/Paris", None, "2026-10-27T10:00+01:00"),
        ("month", "2027-01-31T10:00+01:00", "Europe/Paris", None, "2027-02-28T10:00+01:00"),
        ("month", "2026-12-15T10:00+01:00", "Europe/Paris", None, "2027-01-15T10:00+01:00"),
        ("date", "2026-11-22T10:00+01:00", "Europe/Paris", date(2026, 11, 22), "2026-11-23T00:00+01:00"),
        # Already Monday there.
        ("date", "2026-11-22T23:00+01:00", "Indian/Reunion", date(2026, 11, 23), "2026-11-24T00:00+04:00"),
        ("date", "2026-11-22T10:00+01:00", "America/Cayenne", date(2026, 12, 31), "2027-01-01T00:00-03:00"),
    ],
)
def test_ends_are_read_on_the_clocks_of_the_commune(duration, at, zone, until, end):
    found = restriction_end(duration, now=datetime.fromisoformat(at), zone=zone, until=until)
    assert found == datetime.fromisoformat(end)


def test_what_is_said_of_scopes():
    said = RestrictionScope.in_words
    assert said(["comments"], "ni") == "commenter"
    assert said(["messages", "comments"], "et") == "commenter et écrire au maire"
    assert (
        said(["discussions", "messages", "comments"], "ni")
        == "commenter, écrire au maire ni participer aux discussions"
    )
    assert said(["all"], "ni") == "prendre la parole"


# --- At once --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_same_form_and_two_agents_at_the_very_same_time(block, delegate, mayor):
    together(block, block, block)
    assert Restriction.objects.count() == 1
    Restriction.objects.all().delete()
    agents = partial(block, by=mayor, key="a"), partial(block, by=delegate, key="b")
    answers = together(*agents, expected=refusals.RestrictedMeanwhile)
    assert sum(isinstance(answer, refusals.RestrictedMeanwhile) for answer in answers) == 1
    assert Restriction.objects.count() == 1


# --- Mergers --------------------------------------------------------------------------------------------------------


def test_it_goes_where_the_commune_goes(commune, merged_commune, resident, second_resident, viewer_of):
    from civic.communes.actions.mergers import follow_merged_communes

    for person in (resident, second_resident):
        MembershipFactory(commune=merged_commune, person=person)
    moved = RestrictionFactory(commune=merged_commune, person=resident)
    RestrictionFactory(commune=merged_commune, person=second_resident)
    longer = RestrictionFactory(
        commune=commune, person=second_resident, ends_at=now() + 5 * WEEK, reason="harassment"
    )
    follow_merged_communes()
    assert viewer_of(resident, commune).restricted_until == moved.ends_at
    assert viewer_of(second_resident, commune).restricted_until == longer.ends_at
    assert Restriction.objects.filter(commune=commune, closed_at=None).count() == 2
    assert Office.objects.filter(commune=commune, ended_at=None).count() == 1
