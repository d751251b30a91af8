"""The list of visits: street by street and house by house, whole however large the commune is."""

import re
from math import ceil

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civic.accounts.models import Person
from civic.accounts.queries import personal_data_of
from civic.alerts.actions.answering import mark_answer_seen
from civic.alerts.enums import SEND_ALERTS
from civic.alerts.models import AlertAnswer
from civic.alerts.queries.visits import PAGE_SIZE, Position, visit_list
from civic.core.clock import now
from civic.core.text import unaccented
from civic.memberships.models import Membership
from civic.memberships.queries import streets
from tests.accounts.factories import PersonFactory, strengthen
from tests.alerts.factories import alert_of, answer_of
from tests.communes.factories import MembershipFactory


def text(answer) -> str:
    content = b"".join(answer) if answer.streaming else answer.content
    shown = " ".join(content.decode().replace("\u00a0", " ").replace("\u202f", " ").split())
    return re.sub('<span class="alert-visits__box">(.)</span>', r"\1", shown)


def lives_at(commune, street: str, last_name: str = "Ici") -> Person:
    person = PersonFactory(last_name=last_name)
    MembershipFactory(commune=commune, person=person, street=street)
    return person


def test_each_street_is_walked_once_in_the_order_of_its_houses(
    client_of, answers_page, danger, commune, mayor, resident, second_resident
):
    """However people wrote it: with capitals, accents, short words, a building before or after."""
    for number, street in enumerate(
        [
            "10 rue du Lavoir", "2 bis rue du lavoir", "2, Rue du Lavoir", "3-5 RUE DU LAVOIR", "12 BIS rue du Lavoir",
            "Bât. C, 7 rue du Lavoir", "12 A, rue du Lavoir, 2e étage", "1 av. de l’Église", "2 avenue de l'Eglise",
            "Le Moulin", "",
        ]
    ):  # fmt: skip
        lives_at(commune, street, f"N{number}")
    for person in (resident, second_resident):
        answer_of(danger, person, needs_help=False)
    page = text(client_of(mayor).get(answers_page))
    listed = page[page.index("N’ont pas répondu, par rue") :]
    headings = re.findall(r"<h3[^>]*> (.+?) <span[^>]*> (\d+) à voir", listed)
    assert [count for _, count in headings] == ["2", "7", "1", "1"]
    assert [unaccented(heading)[-6:] for heading, _ in headings] == ["eglise", "lavoir", "moulin", "donnee"]
    walked = re.findall(r"[☐☑] \S+ N(\d+)", listed)
    assert walked == ["7", "8", "2", "1", "3", "5", "0", "4", "6", "9", "10"]


def test_nobody_is_left_out_whatever_their_name(client_of, answers_page, danger, commune, mayor):
    """The figures are those of the commune; page after page, everybody is there once."""
    names = {f"{letter}{number}" for letter in "AMZ" for number in range(60)}
    for number, name in enumerate(sorted(names)):
        lives_at(commune, f"{number} rue du Lavoir" if number % 3 else "", name)
    browser, seen, address, pages = client_of(mayor), [], answers_page, 0
    while address:
        page = text(browser.get(address))
        pages += 1
        assert f"<dd> {len(names)} à voir" in page
        seen += re.findall(r"[☐☑] \S+ ([AMZ]\d+)\b", page)
        following = re.search(r'href="([^"]+)"> Les rues suivantes', page)
        address = following and following[1].partition("#")[0]
    assert pages == ceil(len(names) / PAGE_SIZE)
    assert sorted(seen) == sorted(names)
    printed = text(browser.get(answers_page.replace("reponses", "visites")))
    assert set(re.findall(r"[☐☑] \S+ ([AMZ]\d+)\b", printed)) == names
    assert "Vu<" not in printed


def test_a_page_begins_where_it_began_though_its_street_has_answered(danger, commune, mayor, viewer_of):
    people = {street: lives_at(commune, f"1 rue {street}") for street in ("Alpha", "Bravo", "Charlie")}
    viewer = viewer_of(mayor, commune)
    first = visit_list(viewer, danger)
    bravo = next(street for street in first.streets if street.name == "rue Bravo")
    answer_of(danger, people["Bravo"], needs_help=False)
    page = visit_list(viewer, danger).page(Position(bravo.digest))
    assert page.streets[0].name == "rue Charlie"
    for unknown in ("0" * 32, "ailleurs"):
        assert visit_list(viewer, danger).page(Position(unknown)).streets[0].name == "rue Alpha"


@pytest.mark.parametrize("address", ["{} rue du Lavoir", ""])
def test_nobody_is_skipped_when_somebody_answers_between_two_pages(
    danger, commune, mayor, viewer_of, address
):
    """Without an address as well; behind whom a page ended, also once they answered themselves."""
    people = [lives_at(commune, address.format(number), f"N{number:02}") for number in range(1, 26)]
    lives_at(commune, "1 rue Alpha")
    viewer = viewer_of(mayor, commune)
    first = visit_list(viewer, danger).page(Position(), 10)
    seen = [one.person for street in first.streets for one in street.residents]
    for person in (seen[1], seen[5], seen[-1]):
        answer_of(danger, person, needs_help=False)
    position = first.following
    while position:
        page = visit_list(viewer, danger).page(position, 10)
        assert page.listed <= 10
        assert page.streets[0].is_continued
        seen += [one.person for street in page.streets for one in street.residents]
        position = page.following
    assert len(seen) == len(set(seen))
    assert set(people) <= set(seen)


def test_a_street_of_which_nobody_is_on_a_page_has_no_title_there(danger, commune, mayor, viewer_of):
    for number in range(1, 7):
        lives_at(commune, f"{number} rue Alpha")
    lives_at(commune, "1 rue Bravo")
    visits = visit_list(viewer_of(mayor, commune), danger)
    second = visits.page(visits.page(Position(), 3).following, 3)
    assert [(street.name, len(street.residents)) for street in second.streets] == [("rue Alpha", 3)]
    last = visits.page(second.following, 3)
    assert [street.name for street in last.streets] == ["rue Bravo"]
    assert last.following is None


def test_behind_a_resident_who_left_their_street_is_listed_from_its_first_house(
    danger, commune, mayor, viewer_of
):
    people = [lives_at(commune, f"{number} rue du Lavoir") for number in range(1, 15)]
    viewer = viewer_of(mayor, commune)
    following = visit_list(viewer, danger).page(Position(), 10).following
    Membership.objects.get(pk=following.after).person.delete()
    page = visit_list(viewer, danger).page(following, 10)
    assert {one.person_id for one in page.streets[0].residents} <= {person.pk for person in people}
    assert page.listed == 10


def test_an_address_of_somebodys_own_making_lists_a_page_and_no_more(
    client_of, answers_page, danger, commune, mayor
):
    for number in range(PAGE_SIZE + 4):
        lives_at(commune, f"1 rue {'ABCDEFGHIJ'[number % 10] * 3}{number}", f"N{number}")
    digest = Membership.objects.filter(street__isnull=False).first().street_digest
    for typed in (f"{digest}.999999", f"{digest}.{'f' * 32}", f"{digest}.\u0663", "sans.0", "."):
        page = client_of(mayor).get(answers_page, {"depuis": typed})
        assert page.status_code == 200
        assert len(re.findall(r"[☐☑] \S+ N\d+", text(page))) <= PAGE_SIZE


def test_paper_reads_each_street_once_and_has_everybody(
    client_of, answers_page, danger, commune, mayor, monkeypatch
):
    monkeypatch.setattr("civic.alerts.views.answers._AT_ONCE", 4)
    for number in range(40):
        lives_at(commune, f"{number} rue du Lavoir" if number < 10 else "", f"N{number}")
    with CaptureQueriesContext(connection) as found:
        printed = text(client_of(mayor).get(answers_page.replace("reponses", "visites")))
    assert sorted(map(int, re.findall(r"[☐☑] \S+ N(\d+)", printed))) == list(range(40))
    assert "(suite)" not in printed
    assert len(found) < 15


def test_an_address_whose_key_is_missing_leaves_the_others_standing(
    client_of, answers_page, danger, commune, mayor
):
    """Alone in its street, and among neighbours; « Vu » and what they ask for are there all the same."""
    for street in ("1 rue Alpha", "2 rue Alpha", "1 rue Perdue"):
        lives_at(commune, street, f"N{street[-1]}")
    caller = lives_at(commune, "9 rue Perdue", "Aidez")
    answer_of(danger, caller, words="Vite")
    broken = Membership.objects.filter(person__last_name__in=["Ne", "Aidez"]) | Membership.objects.filter(
        street_digest=Membership.objects.filter(person__last_name="Na").first().street_digest
    )
    with connection.cursor() as cursor:
        for key in [one.pk for one in broken]:
            kept = Membership._meta.pk.get_db_prep_value(key, connection)
            cursor.execute("UPDATE memberships_membership SET street = 'illisible' WHERE id = %s", [kept])
    lives_at(commune, "5 rue Zoulou", "Lisible")
    for address in (answers_page, answers_page.replace("reponses", "visites")):
        page = text(client_of(mayor).get(address))
        assert "Adresse qui ne peut pas être lue pour le moment" in page
        assert "5 rue Zoulou" in page
        assert "Vite" in page
        assert "</html>" in page


def test_those_who_asked_for_help_stand_first_and_can_be_reached(
    client_of, answers_page, danger, commune, mayor, viewer_of, other_commune
):
    lives_at(commune, "1 rue Alpha", "Silence")
    caller = lives_at(commune, "9 rue Zoulou", "Aidez")
    MembershipFactory(commune=other_commune, person=caller, street="1 rue d’Ailleurs")
    caller.set_mobile("+33612345678")
    caller.save()
    answer = answer_of(danger, caller, words="Je ne peux pas descendre", place="Au grenier")
    paper = answers_page.replace("reponses", "visites")
    for address in (answers_page, paper):
        page = text(client_of(mayor).get(address)).partition("<main")[2]
        said = page[page.index("Besoin d’aide") : page.index("par rue")]
        for words in ("9 rue Zoulou", "06 12 34 56 78", "Je ne peux pas descendre", "Lieu : Au grenier"):
            assert words in said
        assert 'href="tel:+33612345678"' in said
        assert "Ailleurs" not in page
        assert "Silence" in page.partition("par rue")[2]
    printed = text(client_of(mayor).get(paper))
    assert "1 personne a besoin d’aide" in printed
    assert re.search(r"☐ <strong>[^<]*Aidez", printed)
    assert "Pas encore vu" not in printed
    mark_answer_seen(
        viewer=viewer_of(mayor, commune), alert_answer_id=answer.pk, is_seen=True, mark=answer.mark
    )
    printed = text(client_of(mayor).get(paper))
    assert re.search(r"☑ <strong>[^<]*Aidez", printed)
    assert "1 personne a besoin d’aide (1 déjà vue)," in printed
    answer_of(danger, lives_at(commune, "", "Aussi"))
    printed = text(client_of(mayor).get(paper))
    assert "2 personnes ont besoin d’aide (1 à voir, 1 déjà vue)," in printed
    content = printed.partition("<main")[2]
    assert content.index(f'href="{answers_page}"') < content.index(
        "Besoin d’aide"
    )  # the way back, at its top


def test_names_of_streets_are_there_whatever_is_kept_of_them(danger, commune, mayor, viewer_of, monkeypatch):
    """In a process that knows too many, and of a street that the last one left meanwhile."""
    for street in ("Alpha", "Bravo"):
        lives_at(commune, f"1 rue {street}")
    lives_at(commune, "")
    digests = list(Membership.objects.exclude(street="").values_list("street_digest", flat=True))
    known = {}
    monkeypatch.setattr(streets, "_known", known)
    monkeypatch.setattr(streets, "_MOST_KEPT", 0)
    streets.street_names(commune.pk, digests[:1])
    names = streets.street_names(commune.pk, [*digests, "", "0" * 32])
    assert {names[digest].name for digest in digests} >= {"rue Alpha", "rue Bravo"}
    assert names[""].name == ""
    assert names["0" * 32].name == "Adresse qui ne peut pas être lue pour le moment"
    assert "0" * 32 not in known


def test_letters_lead_to_their_streets(client_of, answers_page, danger, commune, mayor):
    for street in ("Alpha", "Bravo", "Zoulou"):
        for number in range(20):
            lives_at(commune, f"{number} rue {street}")
    page = text(client_of(mayor).get(answers_page))
    assert f"{PAGE_SIZE} sur 60" in page
    way = re.search(r'href="([^"#]+)#visites"> Z<', page)
    opened = text(client_of(mayor).get(way[1]))
    assert "rue Zoulou" in opened
    assert "rue Alpha" not in opened


def test_whoever_marks_a_visit_stays_on_their_page(client_of, answers_page, danger, commune, mayor):
    person = lives_at(commune, "1 rue Zoulou")
    membership = Membership.objects.get(person=person)
    visit = f"/{commune.slug}/mairie/alertes/visites/{membership.pk}/vu/"
    answer = client_of(mayor).post(f"{visit}?depuis={membership.street_digest}.&version=1", {"seen": "yes"})
    assert answer.url == f"{answers_page}?depuis={membership.street_digest}.#visite-{membership.pk}"
    assert client_of(mayor).post(f"{visit}?depuis=//ailleurs", {"seen": "no"}).url == answers_page


def test_a_page_costs_what_stands_on_it(client_of, answers_page, danger, commune, mayor):
    def cost() -> tuple[int, int]:
        browser = client_of(mayor)
        browser.get(answers_page)
        with CaptureQueriesContext(connection) as found:
            page = browser.get(answers_page).content
        return len(found), len(page)

    def more(count: int) -> None:
        for number in range(count):
            lives_at(commune, f"{number} rue {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number % 26] * 3}")

    more(110)
    statements, weight = cost()
    more(200)
    more_statements, more_weight = cost()
    assert more_statements == statements <= 8
    assert more_weight <= weight * 1.05


def test_whom_somebody_went_to_see_is_counted_in_their_street_and_answers_all_the_same(
    client_of, answers_page, here, danger, commune, resident, second_resident, mayor, other_commune, stranger
):
    browser = client_of(mayor)
    visit = (
        f"/{commune.slug}/mairie/alertes/visites/{Membership.objects.get(person=resident).pk}/vu/?version=1"
    )
    for _ in range(2):  # a double click
        browser.post(visit, {"seen": "yes"})
    listed = text(browser.get(answers_page))
    assert re.search(r"N’ont pas répondu</dt>\s*<dd>\s*1 à voir, 1 déjà vue", listed)
    assert "1 à voir, 1 déjà vue" in listed
    assert AlertAnswer.objects.get().is_visit
    exported = personal_data_of(resident.pk)
    assert "Réponses aux alertes de danger" not in exported  # they said nothing
    assert len(exported["Visites de la mairie après une alerte de danger"]) == 1
    assert "Vous avez répondu" not in text(client_of(resident).get(here))
    browser.post(visit, {"seen": "no"})
    assert not AlertAnswer.objects.exists()
    browser.post(visit, {"seen": "yes"})
    client_of(resident).post(f"{here}repondre/?version=1", {"answer": "received"})
    answer = AlertAnswer.objects.get()
    assert (answer.is_visit, answer.needs_help) == (False, False)
    browser.post(visit, {"seen": "no"})  # an answer is nobody's to take back
    assert AlertAnswer.objects.count() == 1


def test_who_sent_the_alert_is_not_to_be_visited(
    client_of, answers_page, commune, mayor, resident, second_resident
):
    MembershipFactory(commune=commune, person=mayor, street="2 rue du Barri")
    danger = alert_of(commune, mayor, level="danger")
    answer_of(danger, mayor, needs_help=False, is_visit=True, seen_at=now())  # by a colleague, before
    for page in (answers_page, f"/{commune.slug}/mairie/alertes/visites/"):
        listed = text(client_of(mayor).get(page)).partition("<main")[2]
        assert resident.full_name in listed
        assert "rue du Barri" not in listed
        assert "2 à voir" in listed or "2 personnes à voir" in listed
        assert "déjà vue" not in listed


def test_each_call_leads_to_the_file_of_its_resident_for_who_may_open_it(
    client_of, answers_page, danger, resident, mayor, delegate_with, commune
):
    answer_of(danger, resident)
    answer_of(danger, left := lives_at(commune, "3 rue du Barri"))
    Membership.objects.filter(person=left).delete()
    file = reverse("resident_detail", args=[commune.slug, Membership.objects.get(person=resident).pk])
    page = text(client_of(mayor).get(answers_page))
    assert page.count("Voir sa fiche") == 1
    assert f'href="{file}"' in page
    assert client_of(mayor).get(file).status_code == 200
    helper = delegate_with(SEND_ALERTS)
    strengthen(helper)
    assert "Voir sa fiche" not in text(client_of(helper).get(answers_page))


def test_nobody_of_another_commune_is_visited(client_of, danger, commune, other_commune, stranger, mayor):
    elsewhere = MembershipFactory(commune=other_commune, person=PersonFactory())
    path = f"/{commune.slug}/mairie/alertes/visites/{elsewhere.pk}/vu/"
    assert client_of(mayor).post(path, {"seen": "yes"}).status_code == 404
    assert not AlertAnswer.objects.exists()
