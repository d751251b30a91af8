"""What was acknowledged is there after `kill -9`, once."""

import re
import threading
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.urls import reverse

from civic.threads.models import Message
from tests.communes.factories import MembershipFactory

pytestmark = [pytest.mark.once, pytest.mark.real_time, pytest.mark.django_db(transaction=True)]
LIVES = 3
EACH = 4  # comments of a writer in one life: with those sent again, what a person may write in a minute
ENOUGH = 9  # of the twelve: then the server is killed, while somebody still writes


class Writer:
    """Comments as a browser does, each with a key and words of its own, and sends one again that was not answered."""

    def __init__(self, cookie: str, address: str, page: str) -> None:
        self.headers = {"Cookie": f"sessionid={cookie}", "Content-Type": "application/x-www-form-urlencoded"}
        self.address, self.page = address, page
        self.acknowledged: list[str] = []
        self.sent = 0
        self.waiting = ""

    def write(self, port: int, gone: threading.Event) -> None:
        try:
            html = self._ask(port, "GET", self.page)[1]
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
            assert token
            own = 0
            while own < EACH and not gone.is_set():
                self.waiting = self.waiting or uuid4().hex
                form = {"csrfmiddlewaretoken": token[1], "body": f"Mot {self.waiting}", "key": self.waiting}
                self.sent += 1
                status, _ = self._ask(port, "POST", self.address, urlencode(form))
                assert status in {200, 302}, status
                self.acknowledged.append(self.waiting)
                self.waiting = ""
                own += 1
        except (OSError, HTTPException):
            pass  # killed meanwhile: the browser sends it again

    def _ask(self, port: int, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        asking = HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            asking.request(method, path, body, self.headers)
            answer = asking.getresponse()
            return answer.status, answer.read().decode()
        finally:
            asking.close()


def test_no_comment_that_was_acknowledged_is_lost_or_doubled(
    start_hub, client_of, commune, post, resident, second_resident, mayor
):
    people = [resident, second_resident, mayor]
    MembershipFactory(commune=commune, person=mayor)
    address = reverse("comment_list", args=[commune.slug, post.thread_id])
    page = reverse("post_detail", args=[commune.slug, post.pk])
    writers = [Writer(client_of(person).cookies["sessionid"].value, address, page) for person in people]
    for _ in range(LIVES):
        server, gone = start_hub("application"), threading.Event()
        threads = [threading.Thread(target=writer.write, args=(server.port, gone)) for writer in writers]
        known = sum(len(writer.acknowledged) for writer in writers)
        for thread in threads:
            thread.start()
        while sum(len(writer.acknowledged) for writer in writers) < known + ENOUGH and any(
            thread.is_alive() for thread in threads
        ):
            gone.wait(0.01)
        server.kill()  # SIGKILL, in the middle of what they write
        gone.set()
        for thread in threads:
            thread.join()
    acknowledged = [words for writer in writers for words in writer.acknowledged]
    assert len(acknowledged) >= ENOUGH * LIVES
    written = [body.removeprefix("Mot ") for body in Message.objects.values_list("body", flat=True)]
    assert len(written) == len(set(written))
    assert set(acknowledged) <= set(written)
    assert set(written) - set(acknowledged) <= {writer.waiting for writer in writers}
    post.thread.refresh_from_db()
    assert post.thread.messages == len(written)
