"""Mails around a registration: to a town hall that is not here, and to the person it answers."""

import pytest
from django.test import Client

from civic.journal.models import Entry
from civic.memberships.actions import solicitations
from civic.memberships.actions.answering import accept_membership, refuse_membership, reopen_membership
from civic.memberships.actions.joining import request_membership
from civic.memberships.actions.solicitations import MOST_A_DAY, solicit_town_hall, solicit_town_halls
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership, Solicitation
from tests.accounts.factories import PersonFactory
from tests.accounts.mails import html_of, mails_to, path_in, subjects_to, text_of
from tests.communes.factories import CommuneFactory, MembershipFactory, TownHallFactory


@pytest.fixture
def somebody_joins(empty_commune, run_jobs):
    def join():
        request_membership(person=PersonFactory(), commune=empty_commune)
        run_jobs()
        morning(run_jobs)

    return join


HOME = {"street": "1 rue A", "postal_code": "61300", "town": "Autreville"}


def morning(run_jobs):
    """What the scheduler does each working day."""
    solicit_town_halls.enqueue()
    run_jobs()


def test_one_account_that_asks_everywhere_makes_no_mail_leave(clock, client_of, run_jobs):
    """Nor the schedule more than its measure, whatever waits."""
    communes = [
        CommuneFactory(code=f"{61300 + n}", town_hall_email=f"mairie@c{n}.example") for n in range(124)
    ]
    person = PersonFactory()
    browser = client_of(person)
    answers = [
        browser.post(
            "/mon-compte/communes/",
            HOME | {"commune": "", "commune_code": commune.code, "residence": "main", "words": ""},
        )
        for commune in communes
    ]
    run_jobs()
    assert [answer.status_code for answer in answers[:5]] == [302] * 5
    assert "Vous pouvez demander 5 inscriptions par jour" in answers[5].content.decode()
    assert {answer.status_code for answer in answers[5:]} == {429}
    assert Membership.objects.filter(person=person).count() == 5
    assert Solicitation.objects.count() == 0
    for commune in communes[5:]:
        MembershipFactory(commune=commune, person=person, status=MembershipStatus.PENDING)
    morning(run_jobs)
    assert Solicitation.objects.count() == MOST_A_DAY
    morning(run_jobs)  # a second time the same day
    assert Solicitation.objects.count() == MOST_A_DAY
    clock.forward(days=1)
    morning(run_jobs)
    assert Solicitation.objects.count() == 2 * MOST_A_DAY


def test_the_schedule_writes_to_the_official_address(clock, empty_commune, somebody_joins):
    somebody_joins()
    (mail,) = mails_to(empty_commune.town_hall_email)
    assert mail["Subject"] == "Un habitant attend la mairie de Sanmairie"
    assert "Une personne s’est inscrite" in text_of(mail)
    assert f"/{empty_commune.slug}/ouvrir/" in html_of(mail)


def test_then_at_most_once_a_week_with_the_count(clock, empty_commune, somebody_joins, run_jobs):
    clock.at("2026-11-23T09:30:00+01:00")
    somebody_joins()
    somebody_joins()
    for _ in range(6):
        clock.forward(days=1)
        morning(run_jobs)
    assert len(mails_to(empty_commune.town_hall_email)) == 1
    clock.at("2026-11-30T09:29:59+01:00")  # a second earlier than the week before: still the same weekday
    morning(run_jobs)
    assert subjects_to(empty_commune.town_hall_email)[1:] == ["2 habitants attendent la mairie de Sanmairie"]


def test_nothing_is_written_while_nobody_new_waits(clock, empty_commune, somebody_joins, run_jobs):
    somebody_joins()
    clock.forward(days=30)
    morning(run_jobs)
    assert len(mails_to(empty_commune.town_hall_email)) == 1


def test_nor_without_an_address_nor_to_a_town_hall_that_came(clock, empty_commune, somebody_joins, run_jobs):
    empty_commune.town_hall_email = ""
    empty_commune.save()
    somebody_joins()
    empty_commune.town_hall_email = "mairie@sanmairie.example"
    empty_commune.save()
    TownHallFactory(commune=empty_commune)
    assert solicit_town_hall(commune_id=empty_commune.pk) is False
    assert subjects_to("mairie@sanmairie.example") == []


def test_an_unconfirmed_address_is_not_counted(clock, empty_commune, run_jobs):
    MembershipFactory(commune=empty_commune, person=PersonFactory(), status=MembershipStatus.UNCONFIRMED)
    assert solicit_town_hall(commune_id=empty_commune.pk) is False


def test_the_accepted_person_is_notified(commune, mayor, applicant, viewer_of, run_jobs, clock):
    request = applicant.memberships.get()
    accept_membership(viewer=viewer_of(mayor, commune), membership_id=request.pk, proof="known")
    run_jobs()
    clock.forward(minutes=11)
    run_jobs()
    (mail,) = mails_to(applicant.email)
    assert mail["Subject"] == "Bienvenue sur la page de Villeneuve"
    assert f"http://testserver/{commune.slug}/" in text_of(mail)


def test_the_refused_person_reads_the_words_as_they_were_written(
    commune, mayor, applicant, viewer_of, run_jobs, clock
):
    request = applicant.memberships.get()
    words = "Bonjour,\nvotre adresse <b>manque</b> & c’est tout."
    refuse_membership(viewer=viewer_of(mayor, commune), membership_id=request.pk, words=words)
    run_jobs()
    clock.forward(minutes=11)
    run_jobs()
    (mail,) = mails_to(applicant.email)
    assert words in text_of(mail)
    assert "votre adresse &lt;b&gt;manque&lt;/b&gt; &amp; c’est tout." in html_of(mail)


def test_a_decision_undone_before_the_mail_left_is_not_announced(
    commune, mayor, applicant, viewer_of, run_jobs
):
    viewer = viewer_of(mayor, commune)
    request = applicant.memberships.get()
    accept_membership(viewer=viewer, membership_id=request.pk, proof="known")
    reopen_membership(viewer=viewer, membership_id=request.pk)
    run_jobs()
    assert subjects_to(applicant.email) == []


# --- « Ne plus recevoir ces e-mails » -------------------------------------------------------------------------------


@pytest.fixture
def stop_link(clock, empty_commune, somebody_joins):
    somebody_joins()
    (mail,) = mails_to(empty_commune.town_hall_email)
    return path_in(mail, "/courrier/arret/")


def test_reading_the_page_of_the_link_stops_nothing(client, stop_link):
    page = client.get(stop_link).content.decode()
    assert "la mairie de Sanmairie" in page
    assert '<button class="button button--primary">Ne plus recevoir ces e-mails</button>' in page
    assert Solicitation.objects.get().stopped_at is None


def test_the_button_stops_them_for_good_and_once(
    clock, client, empty_commune, stop_link, somebody_joins, run_jobs
):
    assert "C’est noté" in client.post(stop_link).content.decode()
    stopped_at = Solicitation.objects.get().stopped_at
    clock.forward(days=8)
    assert "C’est noté" in client.post(stop_link).content.decode()
    assert "C’est noté" in client.get(stop_link).content.decode()
    assert Solicitation.objects.get().stopped_at == stopped_at
    assert (
        Entry.objects.filter(kind="memberships.SolicitationsStopped", commune_id=empty_commune.pk).count()
        == 1
    )
    somebody_joins()
    morning(run_jobs)
    assert len(mails_to(empty_commune.town_hall_email)) == 1


def test_who_waits_no_longer_reads_that_we_write(client, client_of, empty_commune, stop_link):
    person = empty_commune.memberships.get().person
    page = f"/{empty_commune.slug}/inscription/"
    assert "Nous lui écrivons" in client_of(person).get(page).content.decode()
    client.post(stop_link)
    assert "Nous lui écrivons" not in client_of(person).get(page).content.decode()


def test_mail_programs_stop_them_with_one_click(empty_commune, stop_link):
    """RFC 8058: no cookie, no token of a form, no redirection."""
    (mail,) = mails_to(empty_commune.town_hall_email)
    assert mail["List-Unsubscribe"] == f"<http://testserver{stop_link}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    program = Client(enforce_csrf_checks=True)
    answer = program.post(stop_link, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Solicitation.objects.get().stopped_at


def test_a_link_that_we_did_not_write_stops_nothing(client, stop_link):
    made_up = stop_link.replace("arret/", "arret/1")
    assert (client.get(made_up).status_code, client.post(made_up).status_code) == (404, 404)
    assert Solicitation.objects.get().stopped_at is None


def test_a_mail_that_answers_a_person_has_no_such_header(
    commune, mayor, applicant, viewer_of, run_jobs, clock
):
    request = applicant.memberships.get()
    accept_membership(viewer=viewer_of(mayor, commune), membership_id=request.pk, proof="known")
    run_jobs()
    clock.forward(minutes=11)
    run_jobs()
    (mail,) = mails_to(applicant.email)
    assert mail["List-Unsubscribe"] is None


def test_one_that_cannot_be_written_to_stops_none_of_the_others(clock, run_jobs, monkeypatch):
    communes = [CommuneFactory(code=f"{61300 + n}", town_hall_email=f"mairie@c{n}.example") for n in range(2)]
    for commune in communes:
        request_membership(person=PersonFactory(), commune=commune)
    run_jobs()
    send = solicitations.send_mail

    def fail_for_the_first(*args, to, **more):
        if to == communes[0].town_hall_email:
            raise ValueError("this one")
        send(*args, to=to, **more)

    monkeypatch.setattr(solicitations, "send_mail", fail_for_the_first)
    morning(run_jobs)
    assert mails_to(communes[0].town_hall_email) == []
    assert len(mails_to(communes[1].town_hall_email)) == 1
