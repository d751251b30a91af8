"""An agent names the mayor: one who is invited, one who has an account and accepts, and an address written wrong."""

from datetime import date

import pytest

from civic.accounts.models import WorkFailure
from civic.core.refusals import NotAllowed
from civic.delegations.models import Delegation
from civic.delivery.actions import record_refusal
from civic.delivery.providers.smtp import MailRefused
from civic.openings.actions.naming import accept_office, correct_mayor, decline_office
from civic.openings.actions.opening import enter_code
from civic.openings.enums import OpeningStatus
from civic.openings.refusals import (
    CodeExpired,
    MayorElsewhere,
    NoCodeAwaited,
    OfferOver,
    OwnAddress,
    TooLateToOffer,
)
from civic.town_halls.actions.offices import MayorHasCome, end_office, open_town_hall
from civic.town_halls.models import Office, TownHall
from tests.accounts.factories import PersonFactory
from tests.accounts.mails import html_of, mails_to, subjects_to, text_of
from tests.openings.conftest import AGENT
from tests.openings.factories import VRAIE, name

pytestmark = pytest.mark.django_db


def test_the_mail_says_in_what_function_they_act(proven, agent, empty_commune, viewer_of):
    name(viewer_of(agent, empty_commune))
    assert "Claire Aubert (Secrétaire générale)" in text_of(mails_to("maire@sanmairie.test")[0])


def test_an_agent_opens_in_the_name_of_the_mayor(proven, agent, empty_commune, viewer_of):
    assert proven.status == OpeningStatus.PROVEN
    assert not TownHall.objects.filter(commune=empty_commune).exists()  # not without a mayor
    name(viewer_of(agent, empty_commune))
    office = Office.objects.select_related("person").get(commune=empty_commune)
    assert (office.person.full_name, office.invited_by) == ("Camille Vraie", agent)
    assert subjects_to("maire@sanmairie.test") == ["Votre page sur Maires & Citoyens est prête"]
    viewer = viewer_of(agent, empty_commune)
    assert (viewer.is_mayor, viewer.is_town_hall, viewer.title) == (False, True, "Secrétaire générale")
    assert "publish" in viewer.rights
    assert not viewer.withheld  # what asks for a strong sign-in is the mayor's to give
    assert Delegation.objects.get().given_by == office.person


def test_an_agent_names_somebody_else(proven, agent, empty_commune, viewer_of):
    with pytest.raises(OwnAddress):
        name(viewer_of(agent, empty_commune), email="Claire@Exemple.test")
    assert not TownHall.objects.filter(commune=empty_commune).exists()


def test_named_twice_opens_once(proven, agent, empty_commune, viewer_of):
    for _ in range(2):
        name(viewer_of(agent, empty_commune))
    assert Delegation.objects.count() == Office.objects.count() == 1


def test_a_right_code_does_not_wait_for_ever(proven, agent, empty_commune, viewer_of, clock):
    clock.forward(days=7)
    with pytest.raises(CodeExpired):
        name(viewer_of(agent, empty_commune))


def test_a_mayor_is_not_named_without_a_code(start, agent, empty_commune, viewer_of):
    start(agent, function=AGENT)
    with pytest.raises(NoCodeAwaited):
        name(viewer_of(agent, empty_commune))


def test_one_account_for_two_town_halls(start, code_for, agent, empty_commune, viewer_of, delegate, commune):
    start(delegate, function=AGENT)
    enter_code(viewer=viewer_of(delegate, empty_commune), code=code_for())
    name(viewer_of(delegate, empty_commune))
    assert viewer_of(delegate, empty_commune).is_town_hall
    assert viewer_of(delegate, commune).is_town_hall


# --- The mayor's address that an agent wrote wrong ------------------------------------------------------------------


def test_the_mayor_is_invited_again_at_the_right_address(proven, agent, empty_commune, viewer_of, client_of):
    name(viewer_of(agent, empty_commune), email="faute@sanmairie.test")
    wrong = Office.objects.get().person
    record_refusal(
        person_id=wrong.pk, recipient=wrong.email, refusal=MailRefused(550, b"5.1.1", names_recipient=True)
    )
    heard = WorkFailure.objects.get(person=agent)
    assert heard.url == f"/{empty_commune.slug}/ouvrir/maire/"
    browser = client_of(agent)
    assert browser.get(heard.url).status_code == 200
    again = {"first_name": "Camille", "last_name": "Vraie", "email": "camille@sanmairie.test"}
    assert browser.post(heard.url, again).url == f"/{empty_commune.slug}/mairie/"
    office = Office.objects.select_related("person").get()
    assert (office.person.email, office.mail_refused_at) == ("camille@sanmairie.test", None)
    assert len(mails_to("camille@sanmairie.test")) == 1
    assert viewer_of(agent, empty_commune).is_town_hall
    assert not viewer_of(wrong, empty_commune).is_town_hall


def test_once_the_mayor_has_come_nobody_changes_the_address(
    proven, agent, empty_commune, viewer_of, client_of
):
    name(viewer_of(agent, empty_commune))
    office = Office.objects.select_related("person").get()
    office.person.set_password("Un-mot-de-passe-2026")
    office.person.save()
    there = f"/{empty_commune.slug}/ouvrir/maire/"
    again = {"first_name": "Camille", "last_name": "Vraie", "email": "autre@sanmairie.test"}
    assert client_of(agent).post(there, again).status_code == 302
    with pytest.raises(MayorHasCome):
        correct_mayor(viewer=viewer_of(agent, empty_commune), **again)
    assert Office.objects.get().person_id == office.person_id
    # Nor while the mayor, who took an address back, has no password.
    client_of(office.person)
    office.person.refresh_from_db()
    office.person.set_unusable_password()
    office.person.save()
    with pytest.raises(MayorHasCome):
        correct_mayor(viewer=viewer_of(agent, empty_commune), **again)


def test_another_delegate_does_not_change_it(proven, agent, empty_commune, viewer_of):
    name(viewer_of(agent, empty_commune))
    other = PersonFactory()
    with pytest.raises(NotAllowed):
        correct_mayor(
            viewer=viewer_of(other, empty_commune), first_name="X", last_name="Y", email="x@exemple.test"
        )


def test_a_page_without_a_mayor_is_taken_up_by_who_works_there(
    start, code_for, agent, commune, mayor, viewer_of, staff
):
    office = Office.objects.get(commune=commune)
    end_office(
        viewer=viewer_of(staff, commune), office_id=office.pk, last_day=date(2026, 11, 20), notify=False
    )
    start(agent, commune, function=AGENT)
    enter_code(viewer=viewer_of(agent, commune), code=code_for(commune))
    name(viewer_of(agent, commune), email="maire2@villeneuve.test", since=date(2026, 11, 21))
    assert Office.objects.get(commune=commune, ended_at=None).person.email == "maire2@villeneuve.test"
    assert viewer_of(agent, commune).is_town_hall


def test_the_mayor_reads_who_opened_the_page(proven, agent, empty_commune, viewer_of):
    name(viewer_of(agent, empty_commune))
    (mail,) = mails_to("maire@sanmairie.test")
    assert "Claire Aubert " in " ".join(text_of(mail).split())
    assert "« Mes procurations »" in " ".join(html_of(mail).split()).replace("\N{NO-BREAK SPACE}", " ")


# --- A mayor who has an account: an address may be somebody else's ---------------------------------------------------


def test_who_has_an_account_accepts_before_they_are_mayor(
    offered, known, agent, empty_commune, viewer_of, client_of
):
    assert not viewer_of(known, empty_commune).is_town_hall
    (mail,) = mails_to(known.email)
    there = f"/{empty_commune.slug}/ouvrir/invitation/"
    assert there in text_of(mail)
    browser = client_of(known)
    assert "Claire Aubert" in browser.get(there).content.decode()
    assert browser.post(there).url == f"/{empty_commune.slug}/mairie/"
    assert viewer_of(known, empty_commune).is_mayor
    assert viewer_of(agent, empty_commune).is_town_hall
    assert Office.objects.get().since == date(2026, 3, 22)
    assert "a accepté" in WorkFailure.objects.get(person=agent).explanation


def test_who_is_not_the_mayor_says_so_and_the_agent_names_another(
    offered, known, agent, empty_commune, viewer_of, client_of
):
    there = f"/{empty_commune.slug}/ouvrir/invitation/"
    client_of(known).post(there, {"non": "1"})
    assert "Écrivez la bonne adresse" in WorkFailure.objects.get(person=agent).explanation
    with pytest.raises(OfferOver):
        accept_office(viewer=viewer_of(known, empty_commune))
    decline_office(viewer=viewer_of(known, empty_commune))
    correct_mayor(viewer=viewer_of(agent, empty_commune), **VRAIE)
    assert Office.objects.get().person.email == VRAIE["email"]


def test_the_agent_corrects_it_before_it_is_accepted(
    offered, known, agent, empty_commune, viewer_of, client_of
):
    there = f"/{empty_commune.slug}/ouvrir/maire/"
    browser = client_of(agent)
    assert "n’a pas encore répondu à l’invitation" in browser.get(there).content.decode()
    assert browser.post(there, VRAIE).status_code == 302
    assert Office.objects.get().person.full_name == "Camille Vraie"
    with pytest.raises(OfferOver):
        accept_office(viewer=viewer_of(known, empty_commune))


def test_an_invitation_corrected_to_an_account_waits_for_its_owner(
    proven, known, agent, empty_commune, viewer_of
):
    name(viewer_of(agent, empty_commune))
    wrong = Office.objects.get().person
    correct_mayor(
        viewer=viewer_of(agent, empty_commune), first_name="Sacha", last_name="Connu", email=known.email
    )
    stand_in = Office.objects.get().person
    assert (stand_in.full_name, stand_in == wrong) == ("Sacha Connu", False)
    accept_office(viewer=viewer_of(known, empty_commune))
    assert Office.objects.get().person == known
    assert viewer_of(agent, empty_commune).is_town_hall
    assert not viewer_of(wrong, empty_commune).is_town_hall


@pytest.mark.parametrize("days", [0, 30])
def test_a_corrected_invitation_is_over_once_the_first_one_came_or_it_is_old(
    proven, known, agent, empty_commune, viewer_of, clock, days
):
    name(viewer_of(agent, empty_commune))
    correct_mayor(
        viewer=viewer_of(agent, empty_commune), first_name="Sacha", last_name="Connu", email=known.email
    )
    first = Office.objects.get().person
    if not days:
        first.set_password("Un-mot-de-passe-2026")
        first.save()
    clock.forward(days=days)
    with pytest.raises(OfferOver):
        accept_office(viewer=viewer_of(known, empty_commune))
    assert Office.objects.get().person == first


@pytest.mark.parametrize("has_account", [True, False])
def test_it_is_not_offered_for_ever(proven, known, agent, empty_commune, viewer_of, clock, has_account):
    """However often another is named, and whether they have an account or not."""
    viewer = viewer_of(agent, empty_commune)
    name(viewer, email=known.email)
    again = VRAIE | ({"email": known.email} if has_account else {})
    for _ in range(3):
        clock.forward(days=29)
        correct_mayor(viewer=viewer, **again)
    clock.forward(days=3)
    with pytest.raises(TooLateToOffer):
        correct_mayor(viewer=viewer, **again)
    with pytest.raises(OfferOver):
        accept_office(viewer=viewer_of(known, empty_commune))


def test_nobody_else_accepts(offered, newcomer, empty_commune, viewer_of, client_of):
    with pytest.raises(OfferOver):
        accept_office(viewer=viewer_of(newcomer, empty_commune))
    answer = client_of(newcomer).get(f"/{empty_commune.slug}/ouvrir/invitation/")
    assert (answer.status_code, answer.url) == (302, f"/{empty_commune.slug}/")


def test_it_is_not_accepted_for_ever(offered, known, empty_commune, viewer_of, clock):
    clock.forward(days=30)
    with pytest.raises(OfferOver):
        accept_office(viewer=viewer_of(known, empty_commune))


def test_who_became_mayor_elsewhere_accepts_nothing(offered, known, empty_commune, other_commune, viewer_of):
    open_town_hall(commune=other_commune, mayor=known, since=date(2026, 3, 22))
    with pytest.raises(MayorElsewhere):
        accept_office(viewer=viewer_of(known, empty_commune))
    assert Office.objects.get(person=known).commune == other_commune
