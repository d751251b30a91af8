"""Who may hand which rights to whom, and what counts when."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from civic.accounts.models import Person
from civic.alerts.enums import SEND_ALERTS
from civic.audiences.queries import recipients
from civic.core import registry
from civic.core.audience import Audience
from civic.core.clock import now
from civic.core.refusals import NotAllowed
from civic.delegations import rules
from civic.delegations.actions import (
    accept_delegation,
    change_delegation,
    decline_delegation,
    offer_delegation,
    restore_delegation,
    withdraw_delegation,
)
from civic.delegations.enums import DelegationState
from civic.delegations.models import Delegation
from civic.delegations.queries.delegations import delegations
from civic.delegations.queries.people import people_with_right
from civic.delegations.refusals import (
    AlreadyDelegate,
    AnotherName,
    DelegationTooShort,
    NoLongerOffered,
    NotStanding,
    TooLateToGiveBack,
    TooManyDelegations,
    ToOneself,
    ToTheMayor,
)
from civic.delivery.models import OutgoingMail
from civic.journal.models import Entry
from civic.live.models import Change
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership
from civic.posts.enums import PUBLISH
from civic.threads.enums import MODERATE_COMMENTS
from civic.town_halls.actions.offices import bring_town_hall, record_mayor
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.viewers.queries.viewer import viewer_for
from tests.accounts.factories import PersonFactory
from tests.accounts.mails import mails_to, text_of
from tests.communes.factories import DelegationFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(commune, mayor, viewer_of):
    """Invite someone as the mayor, unless asked otherwise; who has an account, under their name."""

    def make(viewer=None, **fields) -> Delegation:
        person = Person.objects.filter(email=fields.get("email", "")).first()
        defaults = {
            "email": "secretaire@villeneuve.test",
            "first_name": person.first_name if person else "Lou",
            "last_name": person.last_name if person else "Secrétaire",
            "title": "Secrétaire de mairie", "rights": [PUBLISH], "starts_at": None, "ends_at": None,
            "key": f"clef-{Delegation.objects.count()}",
        }  # fmt: skip
        return offer_delegation(viewer=viewer or viewer_of(mayor, commune), **(defaults | fields))

    return make


def test_nothing_works_before_the_person_accepts(offer, commune, second_resident, viewer_of):
    delegation = offer(email=second_resident.email)
    assert viewer_of(second_resident, commune).rights == frozenset()
    accepted = accept_delegation(viewer=viewer_of(second_resident, commune), delegation_id=delegation.pk)
    assert accepted.state_at(now()) == DelegationState.RUNNING
    viewer = viewer_of(second_resident, commune)
    assert (viewer.rights, viewer.title) == ({"publish"}, "Secrétaire de mairie")


def test_a_new_person_gets_an_account_and_a_link_that_says_who_invites_and_for_what(offer, commune, mayor):
    delegation = offer(rights=[PUBLISH, MANAGE_RESIDENTS])
    person = Person.objects.get(email="secretaire@villeneuve.test")
    assert (delegation.person, person.full_name) == (person, "Lou Secrétaire")
    (mail,) = mails_to(person.email)
    text = text_of(mail)
    for said in (mayor.full_name, commune.of_name, "Secrétaire de mairie", "Publier", "/mot-de-passe/"):
        assert said in text


def test_an_account_that_exists_gets_no_link_and_keeps_its_name(offer, second_resident):
    delegation = offer(email=f"  {second_resident.email.upper()} ", first_name="Autre", last_name="Nom")
    second_resident.refresh_from_db()
    assert (delegation.person, second_resident.full_name) == (second_resident, "Bruno Petit")
    assert OutgoingMail.objects.count() == 0
    # The mayor reads what the mayor wrote: whether the address has an account shows nowhere.
    assert delegation.display_name == "Autre Nom"


@pytest.mark.parametrize("shape", ["{}", " {} ", "{upper}"])
def test_never_to_oneself(offer, mayor, shape):
    with pytest.raises(ToOneself):
        offer(email=shape.format(mayor.email, upper=mayor.email.upper()))
    assert not Delegation.objects.exists()


def test_nobody_gives_more_than_they_have(offer, commune, delegate_with, viewer_of):
    """As a delegate would, were their page open to them: the action itself looks."""
    giver = delegate_with(PUBLISH, SEND_ALERTS)
    viewer = viewer_of(giver, commune)
    assert offer(viewer, rights=[PUBLISH]).rights == ["publish"]
    for rights in ([MANAGE_RESIDENTS], [PUBLISH, MANAGE_RESIDENTS], [SEND_ALERTS], []):
        with pytest.raises(NotAllowed):
            offer(viewer, email="autre@villeneuve.test", rights=rights)
    assert Delegation.objects.filter(given_by=giver).count() == 1


def test_a_delegate_gives_nothing_to_the_mayor(offer, commune, mayor, delegate_with, viewer_of):
    with pytest.raises(ToTheMayor):
        offer(viewer_of(delegate_with(PUBLISH), commune), email=mayor.email)


@pytest.mark.parametrize("who", ["resident", "applicant", "stranger"])
def test_who_does_not_act_for_the_town_hall_gives_nothing(offer, commune, viewer_of, who, request):
    with pytest.raises(NotAllowed):
        offer(viewer_of(request.getfixturevalue(who), commune))


def test_the_same_person_is_not_invited_twice(offer, second_resident):
    first = offer(email=second_resident.email)
    with pytest.raises(AlreadyDelegate, match="Bruno Petit a déjà une procuration") as refusal:
        offer(email=second_resident.email.upper())
    assert refusal.value.delegation == first
    assert Delegation.objects.count() == 1


def test_a_double_click_invites_once(offer):
    assert offer(key="une-clef") == offer(key="une-clef")
    assert (Delegation.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_fifty_and_no_more(offer, commune, mayor):
    for _ in range(50):
        DelegationFactory(commune=commune, person=PersonFactory(), given_by=mayor, rights=["publish"])
    with pytest.raises(TooManyDelegations):
        offer()
    Delegation.objects.filter(pk=Delegation.objects.first().pk).update(withdrawn_at=now())
    offer()


def test_an_end_before_the_start_is_refused(offer):
    moment = now()
    for starts, ends in ((None, -1), (2, 1), (2, 2)):
        with pytest.raises(DelegationTooShort):
            offer(
                starts_at=moment + timedelta(days=starts) if starts else None,
                ends_at=moment + timedelta(days=ends),
            )


def test_only_the_person_invited_answers(offer, commune, mayor, resident, second_resident, viewer_of):
    delegation = offer(email=second_resident.email)
    for other in (resident, mayor):
        for answer in (accept_delegation, decline_delegation):
            with pytest.raises(Http404):
                answer(viewer=viewer_of(other, commune), delegation_id=delegation.pk)


def test_answers_are_final_and_repeating_one_changes_nothing(offer, commune, second_resident, viewer_of):
    viewer = viewer_of(second_resident, commune)
    delegation = offer(email=second_resident.email)
    accept_delegation(viewer=viewer, delegation_id=delegation.pk)
    moment = accept_delegation(viewer=viewer, delegation_id=delegation.pk).accepted_at
    with pytest.raises(NoLongerOffered):
        decline_delegation(viewer=viewer, delegation_id=delegation.pk)
    delegation.refresh_from_db()
    assert delegation.accepted_at == moment
    assert Entry.objects.filter(kind="delegations.DelegationAccepted").count() == 1


def test_what_was_declined_cannot_be_accepted_but_offered_again(offer, commune, second_resident, viewer_of):
    viewer = viewer_of(second_resident, commune)
    delegation = offer(email=second_resident.email)
    for _ in range(2):
        decline_delegation(viewer=viewer, delegation_id=delegation.pk)
    with pytest.raises(NoLongerOffered):
        accept_delegation(viewer=viewer, delegation_id=delegation.pk)
    again = offer(email=second_resident.email)
    accept_delegation(viewer=viewer, delegation_id=again.pk)
    assert viewer_of(second_resident, commune).rights == {"publish"}


def test_an_invitation_waits_thirty_days(offer, commune, second_resident, viewer_of, clock):
    delegation = offer(email=second_resident.email)
    clock.forward(days=29, hours=23)
    assert delegation.state_at(now()) == DelegationState.OFFERED
    clock.forward(hours=1)
    assert delegation.state_at(now()) == DelegationState.EXPIRED
    with pytest.raises(NoLongerOffered, match="30 jours"):
        accept_delegation(viewer=viewer_of(second_resident, commune), delegation_id=delegation.pk)
    offer(email=second_resident.email)  # it no longer stands in the way


@pytest.mark.parametrize("undone", ["withdrawn_at", "ends_at"])
def test_an_invitation_taken_back_cannot_be_accepted(offer, commune, second_resident, viewer_of, undone):
    delegation = offer(email=second_resident.email)
    Delegation.objects.update(**{undone: now()})
    with pytest.raises(NoLongerOffered, match="retiré"):
        accept_delegation(viewer=viewer_of(second_resident, commune), delegation_id=delegation.pk)


def test_accepting_proves_the_address_of_a_request_that_waited(offer, commune, viewer_of):
    person = PersonFactory(email="secretaire@villeneuve.test", first_name="Lou", last_name="Secrétaire")
    MembershipFactory(commune=commune, person=person, status=MembershipStatus.UNCONFIRMED)
    delegation = offer()
    accept_delegation(viewer=viewer_of(person, commune), delegation_id=delegation.pk)
    assert Membership.objects.get(person=person).status == MembershipStatus.PENDING


def test_it_begins_on_its_first_day(offer, commune, second_resident, viewer_of, clock):
    delegation = offer(email=second_resident.email, starts_at=now() + timedelta(days=3))
    accept_delegation(viewer=viewer_of(second_resident, commune), delegation_id=delegation.pk)
    assert not viewer_of(second_resident, commune).is_town_hall
    clock.forward(days=3)
    assert viewer_of(second_resident, commune).rights == {"publish"}


def test_rights_are_changed_at_once(commune, mayor, delegate_with, viewer_of):
    person = delegate_with(PUBLISH)
    delegation = Delegation.objects.get(person=person)
    before = Change.objects.count()
    change_delegation(
        viewer=viewer_of(mayor, commune), delegation_id=delegation.pk, title="Adjointe",
        rights=[MODERATE_COMMENTS], ends_at=None,
    )  # fmt: skip
    viewer = viewer_of(person, commune)
    assert (viewer.rights, viewer.title) == ({"comments"}, "Adjointe")
    assert Change.objects.count() == before + 1  # open pages hear of it
    entry = Entry.objects.get(kind="delegations.DelegationChanged")
    assert (entry.actor_id, entry.actor_title, entry.target_id) == (mayor.pk, "Maire", str(delegation.pk))


def test_only_the_mayor_changes_and_withdraws(commune, delegate_with, viewer_of):
    own = Delegation.objects.get(person=(person := delegate_with(*registry.rights())))
    viewer = viewer_of(person, commune)
    for change in (
        lambda: change_delegation(
            viewer=viewer, delegation_id=own.pk, title="Maire bis", rights=["publish"], ends_at=None
        ),
        lambda: withdraw_delegation(viewer=viewer, delegation_id=own.pk),
        lambda: restore_delegation(viewer=viewer, delegation_id=own.pk),
        lambda: delegations(viewer),
    ):
        with pytest.raises(NotAllowed):
            change()


def test_another_town_hall_s_delegation_is_not_there(
    other_commune, commune, delegate_with, other_mayor, viewer_of
):
    delegation = Delegation.objects.get(person=delegate_with(PUBLISH))
    with pytest.raises(Http404):
        withdraw_delegation(viewer=viewer_of(other_mayor, other_commune), delegation_id=delegation.pk)


def test_withdrawn_at_once_and_given_back_for_half_an_hour(commune, mayor, delegate_with, viewer_of, clock):
    person = delegate_with(PUBLISH)
    delegation = Delegation.objects.get(person=person)
    viewer = viewer_of(mayor, commune)
    for _ in range(2):
        withdraw_delegation(viewer=viewer, delegation_id=delegation.pk)
    assert not viewer_of(person, commune).is_town_hall
    assert Entry.objects.filter(kind="delegations.DelegationWithdrawn").count() == 1
    clock.forward(minutes=29)
    restore_delegation(viewer=viewer, delegation_id=delegation.pk)
    assert viewer_of(person, commune).rights == {"publish"}
    withdraw_delegation(viewer=viewer, delegation_id=delegation.pk)
    clock.forward(minutes=31)
    with pytest.raises(TooLateToGiveBack):
        restore_delegation(viewer=viewer, delegation_id=delegation.pk)


def test_giving_back_never_makes_two(commune, mayor, offer, delegate_with, viewer_of):
    person = delegate_with(PUBLISH)
    delegation = Delegation.objects.get(person=person)
    viewer = viewer_of(mayor, commune)
    withdraw_delegation(viewer=viewer, delegation_id=delegation.pk)
    offer(email=person.email)
    with pytest.raises(AlreadyDelegate):
        restore_delegation(viewer=viewer, delegation_id=delegation.pk)


def test_what_is_over_can_neither_be_changed_nor_withdrawn(commune, mayor, delegate_with, viewer_of):
    delegation = Delegation.objects.get(person=delegate_with(PUBLISH))
    Delegation.objects.update(ends_at=now())
    with pytest.raises(NotStanding):
        withdraw_delegation(viewer=viewer_of(mayor, commune), delegation_id=delegation.pk)


@pytest.mark.parametrize(("accepted", "declined"), [(None, None), (-2, None), (None, -1)])
@pytest.mark.parametrize("withdrawn", [None, -1])
@pytest.mark.parametrize("ends", [None, -1, 1])
@pytest.mark.parametrize("offered", [-3, -31])
def test_an_invitation_waits_above_the_feed_of_whatever_commune_one_reads(
    commune, other_commune, other_mayor, resident, accepted, declined, withdrawn, ends, offered, client_of
):
    moment = timezone.now()

    def at(days):
        return moment + timedelta(days=days) if days is not None else None

    DelegationFactory(
        commune=other_commune, person=resident, given_by=other_mayor, accepted_at=at(accepted),
        declined_at=at(declined), withdrawn_at=at(withdrawn), ends_at=at(ends), offered_at=at(offered),
        starts_at=at(2 if ends is None else -40), rights=[],
    )  # fmt: skip
    waits = accepted is declined is withdrawn is None and ends != -1 and offered == -3
    viewer = viewer_for(person_id=resident.pk, commune_id=commune.pk)
    assert viewer.is_invited is waits
    assert Delegation.objects.offers(now()).exists() is waits
    assert ("vous propose d’agir en son nom" in client_of(resident).get(f"/{commune.slug}/").text) is waits


# --- One definition of « running » ------------------------------------------------------------------------------------


@pytest.mark.parametrize("accepted", [None, -2])
@pytest.mark.parametrize("starts", [-1, 1])
@pytest.mark.parametrize("ends", [None, -1, 1])
@pytest.mark.parametrize("withdrawn", [None, -1])
def test_all_say_the_same_of_what_runs(
    commune, mayor, accepted, starts, ends, withdrawn, viewer_of, client_of
):
    """The Viewer's statement, those who receive, those who hold a right, the one who acts: each at the same moment."""
    moment = timezone.now()

    def at(days):
        return moment + timedelta(days=days) if days is not None else None

    person = PersonFactory()
    delegation = DelegationFactory(
        commune=commune, person=person, given_by=mayor, rights=["publish"], accepted_at=at(accepted),
        starts_at=at(starts), ends_at=at(ends), withdrawn_at=at(withdrawn), offered_at=at(-3),
    )  # fmt: skip
    viewer = viewer_for(person_id=person.pk, commune_id=commune.pk)
    is_running = delegation.state_at(now()) == DelegationState.RUNNING
    assert is_running is (accepted is not None and starts < 0 and ends != -1 and withdrawn is None)
    roles = [own.role for own in viewer.communes]
    notified = recipients(commune_id=commune.pk, audience=Audience.TOWN_HALL)
    said = {
        "viewer": viewer.is_town_hall,
        "role": roles == ["town_hall"],
        "queryset": Delegation.objects.running(now()).filter(pk=delegation.pk).exists(),
        "recipients": person.pk in set(notified),
        "right": person.pk in people_with_right(commune_id=commune.pk, right=PUBLISH),
        "title": bool(viewer.title),
    }
    assert set(said.values()) == {is_running}, said


def test_a_form_filled_in_again_for_someone_else_invites_them_too(offer, mayor):
    first = offer(key="clef")
    assert offer(key="clef").pk == first.pk
    second = offer(key="clef", email="autre@villeneuve.test")
    without, another = offer(key="", email="troisieme@x.test"), offer(key="", email="quatrieme@x.test")
    assert len({first.pk, second.pk, without.pk, another.pk}) == 4


@pytest.mark.parametrize(
    "others",
    [
        {"rights": [MANAGE_RESIDENTS]},
        {"title": "Adjoint"},
        {"first_name": "Loup"},
        {"starts_at": timedelta(days=1)},
        {"ends_at": timedelta(days=900)},
    ],
    ids=lambda others: next(iter(others)),
)
def test_a_form_that_invited_somebody_does_not_pass_over_what_else_it_says(offer, others):
    """The same person with other rights is not told « envoyée » when nothing was changed."""
    first = offer(key="clef")
    others = {name: now() + said if isinstance(said, timedelta) else said for name, said in others.items()}
    with pytest.raises(AlreadyDelegate) as refused:
        offer(key="clef", **others)
    assert refused.value.delegation == first
    assert offer(key="clef") == first
    Delegation.objects.filter(pk=first.pk).update(withdrawn_at=now())
    assert offer(key="clef", **others).pk != first.pk


def test_nobody_renames_the_mayor_of_another_commune_by_inviting_them(offer, other_commune):
    email = "maire-sans-mot-de-passe@b.test"
    names = {"first_name": "Jeanne", "last_name": "Élue"}
    bring_town_hall(commune=other_commune, email=email, since=now().date(), **names)
    offer(email=email, first_name="Faux", last_name="Nom")
    assert Person.objects.get(email=email).full_name == "Jeanne Élue"
    assert len(mails_to(email)) == 2  # the former link opens nothing any more


def test_a_mayor_who_left_while_inviting_gives_nothing(offer, commune, mayor, viewer_of, second_resident):
    before = viewer_of(mayor, commune)
    withdrawn = offer(email=second_resident.email)
    withdraw_delegation(viewer=before, delegation_id=withdrawn.pk)
    record_mayor(
        commune=commune, email="neuve@b.test", first_name="Neuve", last_name="Élue", since=now().date()
    )
    with pytest.raises(NotAllowed):
        offer(viewer=before)
    with pytest.raises(NotAllowed):
        restore_delegation(viewer=before, delegation_id=withdrawn.pk)
    assert not Delegation.objects.standing(now()).exists()


def test_who_accepts_is_who_was_invited(offer, commune, mayor, second_resident, viewer_of):
    """Under the name that the mayor wrote, or with a part of it more or less."""
    delegation = offer(email=second_resident.email)
    viewer = viewer_of(second_resident, commune)
    for first, last in (
        (mayor.first_name, mayor.last_name),
        ("Bruno", "Grand"),
        ("Bruno", ""),
        ("Bruno Petit", mayor.full_name),
    ):
        Person.objects.filter(pk=second_resident.pk).update(first_name=first, last_name=last)
        with pytest.raises(AnotherName, match="La mairie a invité Bruno Petit"):
            accept_delegation(viewer=viewer, delegation_id=delegation.pk)
    assert not viewer_of(second_resident, commune).is_town_hall
    Person.objects.filter(pk=second_resident.pk).update(first_name="BRUNO", last_name="Petit-Roux")
    accept_delegation(viewer=viewer, delegation_id=delegation.pk)
    assert viewer_of(second_resident, commune).is_town_hall


@pytest.mark.parametrize("title", ["Maire", "le  MAIRE !", "Mаire", "Maιre", "M a i r e", "Mme la mairesse"])
def test_the_function_of_the_mayor_is_nobody_elses(title):
    assert rules.reads_as_mayor(title)


@pytest.mark.parametrize(
    "title", ["Adjointe au maire", "Maire adjoint", "Secrétaire de mairie", "Élu", "…", ""]
)
def test_other_functions_are(title):
    assert not rules.reads_as_mayor(title)
