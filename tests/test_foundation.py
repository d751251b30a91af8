"""The fixtures themselves do what they say."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import path

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.access import Access, page
from civic.core.clock import now
from civic.posts.models import Post
from civic.threads.models import Message
from civic.town_halls.models import TownHall
from tests.plugins.frozen_time import Clock
from tests.plugins.tripwires import WroteWhileReading


@page(access=Access.PUBLIC, writes=True)
def writing_page(request):  # type: ignore[no-untyped-def]
    from django.http import HttpResponse

    TownHall.objects.update(presentation="lu")
    return HttpResponse("ok")


urlpatterns = [path("ecrit/", writing_page)]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_page_that_writes_while_it_is_read_fails(commune: Commune, client: Client, method: str) -> None:
    with pytest.raises(WroteWhileReading):
        getattr(client, method)("/ecrit/")


@pytest.mark.urls(__name__)
def test_a_page_may_write_when_it_is_sent(commune: Commune, client: Client) -> None:
    assert client.post("/ecrit/").status_code == 200
    assert TownHall.objects.get(pk=commune.pk).presentation == "lu"


def test_each_person_has_their_rank(
    commune: Commune,
    resident: Person,
    applicant: Person,
    stranger: Person,
    mayor: Person,
    delegate: Person,
    powerless_delegate: Person,
    viewer_of: Callable[..., object],
) -> None:
    ranks = {
        person.first_name: (viewer.is_member, viewer.is_applicant, viewer.is_town_hall, viewer.may("publish"))
        for person in (resident, applicant, stranger, mayor, delegate, powerless_delegate)
        if (viewer := viewer_of(person, commune))
    }
    assert ranks == {
        "Anne": (True, False, False, False),
        "Ines": (False, True, False, False),
        "Sacha": (False, False, False, False),
        "Camille": (True, False, True, True),
        "Denise": (True, False, True, True),
        "Paul": (True, False, True, False),
    }


def test_the_clients_are_signed_in(
    post: Post, comment: Message, resident: Person, client_of: Callable[..., Client]
) -> None:
    address = f"/{post.commune.slug}/actualites/{post.pk}/"
    assert client_of(resident).get(address).status_code == 200
    assert client_of(None).get(address).status_code == 404


def test_time_stands_still(clock: Clock) -> None:
    before = now()
    assert now() == before
    clock.forward(minutes=3)
    assert (now() - before).total_seconds() == 180
