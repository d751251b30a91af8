"""Of two who wait for each other PostgreSQL stops one: what that one sent is carried out all the same."""

import threading
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.urls import include, path

from civic.accounts.models import Person
from civic.core.access import Access, Request, page
from config import urls
from tests.accounts.factories import PersonFactory

TRIES: list[str] = []
HAS_FIRST, OTHER_HAS_SECOND = threading.Event(), threading.Event()


def held(person_id: str) -> Person:
    return Person.objects.select_for_update().get(pk=person_id)


@page(access=Access.PUBLIC, writes=True)
def crossing(request: Request) -> HttpResponse:
    TRIES.append("")
    with transaction.atomic():
        person = held(request.POST["first"])
        HAS_FIRST.set()
        assert OTHER_HAS_SECOND.wait(10)
        held(request.POST["second"])
        person.first_name = "Reine"
        person.save()
    return HttpResponse("fait")


handler400 = urls.handler400
urlpatterns = [path("croisement/", crossing), path("", include("config.urls"))]
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]


@pytest.fixture
def sent() -> Iterator[dict[str, str]]:
    """What the page is sent, while somebody else holds the second and comes to wait for the first."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    first, second = str(PersonFactory().pk), str(PersonFactory().pk)
    for one in (HAS_FIRST, OTHER_HAS_SECOND):
        one.clear()
    TRIES.clear()

    def cross() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL deadlock_timeout = '20s'")  # the page is the one that is stopped
                held(second)
                OTHER_HAS_SECOND.set()
                assert HAS_FIRST.wait(10)
                held(first)
        finally:
            connection.close()

    other = threading.Thread(target=cross)
    other.start()
    yield {"first": first, "second": second}
    other.join(20)
    assert not other.is_alive()


def test_what_was_stopped_for_somebody_else_is_carried_out_once(client, sent):
    assert client.post("/croisement/", sent).content == b"fait"
    assert len(TRIES) == 2
    assert Person.objects.get(pk=sent["first"]).first_name == "Reine"


def test_with_files_it_is_not_begun_again(client, sent):
    with pytest.raises(OperationalError):
        client.post("/croisement/", sent | {"file": SimpleUploadedFile("a.txt", b"a")})
    assert len(TRIES) == 1
