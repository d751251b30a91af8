"""The settings of a town hall, section by section; its colour and its coat of arms on every page."""

import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from civic.communes.actions.directory_rows import CommuneRows
from civic.communes.directory.departments import TIME_ZONES
from civic.communes.models import Commune
from civic.core import registry
from civic.core.refusals import Refusal
from civic.journal.models import Entry
from civic.media.models import Media
from civic.posts.enums import PUBLISH
from civic.town_halls.actions.settings import (
    change_admission,
    change_colour,
    change_features,
    change_time_zone,
    erase_removed_emblems,
)
from civic.town_halls.enums import EDIT_PAGE, Colour
from civic.town_halls.models import TownHall
from tests.media.files import encoded, picture

THEMES = Path(__file__).resolve().parents[2] / "frontend/styles/themes.css"


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def address(commune) -> str:
    return f"/{commune.slug}/mairie/parametres/"


@pytest.fixture
def choose(client_of, address, mayor):
    browser = client_of(mayor)

    def choose(section: str, **fields: object):
        values = {f"{section}-{name}": value for name, value in fields.items()}
        return browser.post(f"{address}{section}/", values, follow=True)

    return choose


def town_hall(commune) -> TownHall:
    return TownHall.objects.get(pk=commune.pk)


def test_each_section_is_saved_alone(choose, commune):
    answer = choose("inscriptions", accepts_automatically="True", reminder_days="5")
    assert "Vos réglages sont enregistrés." in text(answer)
    choose("publications", posts_public_by_default="on")
    choose("apparence", colour="wine")
    kept = town_hall(commune)
    assert (kept.accepts_automatically, kept.reminder_days) == (True, 5)
    assert (kept.posts_public_by_default, kept.comments_open_by_default) == (True, False)
    assert kept.colour == "wine"
    assert kept.feature_decisions == {}
    sections = [
        entry.data["section"]
        for entry in Entry.objects.filter(kind="town_halls.TownHallSettingsChanged").order_by("id")
    ]
    assert sections == ["inscriptions", "publications", "apparence"]


@pytest.mark.parametrize("days", ["", "-1", "61", "trois", "9" * 40])
def test_a_wrong_number_of_days_is_said_where_it_was_typed(choose, commune, days):
    answer = choose("inscriptions", accepts_automatically="True", reminder_days=days)
    assert answer.status_code == 422
    assert "field__error" in text(answer)
    assert "parametres/inscriptions/" in answer.request["PATH_INFO"]
    assert town_hall(commune).accepts_automatically is False


def test_zero_days_means_never(choose, commune):
    choose("inscriptions", accepts_automatically="False", reminder_days="0")
    assert town_hall(commune).reminder_days == 0


def test_every_feature_has_its_sentence_and_can_be_switched_off(
    choose, client, commune, address, client_of, mayor
):
    page = text(client_of(mayor).get(f"{address}rubriques/"))
    for feature in registry.features():
        assert feature.sentence in page
    links = f"/{commune.slug}/liens/"
    assert client.get(links).status_code == 200
    assert links in text(client.get(f"/{commune.slug}/"))
    assert choose("rubriques", features=["posts"]).redirect_chain[-1][0].endswith("/parametres/rubriques/")
    assert client.get(links).status_code == 404
    assert links not in text(client.get(f"/{commune.slug}/"))
    choose("rubriques", features=["posts", "links"])
    assert client.get(links).status_code == 200


def test_without_publications_the_feed_shows_none_and_none_is_erased(choose, client, commune, public_post):
    feed = f"/{commune.slug}/"
    assert public_post.title in text(client.get(feed))
    choose("rubriques", features=["links"])
    assert public_post.title not in text(client.get(feed))
    assert client.get(f"{feed}actualites/{public_post.pk}/").status_code == 404
    choose("rubriques", features=["links", "posts"])
    assert public_post.title in text(client.get(feed))


def test_invented_choices_are_refused(choose, commune, viewer_of, mayor):
    assert choose("rubriques", features=["posts", "pouvoirs"]).status_code == 422
    assert choose("heure", time_zone="Europe/Berlin").status_code == 422
    assert choose("apparence", colour="javascript").status_code == 422
    assert choose("inconnue", colour="wine").status_code == 404
    viewer = viewer_of(mayor, commune)
    for act in (
        lambda: change_features(viewer=viewer, features=["pouvoirs"]),
        lambda: change_time_zone(viewer=viewer, time_zone="Europe/Berlin"),
        lambda: change_colour(viewer=viewer, colour="x"),
        lambda: change_admission(viewer=viewer, accepts_automatically=True, reminder_days=400),
    ):
        with pytest.raises(Refusal):
            act()


def test_the_time_zone_is_kept_when_the_directory_is_imported(choose, commune):
    choose("heure", time_zone="Indian/Reunion")
    assert Commune.objects.get(pk=commune.pk).timezone == "Indian/Reunion"
    rows = CommuneRows()
    rows.put(commune.code, {"timezone": "Europe/Paris", "population": 9})
    rows.save()
    kept = Commune.objects.get(pk=commune.pk)
    assert (kept.timezone, kept.population) == ("Indian/Reunion", 9)


def test_without_a_town_hall_the_import_decides(empty_commune):
    rows = CommuneRows()
    rows.put(empty_commune.code, {"timezone": "Indian/Mayotte"})
    rows.save()
    assert Commune.objects.get(pk=empty_commune.pk).timezone == "Indian/Mayotte"


def test_every_time_zone_exists():
    from zoneinfo import available_timezones

    assert set(TIME_ZONES) <= available_timezones()


def test_the_colour_is_on_every_page_of_the_commune_and_no_other(choose, client, commune, other_commune):
    feed = f"/{commune.slug}/"
    assert "data-theme" not in text(client.get(feed))
    choose("apparence", colour="clay")
    for page in (feed, f"{feed}maire/", f"{feed}liens/"):
        assert 'data-theme="clay"' in text(client.get(page))
    assert "data-theme" not in text(client.get(f"/{other_commune.slug}/"))
    assert "data-theme" not in text(client.get("/"))


def test_each_section_has_its_address_and_a_tab(client_of, mayor, address):
    browser = client_of(mayor)
    first = text(browser.get(address))
    for section in (
        "inscriptions",
        "publications",
        "rubriques",
        "apparence",
        "blason",
        "heure",
        "notifications",
    ):
        assert f'href="{address}{section}/"' in first
        page = text(browser.get(f"{address}{section}/"))
        assert re.search(rf'href="{address}{section}/"\s+aria-current="page"', page), section
    assert browser.get(f"{address}nimporte/").status_code == 404


def test_the_matrix_of_the_town_hall_is_one_click_away(client_of, mayor, commune, address):
    browser = client_of(mayor)
    link = f"/mon-compte/notifications/?commune={commune.slug}#partie-town_hall"
    assert link in text(browser.get(f"{address}notifications/"))
    page = text(browser.get(link))
    assert 'id="partie-town_hall"' in page


@pytest.mark.parametrize("delegate", [PUBLISH], indirect=True)
def test_another_right_does_not_open_the_settings(client_of, delegate, address):
    assert client_of(delegate).get(address).status_code == 403


# --- Coat of arms ---------------------------------------------------------------------------------------------------


def coat(form: str = "PNG", name: str = "blason.png") -> SimpleUploadedFile:
    image = Image.new("RGBA", (300, 400), (0, 0, 0, 0))
    image.paste((20, 60, 120, 255), (50, 50, 250, 350))
    return SimpleUploadedFile(name, encoded(image if form != "JPEG" else image.convert("RGB"), form))


@pytest.fixture
def bear(client_of, mayor, address):
    browser = client_of(mayor)

    def bear(file: SimpleUploadedFile):
        return browser.post(f"{address}blason/", {"blason-emblem": file}, follow=True)

    return bear


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "HEIF"])
def test_it_shows_in_the_header_and_on_the_card_once_it_is_ready(bear, client, commune, run_jobs, form):
    feed = f"/{commune.slug}/"
    client.get(feed)
    assert "Votre image est enregistrée" in text(bear(coat(form)))
    emblem = Media.objects.get()
    assert str(emblem.pk) not in text(client.get(feed))
    run_jobs()
    page = text(client.get(feed))
    assert 'class="switch__emblem"' in page
    assert 'class="mayor__emblem"' in page
    for name in ("96.webp", "320.webp"):
        answer = client.get(f"/{commune.slug}/medias/{emblem.pk}/{name}")
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        assert answer.getvalue()


def test_it_is_whole_on_a_transparent_square(bear, client, commune, run_jobs):
    bear(coat())
    run_jobs()
    answer = client.get(f"/{commune.slug}/medias/{Media.objects.get().pk}/320.webp")
    image = Image.open(io.BytesIO(answer.getvalue()))
    assert image.size == (320, 320)
    assert image.getpixel((1, 160))[3] == 0
    assert image.getpixel((160, 160))[3] == 255


def test_an_svg_is_refused_with_what_to_send_instead(bear, commune):
    svg = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    answer = bear(SimpleUploadedFile("blason.png", svg))
    assert answer.status_code == 422
    assert "SVG. Enregistrez-le en PNG ou en JPEG" in text(answer)
    assert "Blason ou logo" in text(answer)
    assert not Media.objects.exists()


def test_forty_megabytes_are_refused_with_the_limit(bear):
    answer = bear(SimpleUploadedFile("blason.png", coat().read() + b"\0" * 40 * 1024 * 1024))
    assert answer.status_code == 422
    assert "plus de 30\u00a0Mo" in text(answer).replace("30 Mo", "30\u00a0Mo")
    assert "Blason ou logo" in text(answer)


def test_nothing_chosen_is_said(client_of, mayor, address):
    answer = client_of(mayor).post(f"{address}blason/", {})
    assert answer.status_code == 422
    assert "Choisissez d’abord une image." in text(answer)


def test_a_second_one_takes_the_place_of_the_first(bear, commune, run_jobs):
    bear(coat())
    run_jobs()
    first = Media.objects.get().pk
    bear(coat("JPEG", "logo.jpg"))
    run_jobs()
    assert not Media.objects.filter(pk=first).exists()
    assert town_hall(commune).emblem_id == Media.objects.get().pk


def test_it_comes_back_until_it_is_erased(bear, client, client_of, mayor, address, commune, run_jobs, clock):
    feed, browser = f"/{commune.slug}/", client_of(mayor)
    bear(coat())
    run_jobs()
    answer = browser.post(f"{address}blason/retirer/", follow=True)
    assert f"{address}blason/remettre/" in text(answer)
    assert "mayor__emblem" not in text(client.get(feed))
    browser.post(f"{address}blason/remettre/")
    assert "mayor__emblem" in text(client.get(feed))
    browser.post(f"{address}blason/retirer/")
    clock.forward(minutes=11)
    erase_removed_emblems()
    assert not Media.objects.exists()
    assert town_hall(commune).emblem_id is None
    browser.post(f"{address}blason/remettre/")
    assert "mayor__emblem" not in text(client.get(feed))


def test_a_damaged_one_is_shown_to_the_town_hall(bear, client_of, mayor, address, run_jobs):
    cut = encoded(picture(2000, 2000), "WEBP")[:3000]
    answer = bear(SimpleUploadedFile("blason.webp", cut))
    run_jobs()
    page = text(answer) + text(client_of(mayor).get(f"{address}blason/"))
    assert "abîmée" in page


def test_colours_are_those_of_the_stylesheet():
    assert {colour.value for colour in Colour} == set(re.findall(r'data-theme="(\w+)"', THEMES.read_text()))


# --- Contrast -------------------------------------------------------------------------------------------------------


def shades(css: str, dark: bool) -> dict[str, str]:
    both = re.findall(r"--([\w-]+): (?:var\(--light, (#\w+)\) var\(--dark, (#\w+)\)|(#\w+))", css)
    return {name: alike or (at_night if dark else by_day) for name, by_day, at_night, alike in both}


def tokens(colour: str, dark: bool) -> dict[str, str]:
    theme = re.search(rf'\[data-theme="{colour}"\] \{{([^}}]*)\}}', THEMES.read_text())
    assert theme
    return shades(THEMES.with_name("tokens.css").read_text(), dark) | shades(theme[1], dark)


def contrast(first: str, second: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(first), light(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("colour", [colour.value for colour in Colour])
def test_each_colour_is_readable(colour, dark):
    """As text on cards, paper and its own wash, and under what is written on it; the inks too. AA asks for 4.5."""
    of = tokens(colour, dark)
    pairs = [
        *(
            (text, ground)
            for text in ("ink", "ink-soft")
            for ground in ("paper", "card", "soft", "tray", "blue-wash")
        ),
        *(("blue", ground) for ground in ("paper", "card", "blue-wash")),
        *(("blue-deep", ground) for ground in ("card", "blue-wash")),
        ("on-blue", "blue"),
        ("on-blue", "blue-deep"),
        ("on-sun", "sun"),
        ("on-sun", "sun-bright"),
        ("on-poppy", "poppy"),
        ("on-night", "night"),
        ("on-night-soft", "band"),
        ("sun", "night"),
        *((name, ground) for name in ("poppy", "leaf") for ground in ("card", "paper", f"{name}-wash")),
        ("violet", "violet-wash"),
        ("sun-ink", "sun-wash"),
    ]
    assert [pair for pair in pairs if contrast(of[pair[0]], of[pair[1]]) < 4.5] == []


def test_who_does_not_answer_requests_does_not_have_them_all_accepted(
    client_of, delegate_with, commune, address
):
    client = client_of(delegate_with(EDIT_PAGE))
    assert "parametres/inscriptions/" not in client.get(address).content.decode()
    sent = {"inscriptions-accepts_automatically": "True", "inscriptions-reminder_days": "3"}
    assert client.post(f"{address}inscriptions/", sent).status_code == 403
    assert not TownHall.objects.get(pk=commune.pk).accepts_automatically
