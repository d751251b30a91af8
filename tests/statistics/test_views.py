"""« Vos statistiques » as a town hall sees it: the page, its tables, and the sheet for the council."""

import csv
import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

import pypdf
import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.clock import now
from civic.delegations.models import Delegation
from civic.journal.models import Entry
from civic.live.models import Change
from civic.media import pictures
from civic.memberships.enums import Residence
from civic.posts.enums import PUBLISH
from civic.posts.models import Post
from civic.statistics.actions import reports, visits
from civic.statistics.enums import SEE_STATISTICS, ReportStatus
from civic.statistics.models import Day, PostDay, Report
from civic.threads.actions.likes import like_content
from civic.threads.actions.messages import write_message
from civic.threads.thread_kinds import COMMENTS
from civic.town_halls.models import TownHall
from civic.worker.models import Job
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory
from tests.html import on_one_line
from tests.media.files import encoded, noise
from tests.plugins.frozen_time import Clock
from tests.posts.factories import PostFactory
from tests.statistics.factories import DayFactory, seen

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-22T10:00")]
SUNDAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def opened(clock: Clock, commune: Commune, other_commune: Commune) -> None:
    TownHall.objects.update(joined_at=now() - timedelta(days=400))


@pytest.fixture
def page(commune: Commune, mayor: Person, client_of: Callable[..., Client]) -> Callable[..., str]:
    """The page's words, spaces as one."""

    def read(query: str = "", status: int = 200, **headers: str) -> str:
        answer = client_of(mayor).get(f"/{commune.slug}/mairie/statistiques/{query}", headers=headers)
        assert answer.status_code == status
        words = re.sub(r"<[^>]+>", " ", answer.content.decode())
        return re.sub(r"\s+", " ", words)

    return read


@pytest.fixture
def days(commune: Commune) -> Callable[..., list[Day]]:
    """`days(30)`: rows of that many days up to yesterday."""

    def make(count: int, place: Commune = commune, **fields: Any) -> list[Day]:
        return [
            DayFactory(commune=place, day=SUNDAY - timedelta(days=ago), **fields)
            for ago in range(count, 0, -1)
        ]

    return make


def table(page: str, name: str) -> dict[str, str]:
    """The numbers behind a chart, from the raw page."""
    found = re.search(rf'id="chiffres-{name}".*?</table>', page, re.DOTALL)
    assert found
    rows = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', found[0])
    return dict(rows)


def test_figures_of_a_period_and_of_the_one_before(page: Any, days: Any, commune: Commune):
    days(60)
    Day.objects.filter(day__gte=SUNDAY - timedelta(days=6)).update(
        visits=24, visitors=20, posts=1, comments=2, likes=3
    )
    visits.write_visits(seen=[seen(commune, str(n), is_member=n < 3) for n in range(20)])
    words = page("?periode=7j")
    assert "Du 16 novembre au 22 novembre , comparé à la période du 9 novembre au 15 novembre" in words
    assert "Visiteurs uniques par jour 20 Par rapport à la période d’avant : +10" in words
    assert "Visites 164 Par rapport à la période d’avant : +80" in words
    assert "Publications 6 Par rapport à la période d’avant : +6" in words
    assert "Commentaires 12 " in words
    assert "J’aime 18 " in words


def test_today_moves_as_it_happens(
    page: Any, commune: Commune, mayor: Person, resident: Person, viewer_of: Any
):
    mine = PostFactory(commune=commune, author=mayor)
    viewer = viewer_of(resident, commune)
    write_message(kind=COMMENTS, viewer=viewer, thread_id=mine.thread_id, body="Merci", key="k")
    like_content(kind=COMMENTS, viewer=viewer, thread_id=mine.thread_id, liked=True)
    visits.write_visits(seen=[seen(commune, str(n)) for n in range(7)])
    words = page("?du=2026-11-22&au=2026-11-22")
    for said in ("Administrés inscrits 1 ", "Visites 7 ", "Publications 1 ", "Commentaires 1 ", "J’aime 1 "):
        assert said in words


def test_small_counts_are_hidden(page: Any, days: Any, commune: Commune, client_of: Any, mayor: Person):
    days(3, visits=3, visitors=3, members=1)
    words = page("?periode=7j")
    assert "Visiteurs uniques par jour moins de 5" in words
    raw = on_one_line(
        client_of(mayor).get(f"/{commune.slug}/mairie/statistiques/?periode=7j").content.decode()
    )
    assert set(table(raw, "visiteurs").values()) == {"0", "moins de 5"}
    assert "Le plus" not in words
    rows = csv_rows(client_of(mayor).get(f"/{commune.slug}/mairie/statistiques/statistiques.csv?periode=7j"))
    assert {(row[1], row[2]) for row in rows[1:]} == {("0", "0"), ("moins de 5", "moins de 5")}
    PostDay.objects.create(
        commune=commune, day=SUNDAY, post_id=PostFactory(commune=commune, author=mayor).pk, opened=4
    )
    assert "Aucune publication" in page().split("Publications les plus lues")[1].split("Emporter")[0]


def test_nobody_is_said_as_nobody(page: Any):
    words = page()
    assert "Pas encore de visites sur cette période" in words
    assert "Aucune publication n’a été ouverte" in words
    assert "Visites selon l’heure" not in words, "no chart of nothing"


@pytest.mark.parametrize(
    ("population", "said"),
    [
        (2144, "1 inscrit, dont 1 en résidence principale, pour 2 144 habitants : moins de 1 %."),
        (20, "1 inscrit, dont 1 en résidence principale, pour 20 habitants : 5 %."),
        (
            None,
            "1 inscrit, dont 1 en résidence principale. Le nombre d’habitants de la commune n’est pas connu.",
        ),
        (0, "Le nombre d’habitants de la commune n’est pas connu."),
    ],
)
def test_reach(page: Any, commune: Commune, resident: Person, population: int | None, said: str):
    Commune.objects.filter(pk=commune.pk).update(population=population)
    assert said in page()


@pytest.mark.parametrize("number", [0, 1, 2, 4, 5])
def test_the_sentence_says_the_number_of_the_tile(page: Any, days: Any, commune: Commune, number: int):
    """Whatever the last closed day counted: both are as of now."""
    days(2)
    for one in range(number):
        residence = Residence.SECOND if one else Residence.MAIN
        MembershipFactory(commune=commune, person=PersonFactory(), residence=residence)
    words = page()
    assert f"Administrés inscrits {number} " in words
    assert (
        f"{number} inscrit{'s' if number > 1 else ''}, dont {min(number, 1)} en résidence principale" in words
    )
    assert "Compté le dimanche 22 novembre." in words


def test_many_are_counted_once_a_day(page: Any, days: Any, commune: Commune):
    days(2)
    TownHall.objects.filter(pk=commune.pk).update(residents=1001)
    words = page()
    assert "20 inscrits, dont 15 en résidence principale" in words
    assert "Compté le samedi 21 novembre." in words


def test_best_hours_and_most_read(page: Any, days: Any, commune: Commune, mayor: Person, other_post: Post):
    days(14)
    Day.objects.filter(day=date(2026, 11, 19)).update(visits=90)
    first = PostFactory(commune=commune, author=mayor, title="La fête du village")
    second = PostFactory(commune=commune, author=mayor, title="Coupure d’eau")
    removed = PostFactory(commune=commune, author=mayor, title="Retirée depuis", removed_at=now())
    for post, opened in ((first, 8), (second, 30), (removed, 99), (other_post, 99)):
        PostDay.objects.create(commune=commune, day=SUNDAY, post_id=post.pk, opened=opened)
    words = page()
    assert "On vient surtout le jeudi, et le plus souvent entre 18 h et 19 h." in words
    read = words.split("Publications les plus lues")[1]
    assert read.index("Coupure d’eau") < read.index("La fête du village")
    assert "Retirée depuis" not in read
    assert "Autreville" not in read


@pytest.mark.parametrize(
    ("span", "first"),
    [
        ("7j", "16 novembre"), ("30j", "24 octobre"), ("3m", "23 août"), ("12m", "23 novembre 2025"),
        ("tout", "18 octobre 2025"), ("", "24 octobre"),
    ],
)  # fmt: skip
def test_periods(page: Any, days: Any, span: str, first: str):
    days(3)
    assert f"Du {first} au 22 novembre" in page(f"?periode={span}" if span else "")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?du=2026-11-20&au=2026-11-01", "La fin doit venir après le début."),
        ("?du=hier", "Écrivez le jour, le mois et l’année, par exemple 21/03/2027."),
        ("?au=2026-11-01", "Dites aussi à partir de quel jour."),
        ("?du=2031-01-01&au=2031-02-01", "Ce jour n’est pas encore venu."),
        ("?du=1990-01-01&au=1990-02-01", "Il n’y a pas de chiffres si loin"),
        ("?periode=<script>", "Sélectionnez un choix valide"),
    ],
)
def test_dates_that_make_no_sense_are_refused(page: Any, query: str, said: str):
    assert said in page(query, status=422)


def test_dates_are_kept_within_what_is_known(page: Any):
    assert "Du 18 octobre 2025 au 22 novembre" in page("?du=1900-01-01&au=9998-12-31")


def test_a_long_period_is_drawn_by_weeks_then_months(
    client_of: Any, mayor: Person, commune: Commune, days: Any
):
    days(399)
    for span, said in (
        ("30j", "Samedi 24 octobre"),
        ("3m", "Semaine du dimanche 23 août"),
        ("12m", "Novembre 2025"),
    ):
        raw = on_one_line(
            client_of(mayor).get(f"/{commune.slug}/mairie/statistiques/?periode={span}").content.decode()
        )
        rows = table(raw.replace("\u00a0", " "), "inscrits")
        assert said in rows
        assert len(rows) <= 31


def test_charts_have_words_and_no_style(client_of: Any, mayor: Person, commune: Commune, days: Any):
    days(40)
    raw = on_one_line(client_of(mayor).get(f"/{commune.slug}/mairie/statistiques/").content.decode())
    main = raw[raw.index("<main") :]
    assert main.count('<svg class="chart__drawing"') == 4
    assert len(re.findall(r'role="img" aria-label="[^"]{20,}"', main)) == 4
    assert main.count("Voir les chiffres") == 4
    assert "style=" not in raw
    assert "<style" not in raw


def test_the_fragment_is_the_figures_alone(page: Any, client_of: Any, commune: Commune, mayor: Person):
    raw = client_of(mayor).get(f"/{commune.slug}/mairie/statistiques/", headers={"hx-request": "true"})
    assert b"<html" not in raw.content
    assert b"figures__value" in raw.content


def test_who_may(commune: Commune, delegate_with: Any, resident: Person, client_of: Any):
    address = f"/{commune.slug}/mairie/statistiques/"
    assert client_of(delegate_with(SEE_STATISTICS)).get(address).status_code == 200
    assert client_of(delegate_with(PUBLISH)).get(address).status_code == 403
    assert client_of(resident).get(address).status_code == 403
    menu = client_of(delegate_with(PUBLISH)).get(f"/{commune.slug}/").content.decode()
    assert "Vos statistiques" not in menu
    assert (
        "Vos statistiques"
        in client_of(delegate_with(SEE_STATISTICS)).get(f"/{commune.slug}/").content.decode()
    )


def test_figures_of_another_commune_never_show(
    page: Any, days: Any, other_commune: Commune, other_post: Post
):
    days(40, place=other_commune, posts=7, comments=7, likes=7)
    PostDay.objects.create(commune=other_commune, day=SUNDAY, post_id=other_post.pk, opened=70)
    visits.write_visits(seen=[seen(other_commune, str(n)) for n in range(50)])
    words = page()
    assert "Visites 0 " in words
    assert "Publications 0 " in words
    assert "Autreville" not in words


# --- Tables ---------------------------------------------------------------------------------------------------------


def csv_rows(answer: Any) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_csv_has_a_line_a_day(client_of: Any, mayor: Person, commune: Commune, days: Any):
    days(7, posts=1, likes=-2)
    answer = client_of(mayor).get(f"/{commune.slug}/mairie/statistiques/statistiques.csv?periode=7j")
    assert answer["Content-Disposition"].startswith(
        'attachment; filename="statistiques-villeneuve-06-2026-11-16-'
    )
    rows = csv_rows(answer)
    assert rows[0] == [
        "Jour",
        "Visiteurs uniques",
        "Visites",
        "Publications",
        "Commentaires",
        "J’aime",
        "Inscrits",
    ]
    assert rows[1] == ["16/11/2026", "10", "12", "1", "0", "-2", "20"]
    assert len(rows) == 8


@pytest.mark.parametrize("title", ["=1+1", "+33", "-2", "@SUM(A1)", '=HYPERLINK("https://x.test";"y")'])
def test_a_title_is_never_a_formula(client_of: Any, mayor: Person, commune: Commune, title: str):
    post = PostFactory(commune=commune, author=mayor, title=title)
    PostDay.objects.create(commune=commune, day=SUNDAY, post_id=post.pk, opened=9)
    rows = csv_rows(client_of(mayor).get(f"/{commune.slug}/mairie/statistiques/publications.csv"))
    assert rows[1] == [f"'{title}", "22/11/2026", "environ 5", "0", "0"]


# --- The sheet for the council --------------------------------------------------------------------------------------


@pytest.fixture
def sheet(commune: Commune, mayor: Person, client_of: Any) -> Callable[..., Any]:
    def ask(period: str = "30j", person: Person = mayor, **headers: str) -> Any:
        address = f"/{commune.slug}/mairie/statistiques/pdf/"
        return client_of(person).post(address, {"periode": period}, headers=headers)

    return ask


def test_the_sheet_is_one_page_with_the_figures(
    sheet: Any, page: Any, days: Any, commune: Commune, mayor: Person, run_jobs: Any, client_of: Any
):
    days(60)
    for number in range(12):
        post = PostFactory(
            commune=commune, author=mayor, title=f"Une publication au titre bien long {number} " * 3
        )
        PostDay.objects.create(commune=commune, day=SUNDAY, post_id=post.pk, opened=9)
    answer = sheet()
    assert answer.url == f"/{commune.slug}/mairie/statistiques/?periode=30j#rapport"
    assert "Le PDF est en préparation" in page()
    run_jobs()
    assert "Votre PDF est prêt" in page()
    report = Report.objects.get()
    file = client_of(mayor).get(f"/{commune.slug}/mairie/statistiques/pdf/{report.pk}/")
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == 'attachment; filename="statistiques-villeneuve-06-2026-11-22.pdf"'
    assert file["Cache-Control"] == "private, no-store"
    read = pypdf.PdfReader(BytesIO(b"".join(file.streaming_content)))
    assert len(read.pages) == 1
    assert [round(float(side)) for side in read.pages[0].mediabox[2:]] == [595, 842]  # A4
    words = re.sub(r"\s+", " ", read.pages[0].extract_text())
    for said in (
        "La page de Villeneuve en chiffres", "Du 24 octobre au 22 novembre 2026", "348", "9,7",
        "en résidence principale", "Visiteurs uniques par jour", "Administrés inscrits",
        "Document établi le 22 novembre 2026", "Une publication au titre bien long",
    ):  # fmt: skip
        assert said in words, said
    assert {one.name for one in Change.objects.filter(topic=f"commune:{commune.pk}:town_hall")} == {
        "statistics"
    }


def test_the_library_of_the_sheet_does_not_make_damaged_photos_good(sheet: Any, days: Any, run_jobs: Any):
    days(3)
    sheet()
    run_jobs()
    assert Report.objects.get().status == "ready"
    whole = encoded(noise(300, 200), "JPEG")
    half = whole[: len(whole) // 2]
    with pytest.raises(pictures.PhotoDamaged):
        pictures.inspect(BytesIO(half), len(half))


def test_a_second_click_makes_no_second_one(sheet: Any, days: Any, run_jobs: Any):
    days(3)
    sheet()
    sheet()
    assert Report.objects.count() == 1
    assert Job.objects.filter(task__endswith="prepare_report").count() == 1
    assert Entry.objects.filter(kind="statistics.ReportAsked").count() == 1
    run_jobs()
    sheet()  # figures moved since: a new one
    assert Report.objects.count() == 2


def test_one_that_nobody_prepares_can_be_asked_for_again(sheet: Any, page: Any, clock: Clock):
    sheet()
    clock.forward(minutes=16)
    assert "Le PDF n’a pas pu être préparé" in page()
    sheet()
    assert "Le PDF est en préparation" in page()
    assert Report.objects.count() == 1


def test_htmx_waits_in_place(sheet: Any, run_jobs: Any, client_of: Any, mayor: Person, commune: Commune):
    waiting = sheet(**{"hx-request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    run_jobs()
    address = f"/{commune.slug}/mairie/statistiques/pdf/?periode=30j"
    ready = client_of(mayor).get(address, headers={"hx-request": "true"}).content.decode()
    assert "Télécharger le PDF" in ready
    assert "hx-trigger" not in ready


def test_a_sheet_is_for_those_who_may_of_that_commune(
    sheet: Any, run_jobs: Any, commune: Commune, other_commune: Commune, other_mayor: Person, delegate_with: Any,
    client_of: Any, mayor: Person,
):  # fmt: skip
    sheet()
    report = Report.objects.get()
    own = f"/{commune.slug}/mairie/statistiques/pdf/{report.pk}/"
    assert client_of(mayor).get(own).status_code == 404  # not ready
    run_jobs()
    assert b"".join(client_of(mayor).get(own).streaming_content).startswith(b"%PDF")
    assert client_of(delegate_with(PUBLISH)).get(own).status_code == 403
    elsewhere = f"/{other_commune.slug}/mairie/statistiques/pdf/{report.pk}/"
    assert client_of(other_mayor).get(elsewhere).status_code == 404


def test_who_lost_the_right_meanwhile_gets_none(
    sheet: Any, run_jobs: Any, commune: Commune, delegate_with: Any
):
    person = delegate_with(SEE_STATISTICS)
    sheet(person=person)
    Delegation.objects.filter(person=person).update(ends_at=now() - timedelta(seconds=1))
    run_jobs()
    assert not Report.objects.exists()


def test_a_sheet_goes_after_a_day(
    sheet: Any, run_jobs: Any, clock: Clock, page: Any, client_of: Any, mayor: Person, commune: Commune
):
    sheet()
    run_jobs()
    report = Report.objects.get()
    folder = f"{report.pk.hex[-2:]}/{report.pk}"
    assert default_storage.listdir(folder)[1] == ["statistiques.pdf"]
    clock.forward(hours=25)
    assert "Télécharger le PDF" not in page()
    assert client_of(mayor).get(f"/{commune.slug}/mairie/statistiques/pdf/{report.pk}/").status_code == 404
    reports.purge_reports()
    assert not Report.objects.exists()
    assert not default_storage.exists(f"{folder}/statistiques.pdf")


def test_a_sheet_fetches_nothing(sheet: Any, run_jobs: Any, commune: Commune, mayor: Person):
    hostile = '<img src="file:///etc/passwd"><script>x</script>'
    post = PostFactory(commune=commune, author=mayor, title=hostile)
    PostDay.objects.create(commune=commune, day=SUNDAY, post_id=post.pk, opened=9)
    sheet()
    run_jobs()
    assert Report.objects.get().status == ReportStatus.READY


# --- Speed ----------------------------------------------------------------------------------------------------------


def test_as_many_statements_for_three_years_as_for_three_days(
    client_of: Any, mayor: Person, commune: Commune, days: Any
):
    browser = client_of(mayor)

    def statements(span: str) -> int:
        browser.get(f"/{commune.slug}/mairie/statistiques/?periode={span}")
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/{commune.slug}/mairie/statistiques/?periode={span}")
        return len(asked)

    days(1)
    PostDay.objects.create(
        commune=commune, day=SUNDAY, post_id=PostFactory(commune=commune, author=mayor).pk, opened=9
    )
    few = statements("tout")
    for ago in range(2, 399):
        DayFactory(commune=commune, day=SUNDAY - timedelta(days=ago))
    for number in range(20):
        post = PostFactory(commune=commune, author=mayor, title=f"Titre {number}")
        PostDay.objects.create(
            commune=commune, day=SUNDAY - timedelta(days=number), post_id=post.pk, opened=9
        )
    assert statements("tout") == statements("7j") == few <= 8
