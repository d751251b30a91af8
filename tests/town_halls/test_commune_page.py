"""« La commune »: official facts with their source, what a town hall corrects of them, presentation with photos."""

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from civic.communes.actions.directory_rows import CommuneRows
from civic.communes.directory.sources import SOURCES
from civic.communes.enums import Fact
from civic.communes.models import Commune
from civic.communes.rules import is_value_of
from civic.core.audience import Audience
from civic.core.refusals import Refusal
from civic.core.text import mark_of
from civic.journal.models import Entry
from civic.media.models import Media
from civic.town_halls.actions.facts import TooManyPhotos, change_commune_presentation, correct_fact
from civic.town_halls.enums import EDIT_PAGE
from civic.town_halls.forms.commune import FactForm, HoursForm
from civic.town_halls.models import CommunePhoto, TownHall
from civic.town_halls.queries.facts import facts_of
from civic.town_halls.queries.profile import photos_of
from civic.town_halls.queries.town_halls import town_hall_of
from tests.communes.factories import TownHallFactory
from tests.media.files import photo

HOURS = [{"first": 1, "last": 5, "hours": [["09:00", "12:00"]], "note": ""}]


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def address(commune) -> str:
    return f"/{commune.slug}/commune/"


@pytest.fixture
def correct(viewer_of, commune, mayor):
    def correct(fact: Fact, value: object) -> None:
        correct_fact(viewer=viewer_of(mayor, commune), fact=fact, value=value)

    return correct


def lines(commune, fact: Fact) -> list[str]:
    commune = Commune.objects.select_related("department", "intercommunality").get(pk=commune.pk)
    return list(facts_of(commune, town_hall_of(commune.pk)).line(fact).lines)


def test_each_line_names_its_source_and_year(client, address, commune):
    Commune.objects.filter(pk=commune.pk).update(area_km2=9.47, opening_hours=HOURS)
    page = text(client.get(address))
    for fact in (
        "2\u202f144\u00a0habitants",
        "≈\u00a09,5\u00a0km²",
        "≈\u00a0226\u00a0habitants par km²",
        "06360",
        "06201",
        "9\u00a0h à 12\u00a0h",
    ):
        assert fact in page
    for source in {str(source) for source in SOURCES.values()}:
        assert source in page
    assert {fact for fact in Fact if fact not in SOURCES} == {Fact.DENSITY}
    assert "Corriger" not in page


def test_without_population_or_area_nothing_breaks(client, address, commune):
    for fields in ({"population": None}, {"population": 0, "area_km2": 0}, {"postal_codes": []}):
        Commune.objects.filter(pk=commune.pk).update(**fields)
        page = client.get(address)
        assert page.status_code == 200
        assert "non communiqué" in text(page)


@pytest.mark.parametrize("delegate", [EDIT_PAGE], indirect=True)
def test_a_correction_shows_everywhere_and_can_be_undone(client, client_of, address, commune, delegate):
    browser = client_of(delegate)
    feed = f"/{commune.slug}/"
    assert "04 00 00 00 00" in text(client.get(feed))
    answer = browser.post(f"{address}telephone/modifier/", {"value": "0493411234"}, follow=True)
    assert "Corrigé par la mairie le" in text(answer)
    for page in (feed, address):
        assert "04 93 41 12 34" in text(client.get(page))
        assert "04 00 00 00 00" not in text(client.get(page))
    assert "Revenir à la valeur officielle" not in text(client.get(address))
    # The official row is as it was.
    assert Commune.objects.get(pk=commune.pk).town_hall_phone == "04 00 00 00 00"
    browser.post(f"{address}telephone/retablir/")
    assert "04 00 00 00 00" in text(client.get(feed))
    assert TownHall.objects.get(pk=commune.pk).corrections == {}
    kinds = list(Entry.objects.filter(actor_id=delegate.pk).values_list("kind", flat=True))
    assert sorted(kinds) == ["town_halls.FactCorrected", "town_halls.FactReverted"]


def test_an_import_never_overwrites_a_correction(commune, correct):
    correct(Fact.POPULATION, 2150)
    rows = CommuneRows()
    rows.put(commune.code, {"population": 2201, "timezone": "Indian/Reunion"})
    rows.save()
    assert Commune.objects.get(pk=commune.pk).population == 2201
    assert lines(commune, Fact.POPULATION) == ["2\u202f150\u00a0habitants"]


def test_the_density_follows_the_corrected_figures(commune, correct):
    Commune.objects.filter(pk=commune.pk).update(area_km2=10.0)
    correct(Fact.POPULATION, 3000)
    assert lines(commune, Fact.DENSITY) == ["≈\u00a0300\u00a0habitants par km²"]
    correct(Fact.AREA, 20.0)
    assert lines(commune, Fact.DENSITY) == ["150\u00a0habitants par km²"]
    assert lines(commune, Fact.AREA) == ["20\u00a0km²"]
    correct(Fact.POPULATION, 0)
    assert lines(commune, Fact.DENSITY) == ["non communiqué"]


def test_the_official_value_typed_again_is_no_correction(commune, correct):
    correct(Fact.POPULATION, 2150)
    correct(Fact.POPULATION, 2144)
    assert TownHall.objects.get(pk=commune.pk).corrections == {}


@pytest.mark.parametrize(
    ("fact", "typed", "kept"),
    [
        (Fact.POPULATION, " 2 150 habitants", 2150),
        (Fact.POPULATION, "2\u202f150", 2150),
        (Fact.AREA, "9,47 km2", 9.47),
        (Fact.AREA, "9.5", 9.5),
        (Fact.DENSITY, "226", 226),
        (Fact.POSTAL_CODES, "06360 ; 06361,06360", ["06360", "06361"]),
        (Fact.PHONE, "+33 4 93 41 12 34", "04 93 41 12 34"),
        (Fact.WEBSITE, "www.exemple.fr", "https://www.exemple.fr"),
        (Fact.PLACE, "43.7292, 7.3602", [43.7292, 7.3602]),
        (Fact.PLACE, "43,7292° N ; 7,3602° E", [43.7292, 7.3602]),
        (Fact.CODE, "2a004", "2A004"),
        (Fact.ADDRESS, "1 place\r\n06360 Èze ", "1 place\n06360 Èze"),
    ],
)
def test_forgiving_forms(fact, typed, kept):
    form = FactForm({"value": typed}, fact=fact, value=None)
    assert form.is_valid(), form.errors
    assert form.value == kept
    assert is_value_of(fact, form.value)


@pytest.mark.parametrize(
    ("fact", "typed"),
    [
        (Fact.POPULATION, "beaucoup"),
        (Fact.POPULATION, "-3"),
        (Fact.POPULATION, "2,5"),
        (Fact.POPULATION, "9" * 39),
        (Fact.AREA, "0"),
        (Fact.POSTAL_CODES, "0636"),
        (Fact.PHONE, "12"),
        (Fact.EMAIL, "mairie"),
        (Fact.WEBSITE, "javascript:alert(1)"),
        (Fact.WEBSITE, "https://qui:secret@exemple.fr"),
        (Fact.PLACE, "143 ; 7"),
        (Fact.CODE, "abcde"),
        (Fact.DEPARTMENT, ""),
    ],
)
def test_what_is_wrong_is_said(fact, typed, client_of, address, mayor):
    answer = client_of(mayor).post(f"{address}{fact}/modifier/", {"value": typed})
    assert answer.status_code == 422
    assert not TownHall.objects.exclude(corrections={}).exists()


def test_unknown_lines_are_not_found(client_of, address, mayor):
    assert client_of(mayor).get(f"{address}budget/modifier/").status_code == 404


def test_a_value_of_the_wrong_shape_is_refused_by_the_action(correct):
    for fact, value in (
        (Fact.POPULATION, "2150"),
        (Fact.HOURS, [{"first": 3, "last": 1, "hours": [], "note": ""}]),
        (Fact.PLACE, [1]),
    ):
        with pytest.raises(Refusal):
            correct(fact, value)


def hours_form(**fields: str) -> HoursForm:
    return HoursForm(fields, value=[])


def test_opening_hours_by_day():
    week = {f"day{day}_{slot}": hour for day in (1, 2, 4) for slot, hour in ((1, "9h"), (2, "12:00"))}
    form = hours_form(**week, day4_3="13 h 30", day4_4="17h")
    assert form.is_valid(), form.errors
    assert form.value == [
        {"first": 1, "last": 2, "hours": [["09:00", "12:00"]], "note": ""},
        {"first": 4, "last": 4, "hours": [["09:00", "12:00"], ["13:30", "17:00"]], "note": ""},
    ]
    assert is_value_of(Fact.HOURS, form.value)
    again = HoursForm(value=form.value)
    assert (again.initial["day1_1"], again.initial["day4_3"]) == ("09:00", "13:30")


@pytest.mark.parametrize(
    "fields",
    [
        {"day1_1": "09:00"},
        {"day1_1": "12:00", "day1_2": "09:00"},
        {"day1_1": "25:00", "day1_2": "26:00"},
        {"day1_1": "midi", "day1_2": "14:00"},
        {"day1_1": "09:00", "day1_2": "12:00", "day1_3": "11:00", "day1_4": "14:00"},
    ],
)
def test_hours_that_make_no_sense_are_refused(fields):
    assert not hours_form(**fields).is_valid()


def test_closed_all_week_is_said(client, client_of, address, commune, mayor):
    Commune.objects.filter(pk=commune.pk).update(opening_hours=HOURS)
    client_of(mayor).post(f"{address}horaires/modifier/", {})
    assert "Fermée au public" in text(client.get(address))


# --- Presentation ---------------------------------------------------------------------------------------------------


def test_a_presentation_with_photos(client, client_of, address, commune, mayor, run_jobs):
    browser = client_of(mayor)
    browser.post(
        f"{address}presentation/",
        {
            "presentation": "Un **beau** village",
            "seen": mark_of(""),
            "photos": [photo(name="a.jpg"), photo(name="b.jpg")],
        },
    )
    run_jobs()
    page = text(client.get(address))
    assert "<strong>beau</strong>" in page
    media = list(Media.objects.order_by("id"))
    assert all(str(item.pk) in page for item in media)
    assert {item.audience for item in media} == {Audience.PUBLIC}
    # The other order, one described; then one taken away for good.
    rows = {"photo": [f"saved:{media[1].pk}", f"saved:{media[0].pk}"], "photo_alt": ["La place", ""]}
    seen = mark_of(TownHall.objects.get(pk=commune.pk).presentation)
    browser.post(f"{address}presentation/", {"presentation": "Un village", "seen": seen, **rows})
    assert [item.pk for item in photos_of(commune.pk)] == [media[1].pk, media[0].pk]
    assert 'alt="La place"' in text(client.get(address))
    seen = mark_of("<p>Un village</p>")
    browser.post(
        f"{address}presentation/",
        {"presentation": "Un village", "seen": seen, "photo": rows["photo"][:1], "photo_alt": ["La place"]},
    )
    assert not Media.objects.filter(pk=media[0].pk).exists()


def test_twenty_photos_at_most_and_a_bad_one_takes_no_other_along(
    client_of, address, mayor, viewer_of, commune
):
    browser = client_of(mayor)
    sent = {
        "presentation": "Mon texte",
        "seen": mark_of(""),
        "photos": [photo(), SimpleUploadedFile("faux.jpg", b"rien")],
    }
    answer = browser.post(f"{address}presentation/", sent)
    assert answer.status_code == 422
    assert "faux.jpg" in text(answer)
    assert "Mon texte" in text(answer)
    assert f"saved:{Media.objects.get().pk}" in text(answer)
    with pytest.raises(TooManyPhotos):
        change_commune_presentation(
            viewer=viewer_of(mayor, commune),
            presentation="",
            media_ids=[UUID(int=number) for number in range(21)],
            seen=mark_of(""),
        )


def test_photos_of_another_commune_are_left_out(
    client_of, address, mayor, commune, other_commune, other_mayor
):
    theirs = Media.objects.create(
        commune_id=other_commune.pk, owner_id=other_mayor.pk, kind="photo", by_town_hall=True
    )
    client_of(mayor).post(
        f"{address}presentation/",
        {"presentation": "", "seen": mark_of(""), "photo": f"saved:{theirs.pk}", "photo_alt": ""},
    )
    assert not CommunePhoto.objects.exists()


def test_the_second_of_two_editors_sees_the_first_ones_text(client_of, address, mayor, delegate):
    seen = mark_of("")
    client_of(delegate).post(f"{address}presentation/", {"presentation": "Du premier", "seen": seen})
    answer = client_of(mayor).post(f"{address}presentation/", {"presentation": "Du second", "seen": seen})
    assert answer.status_code == 409
    assert "Du premier" in text(answer)
    assert "Du second" in text(answer)
    assert TownHall.objects.get(presentation__contains="Du").presentation == "<p>Du premier</p>"


def test_the_words_of_a_photo_change_with_the_presentation_alone(
    client_of, address, mayor, delegate, commune
):
    page, browser = f"{address}presentation/", client_of(mayor)
    browser.post(page, {"presentation": "Un village", "seen": mark_of(""), "photos": [photo()]})
    media = photos_of(commune.pk)[0]
    rows = {"photo": f"saved:{media.pk}", "photo_alt": "La place"}
    answer = browser.post(page, {"presentation": "Un bourg", "seen": mark_of("autre"), **rows})
    assert (answer.status_code, photos_of(commune.pk)[0].alt) == (409, "")
    assert 'value="La place"' in text(answer)
    seen = mark_of("<p>Un village</p>")
    for _ in range(2):  # the second time says nothing new
        browser.post(page, {"presentation": "Un village", "seen": seen, **rows})
    assert photos_of(commune.pk)[0].alt == "La place"
    assert Entry.objects.filter(kind="town_halls.CommunePresentationChanged").count() == 2


def test_without_script_the_arrows_of_the_photos_are_buttons(client_of, address, mayor, commune):
    browser = client_of(mayor)
    browser.post(
        f"{address}presentation/",
        {"presentation": "", "seen": mark_of(""), "photos": [photo(), photo()]},
    )
    first, second = (str(item.pk) for item in photos_of(commune.pk))
    rows = {"photo": [f"saved:{first}", f"saved:{second}"], "photo_alt": ["", ""]}
    page = text(browser.post(f"{address}presentation/", {"presentation": "Mot", **rows, "photo_up": second}))
    assert page.index(f"saved:{second}") < page.index(f"saved:{first}")
    assert "Mot" in page


def test_the_page_costs_the_same_with_one_photo_and_three(
    client, client_of, address, mayor, django_assert_max_num_queries
):
    for count in (1, 3):
        client_of(mayor).post(
            f"{address}presentation/",
            {"presentation": "", "seen": mark_of(""), "photos": [photo() for _ in range(count)]},
        )
        client.get(address)
        with django_assert_max_num_queries(6):
            client.get(address)


def test_nothing_of_another_commune(client, address, other_commune):
    TownHall.objects.filter(pk=other_commune.pk).update(
        presentation="<p>Autreville</p>",
        corrections={"telephone": {"value": "Autreville", "on": "2026-01-01"}},
    )
    assert "Autreville" not in text(client.get(address))


def test_a_commune_without_town_hall_is_not_edited(client_of, empty_commune, mayor):
    page = f"/{empty_commune.slug}/commune/"
    assert client_of(mayor).post(f"{page}population/modifier/", {"value": "3"}).status_code == 404
    TownHallFactory(commune=empty_commune)
    assert client_of(mayor).post(f"{page}population/modifier/", {"value": "3"}).status_code == 404


def test_an_address_brings_nothing_else_into_the_mail(client, address, correct):
    correct(Fact.EMAIL, "mairie?bcc=autre@villeneuve.test")
    assert 'href="mailto:mairie%3Fbcc%3Dautre@villeneuve.test"' in text(client.get(address))


def test_saved_unchanged_is_no_act_of_the_town_hall(commune, mayor, viewer_of):
    viewer = viewer_of(mayor, commune)
    for text in ("<p>Un village.</p>", "<p>Un village.</p>", "<p>Un bourg.</p>"):
        former = TownHall.objects.get(commune=commune).presentation
        change_commune_presentation(viewer=viewer, presentation=text, media_ids=[], seen=mark_of(former))
    assert Entry.objects.filter(kind="town_halls.CommunePresentationChanged").count() == 2
