"""Real hubs and real connections: who hears what, and what happens when rights or processes end."""

import signal
import socket
import time

import pytest
from django.db import connection, transaction

from civic.accounts.actions import account as accounts
from civic.core.clock import now
from civic.delegations.actions import restore_delegation, withdraw_delegation
from civic.delegations.models import Delegation
from civic.live import actions
from civic.live.models import Change, HubHeartbeat
from civic.live.rules import commune_topic, person_topic
from civic.memberships.actions.answering import accept_membership
from civic.memberships.enums import Proof
from civic.memberships.models import Membership
from civic.posts.enums import PUBLISH
from tests.live.servers import until

pytestmark = [pytest.mark.once, pytest.mark.real_time, pytest.mark.django_db(transaction=True)]


def publish(commune, audience="members", name="posts", **data):
    actions.publish(topic=commune_topic(commune.pk, audience), name=name, data=data)
    return Change.objects.latest("id").pk


def test_each_hears_what_their_role_may_and_no_other_commune(
    start_hub, listen, commune, other_commune, mayor, resident, applicant, stranger
):
    hub = start_hub()
    pages = {who: listen(hub, who) for who in (mayor, resident, applicant, stranger)}
    numbers = [publish(commune, audience, n=1) for audience in ("public", "members", "town_hall")]
    publish(other_commune, "members", "elsewhere")
    expected = {
        mayor: [(number, "posts", {"n": 1}) for number in numbers],
        resident: [(number, "posts", {"n": 1}) for number in numbers[:2]],
        applicant: [(number, "posts", {"n": 1}) for number in numbers[:1]],
    }
    # What comes last comes to all: then nothing of before is still on its way.
    for who in pages:
        actions.publish(topic=person_topic(who.pk), name="last")
    until(lambda: all("last" in page.names for page in pages.values()))
    for who, received in expected.items():
        assert pages[who].received[:-1] == received
    assert pages[stranger].names == ["elsewhere", "last"]


def test_what_is_rolled_back_is_never_sent(start_hub, listen, commune, resident):
    page = listen(start_hub(), resident)
    with transaction.atomic():
        publish(commune, name="undone")
        transaction.set_rollback(True)
    publish(commune, name="done")
    until(lambda: page.names == ["done"])


def test_it_is_sent_within_a_second(start_hub, listen, commune, resident):
    page = listen(start_hub(), resident)
    time.sleep(0.5)
    begun = time.monotonic()
    publish(commune)
    until(lambda: page.names == ["posts"])
    assert time.monotonic() - begun < 1


def test_a_right_that_is_taken_is_taken_at_once(start_hub, listen, commune, delegate_with):
    person = delegate_with(PUBLISH)
    page = listen(start_hub(), person)
    publish(commune, "town_hall", "before")
    with transaction.atomic():
        Delegation.objects.update(ends_at=now())
        actions.rights_changed(person_id=person.pk)
    publish(commune, "town_hall", "after")  # nobody waited in between
    actions.publish(topic=person_topic(person.pk), name="own")
    until(lambda: "own" in page.names)
    time.sleep(0.5)
    assert page.names == ["before", "rights", "own"]
    assert not page.ended.is_set()


def test_a_delegation_that_the_mayor_withdraws_is_gone_from_open_pages(
    start_hub, listen, commune, mayor, delegate_with, viewer_of
):
    """By the action itself, and back again with it."""
    person = delegate_with(PUBLISH)
    page = listen(start_hub(), person)
    which = {"viewer": viewer_of(mayor, commune), "delegation_id": Delegation.objects.get(person=person).pk}
    withdraw_delegation(**which)
    publish(commune, "town_hall", "secret")
    actions.publish(topic=person_topic(person.pk), name="own")
    until(lambda: "own" in page.names, 3)
    time.sleep(0.5)
    assert "secret" not in page.names
    restore_delegation(**which)
    publish(commune, "town_hall", "shared")
    until(lambda: "shared" in page.names, 3)
    assert "secret" not in page.names


def test_a_right_that_is_given_is_heard_without_a_new_page(
    start_hub, listen, commune, applicant, mayor, viewer_of
):
    page = listen(start_hub(), applicant)
    membership = Membership.objects.get(person=applicant)
    accept_membership(viewer=viewer_of(mayor, commune), membership_id=membership.pk, proof=Proof.AUTOMATIC)
    publish(commune, "members", "welcome")
    until(lambda: page.names == ["rights", "welcome"])


def test_signing_out_ends_the_connections(start_hub, listen, client_of, resident, mayor):
    hub = start_hub()
    page, other = listen(hub, resident), listen(hub, mayor)
    client_of(resident).post("/deconnexion/")
    assert page.ended.wait(3)
    assert not other.ended.is_set()


def test_signing_out_everywhere_ends_them_for_good(start_hub, listen, resident, client_of):
    hub = start_hub()
    old = client_of(resident).cookies["sessionid"].value
    page = listen(hub, resident)
    accounts.sign_out_everywhere(person=resident)
    assert page.ended.wait(3)
    assert hub.get("/direct/", Cookie=f"sessionid={old}")[0] == 204


def test_a_killed_hub_loses_nothing(start_hub, listen, commune, resident):
    hub = start_hub()
    page = listen(hub, resident)
    first = publish(commune, name="first")
    until(lambda: page.names == ["first"])
    hub.kill()
    assert page.ended.wait(5)
    publish(commune, name="second")
    publish(commune, "town_hall", "hidden")
    third = publish(commune, name="third")
    again = listen(start_hub(), resident, Last_Event_ID=str(first))
    until(lambda: "third" in again.names)
    # What came just before a hub starts may be sent twice, never not at all.
    assert [name for name in again.names if name != "first"] == ["second", "third"]
    by_address = listen(start_hub(), resident, path=f"/direct/?depuis={third}")
    assert set(by_address.names) <= {"first", "second", "third"}
    assert by_address.here == third


def test_two_hubs_both_tell(start_hub, listen, commune, resident, second_resident):
    pages = [listen(start_hub(), resident), listen(start_hub(), second_resident)]
    publish(commune)
    until(lambda: all(page.names == ["posts"] for page in pages))
    assert HubHeartbeat.objects.count() == 2


@pytest.mark.postgresql
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="the embedded database has no connection to lose"
)
def test_a_hub_that_loses_the_database_finds_it_again(start_hub, listen, commune, resident):
    page = listen(start_hub(), resident)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.rowcount >= 1
    publish(commune)
    until(lambda: page.names == ["posts"])


def test_a_made_up_number_is_answered_with_reload(start_hub, listen, commune, resident):
    publish(commune)
    hub = start_hub()
    for made_up in ("-1", "1e9", "9" * 400, "'; DROP TABLE", "12\t", "٣", "999999999"):
        page = listen(hub, resident, Last_Event_ID=made_up.encode().decode("latin-1"))
        until(lambda page=page: page.names == ["stale"])
        publish(commune)
        until(lambda page=page: page.names == ["stale", "posts"])
        page.close()


def test_too_much_missed_is_reload(start_hub, listen, commune, resident):
    first = publish(commune)
    for _ in range(201):
        publish(commune)
    page = listen(start_hub(), resident, Last_Event_ID=str(first))
    until(lambda: page.names == ["stale"])


def test_silence_is_broken_and_the_21st_page_waits(start_hub, listen, resident):
    hub = start_hub()
    pages = [listen(hub, resident) for _ in range(20)]
    refused = listen(hub, resident)
    assert (refused.status, refused.headers["retry-after"]) == (503, "60")
    until(lambda: any(page.beats for page in pages), 5)  # each has its second of the twenty
    pages.pop().close()
    until(lambda: listen(hub, resident).status == 200)


def test_a_full_process_says_so(start_hub, listen, resident, mayor):
    hub = start_hub(LIVE_CONNECTIONS="1")
    assert listen(hub, resident).status == 200
    assert listen(hub, mayor).status == 503


def test_who_is_not_signed_in_and_what_is_not_ours(start_hub, client_of, resident):
    hub = start_hub()
    good = client_of(resident).cookies["sessionid"].value
    assert hub.get("/direct/")[0] == 204
    assert hub.get("/direct/", Cookie="sessionid=made:up:cookie")[0] == 204
    assert hub.get("/direct/", Cookie=f"sessionid={good[:-1]}x")[0] == 204
    assert hub.get("/direct/", method="POST", Cookie=f"sessionid={good}")[0] == 405
    assert hub.get("/direct/", **{"Cookie": f"sessionid={good}", "Sec-Fetch-Site": "cross-site"})[0] == 403


def test_it_ends_at_once_though_pages_are_open(start_hub, listen, resident):
    hub = start_hub()
    page = listen(hub, resident)
    until(lambda: HubHeartbeat.objects.exists())
    begun = time.monotonic()
    hub.process.send_signal(signal.SIGTERM)
    hub.process.wait(10)
    assert time.monotonic() - begun < 3
    assert page.ended.wait(2)
    assert not HubHeartbeat.objects.exists()


def test_pages_and_live_on_one_port(start_hub, listen, commune, public_post, resident):
    hub = start_hub("application")
    page = listen(hub, resident)
    assert hub.get(f"/{commune.slug}/")[0] == 200
    assert hub.get("/nulle-part/")[0] == 404
    publish(commune)
    until(lambda: page.names == ["posts"])


def test_a_reader_that_does_not_keep_up_reloads(
    start_hub, listen, client_of, commune, resident, second_resident
):
    """It reads nothing while thousands of lines come; the others do not wait for it."""
    hub = start_hub()
    other = listen(hub, second_resident)
    cookie = client_of(resident).cookies["sessionid"].value
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        slow.connect(("127.0.0.1", hub.port))
        slow.sendall(f"GET /direct/ HTTP/1.1\r\nHost: x\r\nCookie: sessionid={cookie}\r\n\r\n".encode())
        until(lambda: b"here" in slow.recv(2000))
        row = {"topic": commune_topic(commune.pk, "members"), "name": "posts", "data": {"text": "x" * 280}}
        for _ in range(15):
            Change.objects.bulk_create(Change(**row) for _ in range(1000))
        last = publish(commune, name="end")
        until(lambda: "end" in other.names, 30)
        heard = b""
        slow.settimeout(5)
        while f"id: {last}".encode() not in heard[-8000:]:
            heard += slow.recv(65536)
        assert b'"name":"stale"' in heard
        assert heard.count(b'"name":"posts"') < 15_000
