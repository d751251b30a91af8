"""A mail that is refused for good is said on site, once, to whoever can do something about it."""

import pytest

from civic.accounts.models import Person
from civic.core.clock import now
from civic.delegations import actions as delegations
from civic.delegations.models import Delegation
from civic.delivery.actions import record_refusal
from civic.delivery.enums import Channel
from civic.delivery.models import Delivery, OutgoingMail, RefusedMailbox
from civic.delivery.providers.smtp import MailRefused
from civic.notifications.actions.delivering import replay_event
from civic.notifications.actions.digesting import send_digests
from civic.notifications.enums import Frequency
from civic.notifications.models import Notification
from civic.posts import actions as posts
from civic.posts.enums import PUBLISH
from civic.town_halls.actions.offices import bring_town_hall
from civic.town_halls.models import Office
from civic.town_halls.queries.town_halls import mayors_not_reached
from tests.html import on_one_line

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "nouvelle@exemple.test"


def failures_of(person: Person) -> list[str]:
    rows = Notification.objects.filter(kind="work_failed", person=person)
    return [row.subject.replace("\u00a0", " ") for row in rows]


@pytest.fixture
def publish(mayor, commune, viewer_of, run_jobs):
    def now_(title: str) -> None:
        content = posts.PostContent(title=title, body="<p>Samedi.</p>")
        posts.publish_post(viewer=viewer_of(mayor, commune), key=title, content=content)
        run_jobs()

    return now_


@pytest.fixture
def invite(mayor, commune, viewer_of, run_jobs):
    def now_(email: str = NEW, key: str = "1") -> Delegation:
        made = delegations.offer_delegation(
            viewer=viewer_of(mayor, commune), email=email, first_name="Lou", last_name="Durand",
            title="Adjointe", rights=[PUBLISH], starts_at=None, ends_at=None, key=key,
        )  # fmt: skip
        run_jobs()
        return made

    return now_


def email_states(person: Person) -> list[tuple[str, str]]:
    rows = Delivery.objects.filter(person_id=person.pk, channel=Channel.EMAIL).order_by("pk")
    return [(row.status, row.reason) for row in rows]


def test_a_member_whose_mailbox_refuses_hears_once_and_mails_stop(
    publish, resident, second_resident, open_office, client_of
) -> None:
    postman = open_office()
    postman.answer_to[resident.email] = "550 5.1.1 No such user"
    publish("Un")
    postman.answer_to.clear()  # whoever tries again is found out
    publish("Deux")
    publish("Trois")
    assert [envelope.rcpt_tos for envelope in postman.received] == [[second_resident.email]] * 3
    assert email_states(resident) == [("failed", "refused"), ("skipped", "refused"), ("skipped", "refused")]
    assert failures_of(resident) == [
        "Vos e-mails nous reviennent : votre messagerie les refuse. Vérifiez votre adresse."
    ]
    assert failures_of(second_resident) == []
    page = client_of(resident).get("/notifications/").content.decode()
    assert "Vos e-mails nous reviennent" in page


def test_mails_leave_again_for_another_address_and_after_a_trial_that_arrives(
    publish, resident, open_office, client_of, run_jobs, clock
) -> None:
    postman = open_office()
    postman.answer_to[resident.email] = "550 No such user"
    publish("Un")
    postman.answer_to.clear()
    client_of(resident).post("/mon-compte/notifications/essai/")
    run_jobs()
    assert not RefusedMailbox.objects.exists()
    publish("Deux")
    assert len(postman.received) == 2
    postman.answer_to[resident.email] = "550 No such user"
    publish("Trois")
    Person.objects.filter(pk=resident.pk).update(email="autre@exemple.test")
    publish("Quatre")
    assert postman.received[-1].rcpt_tos == ["autre@exemple.test"]


@pytest.mark.parametrize("answer", ["550 5.7.1 Unable to relay", "554 Relay access denied", "451 Later"])
def test_a_relay_that_refuses_us_switches_nobody_off(publish, resident, open_office, answer) -> None:
    postman = open_office()
    postman.answer_to[resident.email] = answer
    publish("Un")
    assert not RefusedMailbox.objects.exists()
    assert failures_of(resident) == []


def test_what_the_platform_sends_again_is_tried_again(publish, resident, open_office, run_jobs) -> None:
    postman = open_office()
    postman.answer_to[resident.email] = "550 No such user"
    publish("Un")
    postman.answer_to.clear()
    event_id = Delivery.objects.get(person_id=resident.pk, channel=Channel.EMAIL).event_id
    assert replay_event(event_id=event_id, channel=Channel.EMAIL) == 1
    run_jobs()
    assert email_states(resident) == [("sent", "")]


def test_no_summary_leaves_for_a_mailbox_that_refuses(
    publish, resident, open_office, run_jobs, commune, clock
) -> None:
    open_office()
    publish("Un")
    OutgoingMail.objects.all().delete()
    kept = Delivery.objects.filter(person_id=resident.pk, channel=Channel.EMAIL)
    kept.update(status="skipped", reason="daily_digest")
    refusal = MailRefused(550, names_recipient=True)
    record_refusal(person_id=resident.pk, recipient=resident.email, refusal=refusal)
    clock.forward(hours=1)
    sent = send_digests(zones=[commune.timezone], frequency=Frequency.DAILY, period_end=now())
    assert (sent, OutgoingMail.objects.count()) == (0, 0)
    assert email_states(resident) == [("skipped", "refused")]


def test_the_mayor_hears_of_an_invitation_that_did_not_arrive_and_its_line_shows_it(
    invite, mayor, commune, open_office, client_of
) -> None:
    postman = open_office()
    postman.answer_to[NEW] = "550 No such user"
    delegation = invite()
    [sentence] = failures_of(mayor)
    beginning = (
        f"L’invitation « {delegation.title} » n’est pas arrivée : l’adresse la refuse. Retirez-la, puis"
    )
    assert sentence.startswith(beginning)
    [row] = Notification.objects.filter(kind="work_failed", person=mayor)
    assert row.url == f"/{commune.slug}/mairie/delegations/#procuration-{delegation.pk}"
    page = on_one_line(client_of(mayor).get(f"/{commune.slug}/mairie/delegations/").content.decode())
    assert "pas arrivée" in page
    assert "Son adresse a refusé l’invitation" in page
    assert "sans réponse pour l’instant" not in page


def test_so_does_it_for_someone_who_has_an_account_and_for_a_mail_refused_after_its_text(
    invite, mayor, second_resident, open_office
) -> None:
    postman = open_office()
    postman.answer_to[second_resident.email] = "550 No such user"
    invite(second_resident.email)
    assert len(failures_of(mayor)) == 1
    postman.after_data = "554 Rejected"
    delegation = invite(key="2")
    assert len(failures_of(mayor)) == 2
    assert (OutgoingMail.objects.get(status="failed").reason, RefusedMailbox.objects.count()) == (
        "mail refused (554)", 1,
    )  # fmt: skip
    delegation.refresh_from_db()
    assert delegation.mail_refused_at


def test_an_invitation_that_arrives_says_nothing_to_the_mayor(invite, mayor, open_office) -> None:
    open_office()
    assert invite().mail_refused_at is None
    assert failures_of(mayor) == []


def test_the_team_hears_of_a_mayor_whose_address_refuses(
    mayor, empty_commune, staff, viewer_of, open_office, client_of, run_jobs
) -> None:
    postman = open_office()
    postman.answer_to[NEW] = "550 No such user"
    invitation = {"commune": empty_commune, "first_name": "Lou", "last_name": "Durand", "since": now().date()}
    bring_town_hall(**invitation, email=NEW, viewer=viewer_of(staff, empty_commune))
    run_jobs()
    of_name = empty_commune.of_name
    sentence = f"L’adresse du maire {of_name} refuse nos e-mails. Demandez la bonne à sa mairie."
    assert failures_of(staff) == [sentence]
    assert [line.place for line in mayors_not_reached()] == [empty_commune.name]
    browser = client_of(staff)
    assert "Maires dont l’adresse refuse" in browser.get("/plateforme/envois/").content.decode()
    offices = Notification.objects.get(kind="work_failed", person=staff).url
    assert "Son adresse refuse nos e-mails" in browser.get(offices).content.decode()
    postman.answer_to.clear()
    bring_town_hall(**invitation, email=NEW, viewer=viewer_of(staff, empty_commune))
    run_jobs()
    assert Office.objects.get(commune=empty_commune).mail_refused_at is None
    assert (mayors_not_reached(), len(failures_of(staff))) == ([], 1)
