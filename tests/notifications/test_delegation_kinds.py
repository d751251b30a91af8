"""Who hears of delegations, by which way, and what is no longer sent."""

import pytest

from civic.alerts.enums import SEND_ALERTS
from civic.delegations.actions import (
    accept_delegation,
    decline_delegation,
    offer_delegation,
    restore_delegation,
    withdraw_delegation,
)
from civic.delegations.models import Delegation
from civic.notifications.models import Notification
from civic.posts.enums import PUBLISH
from tests.accounts.mails import mails_to, subjects_to, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(commune, mayor, second_resident, viewer_of):
    return offer_delegation(
        viewer=viewer_of(mayor, commune), email=second_resident.email, first_name="Bruno", last_name="Petit",
        title="Adjoint", rights=[PUBLISH, SEND_ALERTS], starts_at=None, ends_at=None, key="k",
    )  # fmt: skip


def listed(browser) -> str:
    return browser.get("/notifications/").content.decode()


def test_the_email_says_function_what_each_right_gives_and_days(offered, second_resident, run_jobs):
    run_jobs()
    text = text_of(mails_to(second_resident.email)[0]).replace("\u00a0", " ")
    for said in (
        "Fonction : Adjoint",
        f"Publier : {PUBLISH.sentence}",
        f"Diffuser des alertes : {SEND_ALERTS.sentence}",
        "À partir du",
        f"/delegation/{offered.pk}/",
    ):
        assert said in text


def test_an_invitation_taken_back_leaves_no_line_and_returns_with_it(
    offered, commune, mayor, second_resident, viewer_of, client_of, run_jobs
):
    run_jobs()
    line = "vous propose d’agir pour la mairie"
    browser, viewer = client_of(second_resident), viewer_of(mayor, commune)
    assert line in listed(browser)
    withdraw_delegation(viewer=viewer, delegation_id=offered.pk)
    run_jobs()
    assert line not in listed(browser)
    assert subjects_to(second_resident.email) == [
        f"La mairie {commune.of_name} vous propose d’agir en son nom"
    ]
    restore_delegation(viewer=viewer, delegation_id=offered.pk)
    run_jobs()
    assert line in listed(browser)


def test_a_withdrawal_taken_back_leaves_no_line(
    commune, mayor, delegate_with, viewer_of, client_of, run_jobs
):
    person = delegate_with(PUBLISH)
    which = {"viewer": viewer_of(mayor, commune), "delegation_id": Delegation.objects.get(person=person).pk}
    withdraw_delegation(**which)
    run_jobs()
    assert "a retiré votre procuration" in listed(client_of(person))
    restore_delegation(**which)
    run_jobs()
    assert "a retiré votre procuration" not in listed(client_of(person))


@pytest.mark.parametrize(
    ("answer", "subject"),
    [
        (accept_delegation, "Bruno Petit a accepté votre procuration"),
        (decline_delegation, "Bruno Petit a refusé votre procuration"),
    ],
)
def test_the_mayor_hears_of_the_answer(
    offered, commune, mayor, second_resident, other_mayor, viewer_of, run_jobs, answer, subject
):
    answer(viewer=viewer_of(second_resident, commune), delegation_id=offered.pk)
    run_jobs()
    assert subjects_to(mayor.email) == [subject]
    assert subjects_to(other_mayor.email) == []


def test_the_matrix_shows_the_answers_to_the_town_hall_alone(offered, mayor, resident, client_of):
    answers = "Une personne accepte votre procuration"
    assert answers in client_of(mayor).get("/mon-compte/notifications/").content.decode()
    page = client_of(resident).get("/mon-compte/notifications/").content.decode()
    assert answers not in page
    assert "procuration" not in page.partition("<main")[2]


def test_recorded_twice_is_notified_once(offered, second_resident, run_jobs):
    run_jobs()
    run_jobs()
    assert Notification.objects.filter(person=second_resident).count() == 1
