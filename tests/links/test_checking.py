"""Dead links: what counts as one, who is notified, and where the checker never goes."""

import socket
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from civic.core import registry
from civic.core.clock import now
from civic.links import actions, rules
from civic.links.enums import Problem
from civic.links.models import UsefulLink
from civic.worker.models import Job
from tests.links.factories import UsefulLinkFactory
from tests.media.servers import Pages, pages


class Site:
    """A real server whose one page answers as asked."""

    def __init__(self, host: str) -> None:
        self.url = f"http://{host}/state"

    def answers(self, status: int, **headers: str) -> None:
        def page(handler: Pages) -> None:
            handler.send_response(status)
            for name, value in ({"Content-Type": "text/html"} | headers).items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        Pages.page_state = page  # type: ignore[attr-defined]


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    with pages() as host:
        settings.MEDIA_FETCH_ALLOWED_HOSTS = [host]
        yield Site(host)


@pytest.fixture
def link(commune, site: Site) -> UsefulLink:
    return UsefulLinkFactory(commune=commune, title="Cantine", url=site.url)


def checked(link: UsefulLink) -> UsefulLink:
    actions.check_link(useful_link_id=link.pk)
    link.refresh_from_db()
    return link


@pytest.mark.parametrize("status", [200, 204, 401, 403, 405, 418, 429])
def test_whoever_answers_is_alive(site, link, status):
    site.answers(status)
    assert checked(link).problem == ""
    assert link.checked_at


@pytest.mark.parametrize(
    ("status", "problem"), [(404, "missing"), (410, "missing"), (500, "server"), (503, "server")]
)
def test_whoever_says_it_is_gone_or_broken_is_not(site, link, status, problem):
    site.answers(status)
    assert checked(link).problem == problem


def test_a_pdf_or_a_picture_is_an_answer(site, link):
    for kind in ("application/pdf", "image/png", "model/gltf"):
        site.answers(200, **{"Content-Type": kind})
        assert checked(link).problem == ""


def test_nobody_listens_and_names_that_are_not(link, settings, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = f"127.0.0.1:{server.getsockname()[1]}"
    settings.MEDIA_FETCH_ALLOWED_HOSTS = [host]
    UsefulLink.objects.update(url=f"http://{host}/")
    assert checked(link).problem == Problem.SILENT

    def unknown(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    UsefulLink.objects.update(url="https://n-existe-pas.exemple.fr/")
    link.refresh_from_db()
    assert checked(link).problem == Problem.NO_SUCH_SITE


def test_the_checker_never_reaches_a_private_address(link, site, settings, monkeypatch):
    """Neither by a name that leads inside, nor by a redirect."""
    with socket.create_server(("127.0.0.1", 0)) as inside:
        site.answers(302, Location="http://interne.exemple.fr/")
        real = socket.getaddrinfo

        def resolve(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
            led = ("127.0.0.1", inside.getsockname()[1]) if "interne" in host else (host, port)
            return real(*led, *args, **kwargs)

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        assert checked(link).problem == Problem.PRIVATE
        UsefulLink.objects.update(url="http://interne.exemple.fr/")
        link.refresh_from_db()
        assert checked(link).problem == Problem.PRIVATE
        inside.settimeout(0.2)
        with pytest.raises(TimeoutError):
            inside.accept()


def test_dead_after_two_weeks_in_a_row_and_alive_at_the_first_answer(site, link, clock):
    site.answers(404)
    clock.at("2026-11-17 05:20+01:00")
    assert not checked(link).is_dead
    clock.forward(days=2)
    assert not checked(link).is_dead  # the same week
    clock.forward(days=5)
    assert checked(link).is_dead
    site.answers(200)
    clock.forward(days=7)
    assert not checked(link).is_dead
    assert (link.problem, link.failing_since) == ("", None)
    site.answers(404)
    clock.forward(days=7)
    assert not checked(link).is_dead


def test_weeks_at_new_year():
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text)

    assert not rules.is_dead(at("2026-12-29T05:00+00:00"), at("2027-01-01T05:00+00:00"))
    assert rules.is_dead(at("2026-12-29T05:00+00:00"), at("2027-01-05T05:00+00:00"))


def test_the_town_hall_alone_sees_it(client, client_of, mayor, resident, commune, link):
    UsefulLink.objects.update(
        problem="missing", is_dead=True, checked_at="2026-11-17T05:00Z", failing_since="2026-11-10T05:00Z"
    )
    address = f"/{commune.slug}/liens/"
    html = client_of(mayor).get(address).content.decode()
    assert "Ne répond plus." in html
    assert "Le site répond que cette page n’existe plus." in html
    assert "Vérifier maintenant" in html
    for other in (client, client_of(resident)):
        shown = other.get(address).content.decode()
        assert "Cantine" in shown
        assert "répond plus" not in shown
        assert "Vérifier" not in shown


def test_check_now_is_done_by_the_worker_once(site, link, client_of, mayor, commune, run_jobs):
    site.answers(200)
    UsefulLink.objects.update(problem="missing", is_dead=True, failing_since="2026-11-10T05:00Z")
    browser, address = client_of(mayor), f"/{commune.slug}/liens/"
    for _ in range(2):
        browser.post(f"{address}{link.pk}/verifier/")
    assert Job.objects.filter(task__endswith="links.actions.check_link").count() == 1
    assert not Pages.asked
    run_jobs()
    link.refresh_from_db()
    assert not link.is_dead
    assert len(Pages.asked) == 1


def test_every_week_each_commune_has_a_job_and_each_link_one_look(
    site, link, commune, other_commune, run_jobs
):
    assert any(task.job == "civic.links.actions.check_links" for task in registry.schedule())
    site.answers(200)
    UsefulLinkFactory(commune=other_commune, url=site.url)
    removed = UsefulLinkFactory(commune=commune, url=site.url, removed_at="2026-11-22T00:00Z")
    actions.check_links.enqueue()
    run_jobs()
    assert len(Pages.asked) == 2
    assert Job.objects.filter(task__endswith="check_links_of").count() == 2
    assert UsefulLink.objects.get(pk=removed.pk).checked_at is None
    actions.check_links.enqueue()  # run again: they were looked at a moment ago
    run_jobs()
    assert len(Pages.asked) == 2


def test_an_address_that_changes_while_it_is_checked_is_not_blamed_for_the_old_one(site, link, monkeypatch):
    def change(url: str) -> Problem:
        UsefulLink.objects.update(url="https://exemple.fr/neuf")
        return Problem.MISSING

    monkeypatch.setattr(actions, "_problem_of", change)
    assert checked(link).problem == ""


def test_when_no_name_is_known_it_is_we_who_are_cut_off(commune, link, site, monkeypatch):
    UsefulLinkFactory(commune=commune, url="https://un-autre.exemple.fr/")
    UsefulLink.objects.filter(pk=link.pk).update(url="https://le-premier.exemple.fr/")

    def unknown(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    actions.check_links_of(commune_id=commune.pk, moment=now())
    assert set(UsefulLink.objects.values_list("problem", "checked_at")) == {("", None)}

    def one_is_known(host: str, *args: Any, **kwargs: Any) -> Any:
        return unknown() if "le-premier" in host else real("127.0.0.1", *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", one_is_known)
    actions.check_links_of(commune_id=commune.pk, moment=now())
    found = dict(UsefulLink.objects.values_list("url", "problem"))
    assert found["https://le-premier.exemple.fr/"] == Problem.NO_SUCH_SITE
    assert found["https://un-autre.exemple.fr/"] == Problem.PRIVATE
