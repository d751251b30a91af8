"""From the commune to its open page: who may, with what code, and who was first."""

from datetime import date, timedelta

import pytest

from civic.accounts.actions.account import IdentityIsAccepted, change_profile
from civic.accounts.models import WorkFailure
from civic.core.clock import now
from civic.core.refusals import Refusal
from civic.delegations.models import Delegation
from civic.journal.models import Entry
from civic.openings import rules
from civic.openings.actions.codes import resend_code
from civic.openings.actions.opening import enter_code, give_up
from civic.openings.enums import OpeningStatus
from civic.openings.models import Opening
from civic.openings.refusals import (
    ActsAlready,
    CodeExpired,
    MayorElsewhere,
    NamedOtherwise,
    NoCodeAwaited,
    NoTriesLeft,
    Overtaken,
    PageAlreadyOpen,
    TooManyCodes,
    TooSoonForAnother,
    WrongCode,
)
from civic.town_halls.actions.offices import WrongDate, end_office, open_town_hall
from civic.town_halls.models import Office, TownHall
from civic.worker.models import Job
from tests.accounts.factories import PersonFactory
from tests.accounts.mails import mails_to, subjects_to, text_of
from tests.communes.factories import MembershipFactory
from tests.openings.conftest import AGENT

pytestmark = pytest.mark.django_db


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


# --- A mayor ----------------------------------------------------------------------------------------------------------


def test_a_right_code_opens_the_page(start, code_for, newcomer, empty_commune, viewer_of):
    waiting = MembershipFactory(commune=empty_commune, person=PersonFactory(), status="pending")
    opening = start(newcomer)
    assert opening.status == OpeningStatus.MAILED
    done = enter_code(viewer=viewer_of(newcomer, empty_commune), code=code_for())
    assert done.status == OpeningStatus.DONE
    viewer = viewer_of(newcomer, empty_commune)
    assert (viewer.is_mayor, viewer.commune.has_town_hall) == (True, True)
    assert Office.objects.get(commune=empty_commune).since == date(2026, 3, 22)
    waiting.refresh_from_db()
    assert waiting.status == "pending"  # it waits at the desk


def test_the_code_goes_to_the_official_address_and_to_no_other(start, newcomer, empty_commune, code_for):
    start(newcomer)
    (mail,) = mails_to(empty_commune.town_hall_email)
    assert mail["Subject"] == "Code pour ouvrir la page de Sanmairie"
    assert "Alix Nouvelle demande à ouvrir la page de Sanmairie, comme maire." in text_of(mail)
    assert mails_to(newcomer.email) == []


def test_a_code_is_nowhere_but_in_the_mail(start, newcomer, code_for, caplog, run_jobs):
    opening = start(newcomer)
    code = code_for()
    jobs = [str(job.arguments) for job in Job.objects.all()]
    journal = [str(entry.data) for entry in Entry.objects.all()]
    columns = [str(value) for value in Opening.objects.values().get().values()]
    assert not [text for text in (*jobs, *journal, *columns, caplog.text) if code in text]
    assert opening.code_digest == rules.code_digest(opening.pk, code)
    run_jobs()
    assert code not in caplog.text


def test_the_same_code_is_another_digest_in_another_opening(start, newcomer, agent, code_for):
    first, second = start(newcomer), start(agent)
    assert rules.code_digest(first.pk, "123456") != rules.code_digest(second.pk, "123456")


def test_five_wrong_codes_and_the_right_one_opens_nothing(
    start, code_for, newcomer, empty_commune, viewer_of
):
    start(newcomer)
    right, viewer = code_for(), viewer_of(newcomer, empty_commune)
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongCode, match=f"{left}\\sessai"):
            enter_code(viewer=viewer, code=other_than(right))
    with pytest.raises(WrongCode, match="ne sert plus"):
        enter_code(viewer=viewer, code=other_than(right))
    with pytest.raises(NoTriesLeft):
        enter_code(viewer=viewer, code=right)
    assert not TownHall.objects.filter(commune=empty_commune).exists()


@pytest.mark.parametrize(("later", "opens"), [(timedelta(seconds=-1), True), (timedelta(0), False)])
def test_a_code_ends_by_the_clock(start, code_for, newcomer, empty_commune, viewer_of, clock, later, opens):
    opening = start(newcomer)
    clock.at(opening.code_expires_at + later)
    viewer = viewer_of(newcomer, empty_commune)
    if opens:
        assert enter_code(viewer=viewer, code=code_for()).status == OpeningStatus.DONE
    else:
        with pytest.raises(CodeExpired):
            enter_code(viewer=viewer, code=code_for())


def test_asking_twice_asks_once(start, newcomer, empty_commune):
    assert start(newcomer) == start(newcomer)
    assert len(mails_to(empty_commune.town_hall_email)) == 1


def test_the_button_pressed_twice_opens_once(start, code_for, newcomer, empty_commune, viewer_of):
    start(newcomer)
    code = code_for()
    for _ in range(2):
        done = enter_code(viewer=viewer_of(newcomer, empty_commune), code=code)
        assert done.status == OpeningStatus.DONE
    assert Office.objects.filter(commune=empty_commune).count() == 1


def test_another_code_after_five_minutes_replaces_the_first(
    start, code_for, newcomer, empty_commune, viewer_of, clock
):
    start(newcomer)
    first, viewer = code_for(), viewer_of(newcomer, empty_commune)
    with pytest.raises(TooSoonForAnother, match="10\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}05"):
        resend_code(viewer=viewer, source="192.0.2.1")
    clock.forward(minutes=5)
    resend_code(viewer=viewer, source="192.0.2.1")
    second = code_for()
    if first != second:
        with pytest.raises(WrongCode):
            enter_code(viewer=viewer, code=first)
    assert enter_code(viewer=viewer, code=second).status == OpeningStatus.DONE


def test_codes_of_a_person_in_a_day(start, newcomer, empty_commune, viewer_of, clock):
    start(newcomer)
    viewer = viewer_of(newcomer, empty_commune)
    for _ in range(rules.CODES_OF_PERSON - 1):
        clock.forward(minutes=5)
        resend_code(viewer=viewer, source="192.0.2.1")
    clock.forward(minutes=5)
    with pytest.raises(TooManyCodes):
        resend_code(viewer=viewer, source="192.0.2.1")
    assert len(mails_to(empty_commune.town_hall_email)) == rules.CODES_OF_PERSON


@pytest.mark.parametrize(
    ("sources", "most"),
    [
        (lambda n: f"192.0.2.{n}", rules.FIRST_CODES_OF_COMMUNE),
        (lambda n: "192.0.2.1", rules.CODES_OF_SOURCE),
    ],
    ids=["one commune from everywhere", "all communes from one source"],
)
def test_codes_of_many_people_in_a_day(start, empty_commune, sources, most):
    from tests.communes.factories import CommuneFactory

    of_commune = most == rules.FIRST_CODES_OF_COMMUNE
    for number in range(most):
        place = empty_commune if of_commune else CommuneFactory()
        start(PersonFactory(), place, source=sources(number))
    with pytest.raises(TooManyCodes):
        start(PersonFactory(), empty_commune, source=sources(most))


# --- Who was first, and a change of mayor -------------------------------------------------------------------------


def test_of_two_at_once_the_second_hears_of_it(start, code_for, newcomer, empty_commune, viewer_of, run_jobs):
    second = PersonFactory(email="second@exemple.test")
    start(newcomer)
    first_code = code_for()
    opening = start(second)
    second_code = code_for()
    enter_code(viewer=viewer_of(newcomer, empty_commune), code=first_code)
    opening.refresh_from_db()
    assert opening.status == OpeningStatus.OVERTAKEN
    with pytest.raises(NoCodeAwaited):
        enter_code(viewer=viewer_of(second, empty_commune), code=second_code)
    assert Office.objects.get(commune=empty_commune).person == newcomer
    run_jobs()
    assert "ouverte par une autre personne" in WorkFailure.objects.get(person=second).explanation


def test_a_page_that_the_platform_opened_meanwhile_is_not_taken(
    start, code_for, newcomer, empty_commune, viewer_of
):
    start(newcomer)
    other = PersonFactory()
    open_town_hall(commune=empty_commune, mayor=other, since=date(2026, 3, 22))
    with pytest.raises(Overtaken):
        enter_code(viewer=viewer_of(newcomer, empty_commune), code=code_for())
    assert Office.objects.get(commune=empty_commune, ended_at=None).person == other
    assert Opening.objects.get().status == OpeningStatus.OVERTAKEN


def test_a_new_mayor_takes_over_at_once(
    start, code_for, newcomer, commune, mayor, viewer_of, client_of, resident, public_post, delegate, run_jobs
):
    browser = client_of(mayor)
    start(newcomer, commune, since=date(2026, 11, 15))
    listed = f"/{commune.slug}/mairie/administres/"
    assert browser.get(listed).status_code == 200  # nothing changes before the code
    enter_code(viewer=viewer_of(newcomer, commune), code=code_for(commune))
    assert browser.get(listed).status_code == 403
    assert viewer_of(newcomer, commune).is_mayor
    assert viewer_of(resident, commune).is_member
    assert viewer_of(mayor, commune).is_member
    assert not viewer_of(delegate, commune).is_town_hall
    assert client_of(None).get(f"/{commune.slug}/actualites/{public_post.pk}/").status_code == 200
    run_jobs()
    assert subjects_to(mayor.email)[1:] == [f"Votre mandat de maire {commune.of_name} est terminé"]


def test_the_mail_of_a_change_says_so(start, newcomer, commune):
    start(newcomer, commune, since=date(2026, 11, 15))
    (mail,) = mails_to(commune.town_hall_email)
    assert "dit être maire de Villeneuve depuis peu" in text_of(mail)


def test_dates_are_judged_before_the_code_leaves(start, newcomer, commune):
    with pytest.raises(WrongDate):
        start(newcomer, commune, since=date(2019, 1, 1))
    with pytest.raises(WrongDate):
        start(newcomer, commune, since=date(2026, 12, 1))
    assert mails_to(commune.town_hall_email) == []


def test_an_agent_of_an_open_page_is_sent_to_its_mayor(start, agent, commune, mayor):
    with pytest.raises(PageAlreadyOpen, match=mayor.full_name):
        start(agent, commune, function=AGENT)


def test_who_acts_there_opens_nothing(start, mayor, delegate, commune):
    with pytest.raises(ActsAlready):
        start(mayor, commune)
    with pytest.raises(ActsAlready):
        start(delegate, commune, function=AGENT)


def test_a_delegate_who_is_elected_takes_over(start, code_for, delegate, commune, viewer_of):
    start(delegate, commune, since=date(2026, 11, 15))
    enter_code(viewer=viewer_of(delegate, commune), code=code_for(commune))
    assert viewer_of(delegate, commune).is_mayor
    assert not Delegation.objects.standing(now()).exists()


def test_a_merged_commune_leads_nobody_back(start, newcomer, empty_commune, commune, client_of):
    start(newcomer)
    assert client_of(newcomer).get("/accueil/").url == f"/{empty_commune.slug}/ouvrir/code/"
    empty_commune.is_current, empty_commune.merged_into = False, commune
    empty_commune.save()
    assert client_of(newcomer).get("/accueil/").url == "/mon-compte/communes/"


def test_nobody_is_mayor_twice(start, mayor, commune, empty_commune):
    with pytest.raises(MayorElsewhere, match="de Villeneuve"):
        start(mayor, empty_commune)


def test_a_code_opens_its_own_commune_alone(start, code_for, newcomer, empty_commune, commune, viewer_of):
    """The twin."""
    start(newcomer)
    with pytest.raises(NoCodeAwaited):
        enter_code(viewer=viewer_of(newcomer, commune), code=code_for())


def test_a_code_serves_the_person_who_asked(start, code_for, newcomer, agent, empty_commune, viewer_of):
    start(newcomer)
    with pytest.raises(NoCodeAwaited):
        enter_code(viewer=viewer_of(agent, empty_commune), code=code_for())


def test_given_up_the_code_is_worth_nothing(start, code_for, newcomer, empty_commune, viewer_of, clock):
    start(newcomer)
    viewer = viewer_of(newcomer, empty_commune)
    give_up(viewer=viewer)
    give_up(viewer=viewer)
    with pytest.raises(NoCodeAwaited):
        enter_code(viewer=viewer, code=code_for())
    with pytest.raises(TooSoonForAnother, match="Le code d’avant ne sert plus"):  # there is no field for it
        start(newcomer)
    clock.forward(minutes=5)
    assert start(newcomer).status == OpeningStatus.MAILED  # begun again


def test_another_one_after_five_wrong_tries_is_not_looked_for(start, newcomer, empty_commune, viewer_of):
    start(newcomer)
    viewer = viewer_of(newcomer, empty_commune)
    with pytest.raises(TooSoonForAnother, match="Un code vient de partir"):
        resend_code(viewer=viewer, source="192.0.2.1")
    Opening.objects.update(failures=rules.MOST_TRIES)
    with pytest.raises(TooSoonForAnother, match="Le code d’avant ne sert plus"):
        resend_code(viewer=viewer, source="192.0.2.1")


def test_an_account_that_is_closed_meanwhile_opens_nothing(
    start, code_for, newcomer, empty_commune, viewer_of
):
    start(newcomer)
    code, viewer = code_for(), viewer_of(newcomer, empty_commune)
    newcomer.is_active = False
    newcomer.save()
    with pytest.raises(Refusal):
        enter_code(viewer=viewer, code=code)
    assert not TownHall.objects.filter(commune=empty_commune).exists()


def test_a_mayor_who_left_meanwhile_stands_in_nobodys_way(
    start, code_for, newcomer, commune, mayor, viewer_of, staff
):
    start(newcomer, commune, since=date(2026, 11, 15))
    office = Office.objects.get(commune=commune)
    end_office(
        viewer=viewer_of(staff, commune), office_id=office.pk, last_day=date(2026, 11, 14), notify=False
    )
    done = enter_code(viewer=viewer_of(newcomer, commune), code=code_for(commune))
    assert done.status == OpeningStatus.DONE
    assert viewer_of(newcomer, commune).is_mayor


def test_the_name_that_the_town_hall_read_is_the_one_that_takes_office(
    start, code_for, newcomer, empty_commune, viewer_of, clock
):
    """And stands from then on: another one is asked for, and leaves its history."""
    start(newcomer)
    viewer = viewer_of(newcomer, empty_commune)
    other = {"first_name": "Autre", "last_name": "Personne", "civility": "", "birth_date": None}
    other |= {"presentation": "", "mobile": ""}
    clock.forward(minutes=1)
    change_profile(viewer=viewer, fields=other)
    with pytest.raises(NamedOtherwise):
        enter_code(viewer=viewer, code=code_for())
    clock.forward(minutes=5)
    resend_code(viewer=viewer, source="192.0.2.1")
    assert enter_code(viewer=viewer, code=code_for()).status == OpeningStatus.DONE
    with pytest.raises(IdentityIsAccepted):
        change_profile(viewer=viewer, fields=other | {"first_name": "Encore"})


@pytest.mark.parametrize("function", ["mayor", "agent"])
def test_nobody_takes_another_name_once_the_code_was_right(
    start, code_for, newcomer, empty_commune, viewer_of, function
):
    start(newcomer, function=function)
    viewer = viewer_of(newcomer, empty_commune)
    enter_code(viewer=viewer, code=code_for())
    other = {"first_name": "Autre", "last_name": "Nom", "civility": "", "birth_date": None}
    with pytest.raises(IdentityIsAccepted):
        change_profile(viewer=viewer, fields=other | {"presentation": "", "mobile": ""})


def test_a_code_that_was_found_expired_stays_so_whatever_the_clock(
    start, code_for, newcomer, empty_commune, viewer_of, clock
):
    start(newcomer)
    viewer, began = viewer_of(newcomer, empty_commune), now()
    clock.forward(days=4)
    with pytest.raises(CodeExpired):
        enter_code(viewer=viewer, code=code_for())
    clock.at(began + timedelta(hours=1))
    with pytest.raises(NoCodeAwaited):
        enter_code(viewer=viewer, code=code_for())


def test_the_official_mailbox_hears_that_the_page_is_open(
    start, code_for, newcomer, empty_commune, viewer_of
):
    start(newcomer)
    enter_code(viewer=viewer_of(newcomer, empty_commune), code=code_for())
    mail = mails_to(empty_commune.town_hall_email)[-1]
    assert mail["Subject"] == "La page de Sanmairie est ouverte"
    assert "Alix Nouvelle a ouvert la page de Sanmairie" in text_of(mail)


def test_nobody_was_mayor_a_century_ago(start, newcomer):
    with pytest.raises(WrongDate, match="vérifiez l’année"):
        start(newcomer, since=date(1, 1, 1))
