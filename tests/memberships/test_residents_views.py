"""« Vos administrés » page by page: tabs, search, filters, card, export."""

import csv
import html
import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civic.communes.directory.streets import parts_of
from civic.core.clock import now
from civic.journal.models import Entry
from civic.memberships.actions.answering import accept_membership, refuse_membership, reopen_membership
from civic.memberships.actions.joining import request_membership
from civic.memberships.actions.proofs import ask_for_proof, send_proof
from civic.memberships.enums import MembershipStatus
from civic.memberships.models import Membership
from civic.memberships.queries.residents import PAGE_SIZE
from civic.memberships.resident_parts import resident_tabs
from civic.posts.enums import PUBLISH
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.town_halls.models import TownHall
from civic.ui.fragments import fragment_cache
from tests.accounts.factories import PersonFactory
from tests.communes.factories import DelegationFactory, MembershipFactory
from tests.html import on_one_line

HTMX = {"HX-Request": "true"}


def text(answer: Any) -> str:
    return on_one_line(answer.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def ask(client_of, commune, mayor):
    browser = client_of(mayor)

    def get(headers: Any = None, **asked: str) -> Any:
        address = f"/{commune.slug}/mairie/administres/"
        if set(asked) <= {"liste", "apres"}:
            return browser.get(address, asked, headers=headers)
        return browser.post(address, {"liste": "attente"} | asked, headers=headers, follow=True)

    return get


def resident_named(commune, first: str, last: str, **fields) -> Membership:
    address = fields.pop("address", "4 rue Duval")
    person = PersonFactory(first_name=first, last_name=last)
    return MembershipFactory(commune=commune, person=person, **parts_of(address)._asdict(), **fields)


def test_tabs_say_how_many(commune, other_commune, ask) -> None:
    for place in (commune, other_commune):
        resident_named(place, "Anne", "Verte")
        resident_named(place, "Bruno", "Vert", status=MembershipStatus.PENDING)
        resident_named(place, "Carla", "Vermeil", status=MembershipStatus.REFUSED, decided_at=now())
    TownHall.objects.filter(commune=commune).update(residents=12_345)
    page = text(ask())
    assert ">12 345</span>" in page
    assert page.count(">Bruno Vert</a>") == 1
    for absent in ("Anne Verte", "Carla Vermeil", "Autreville"):
        assert absent not in page
    assert "Anne Verte" in text(ask(liste="inscrits"))
    assert "Carla Vermeil" in text(ask(liste="refuses"))


def test_beyond_a_thousand_it_says_so(commune, ask, monkeypatch) -> None:
    for module in ("queries.residents", "views.residents"):
        monkeypatch.setattr(f"civic.memberships.{module}.MOST_COUNTED", 1)
    resident_named(commune, "Bruno", "Vert", status=MembershipStatus.PENDING)
    assert '<span class="count count--quiet">0+</span>' in text(ask())


@pytest.mark.parametrize("name", resident_tabs())
def test_the_open_tab_is_marked(ask, name) -> None:
    page = text(ask(liste=name))
    assert re.findall(r'href="[^"]*[?]liste=(\w+)" aria-current="page"', page) == [name]


@pytest.mark.parametrize("forged", ["bloquees", "", "attente'", "%00", "x" * 5000])
def test_a_forged_tab_is_no_page(ask, forged) -> None:
    assert ask(liste=forged).status_code == 404


def test_the_search_works_as_a_form_and_while_typing(commune, ask) -> None:
    resident_named(commune, "Zoé", "Œuvrard")
    resident_named(commune, "Anne", "Verte")
    whole = ask(liste="inscrits", q="oeuv")
    assert "Zoé Œuvrard" in text(whole)
    assert "Anne Verte" not in text(whole)
    assert 'value="oeuv"' in text(whole)
    part = text(ask(HTMX, liste="inscrits", q="oeuv"))
    assert "Zoé Œuvrard" in part
    assert "<html" not in part
    assert 'id="id_q"' not in part, "the field that is being typed into stays"
    assert '<p id="nombre" hx-swap-oob="innerHTML">1 personne trouvée.' in part
    assert 'role="status"' in text(whole)


def test_what_is_sought_stands_under_seal_for_one_person_and_one_day(
    commune, mayor, delegate_with, client_of, clock
) -> None:
    for first, last in (("Zoé", "Œuvrard"), ("Anne", "Verte")):
        resident_named(commune, first, last)
    address = f"/{commune.slug}/mairie/administres/"
    browser = client_of(mayor)
    found = browser.post(address, {"liste": "inscrits", "q": "Œuvrard"}).headers["Location"]
    assert "filtre=" in found
    assert "uvrard" not in found
    assert "Anne Verte" not in text(browser.get(found))
    other = client_of(delegate_with(MANAGE_RESIDENTS))
    assert "Anne Verte" in text(other.get(found)), "the seal is not theirs: nothing is sought"
    clock.forward(hours=25)
    assert "Anne Verte" in text(client_of(mayor).get(found)), "too old"


@pytest.mark.parametrize("typed", ["%", "_", "<script>alert(1)</script>", "x" * 10_000, "’", "\u202e"])
def test_hostile_words_are_words(commune, ask, typed) -> None:
    resident_named(commune, "Anne", "Verte")
    for filters in ({"q": typed}, {"rue": typed[:100]}):
        answer = ask(liste="inscrits", **filters)
        assert answer.status_code in {200, 422}
        assert "<script>alert" not in text(answer)


def test_nothing_found_offers_to_begin_again(commune, ask) -> None:
    resident_named(commune, "Anne", "Verte")
    page = text(ask(liste="inscrits", q="zzz", logement="second"))
    assert "Personne ne correspond" in page
    assert (
        f'href="/{commune.slug}/mairie/administres/?liste=inscrits">Effacer la recherche et les filtres'
        in page
    )


def test_filters_combine_and_follow_to_the_next_page(commune, ask, client_of, mayor) -> None:
    for number in range(23):
        resident_named(commune, "Anne", f"Vert{chr(97 + number)}", residence="second")
    resident_named(commune, "Anne", "Vertz")
    asked = {"liste": "inscrits", "q": "vert", "logement": "second", "rue": "duval", "du": "2020-01-01"}
    first = text(ask(**asked))
    assert first.count('class="resident stack') == 20
    assert "Plus de 20 personnes : voici les premières." in first
    (link,) = [part.split('"')[0] for part in first.split('class="button button--wide" href="')[1:]]
    assert "vert" not in link.lower(), "no name in the cursor"
    second = text(client_of(mayor).get(html.unescape(link)))
    assert second.count('class="resident stack') == 3
    assert "Vertz" not in first + second


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"du": "2026-13-45"}, "Ce jour n’existe pas"),
        ({"au": "demain"}, "Écrivez le jour, le mois et l’année"),
        ({"du": "2026-02-01", "au": "2026-01-01"}, "La seconde date vient avant la première."),
        ({"rue": "rue de la"}, "Écrivez le nom de la rue ou du quartier"),
        ({"rue": "x" * 200}, "Ce texte est trop long"),
        ({"logement": "caravane"}, "caravane"),
    ],
)
def test_a_faulty_filter_is_said(commune, ask, asked, sentence) -> None:
    answer = ask(liste="inscrits", **asked)
    assert answer.status_code == 422
    assert sentence in text(answer)


@pytest.mark.parametrize(
    ("asked", "status"),
    [({"au": "9998-12-31"}, 200), ({"du": "1900-01-01"}, 200), ({"au": "9999-12-31"}, 422)],
)
def test_days_at_the_ends_of_time_are_days_or_refused(ask, asked, status) -> None:
    assert ask(liste="inscrits", **asked).status_code == status


def test_a_day_is_that_of_the_commune(clock, commune, ask) -> None:
    type(commune).objects.filter(pk=commune.pk).update(timezone="Pacific/Tahiti")
    moment = clock.at("2026-03-02 08:00+01:00")  # the evening of the first of March there
    resident_named(commune, "Anne", "Verte", decided_at=moment)
    assert "Anne Verte" in text(ask(liste="inscrits", du="2026-03-01", au="2026-03-01"))
    assert "Anne Verte" not in text(ask(liste="inscrits", du="2026-03-02"))


@pytest.mark.parametrize("tab", ["attente", "inscrits", "refuses"])
def test_the_number_of_statements_does_not_grow(commune, ask, tab) -> None:
    status = {"attente": "pending", "inscrits": "accepted", "refuses": "refused"}[tab]
    counts = []
    for number in range(3):
        resident_named(commune, "Anne", f"Vert{chr(97 + number)}", status=status, decided_at=now())
        with CaptureQueriesContext(connection) as statements:
            assert ask(liste=tab).status_code == 200
        counts.append(len(statements))
    assert len(set(counts)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"words": "Bonjour"},
        {"street": "9 rue Haute"},
        {"residence": "second"},
        {"requested_at": datetime(2026, 11, 2, tzinfo=UTC)},
        {"status": "accepted", "decided_at": datetime(2026, 11, 2, tzinfo=UTC)},
        {"status": "accepted", "decided_at": datetime(2026, 11, 2, tzinfo=UTC), "proof_seen": "known"},
        {"status": "refused", "decided_at": datetime(2026, 11, 3, tzinfo=UTC), "decision_words": "Non"},
    ],
)
def test_a_line_says_what_changed(commune, ask, change) -> None:
    membership = resident_named(commune, "Anne", "Verte", status=MembershipStatus.PENDING)
    tab = {"accepted": "inscrits", "refused": "refuses"}.get(change.get("status", ""), "attente")

    def lines() -> str:
        page = text(ask(liste=tab))
        assert "\x02" not in page
        shown = page[page.index('id="resultats"') : page.index("Exporter")]
        return re.sub(r'name="(csrfmiddlewaretoken|read_at)" value="[^"]*"', "", shown)

    before = text(ask(liste="attente"))
    Membership.objects.filter(pk=membership.pk).update(**change)
    after = lines()
    assert after not in before
    fragment_cache.clear()
    assert lines() == after


def test_no_address_is_kept_with_a_line(commune, ask, client_of, mayor) -> None:
    """Neither the one declared, nor that which distinguishes who is called the same, for the list or the mayor's
    delegations."""
    for street in ("4 rue Duval", "9 rue Duval"):
        membership = resident_named(commune, "Anne", "Verte", address=street, status=MembershipStatus.PENDING)
    fragment_cache.clear()
    assert text(ask()).count("rue Duval") > 2
    DelegationFactory(commune=commune, person=membership.person, given_by=mayor, withdrawn_at=now())
    delegations = reverse("delegation_list", args=[commune.slug])
    assert "rue Duval" in text(client_of(mayor).get(delegations))
    kept = [(key, getattr(value, "_literals", value)) for key, (value, *_) in fragment_cache._entries.items()]
    assert "Anne Verte" in repr(kept)
    assert "Duval" not in repr(kept)


# --- The card -------------------------------------------------------------------------------------------------------


def test_the_card_tells_what_was_declared_and_nothing_to_reach_a_person_by(
    client_of, commune, mayor, applicant
) -> None:
    type(applicant).objects.filter(pk=applicant.pk).update(mobile="", presentation="Je tiens un gîte.")
    applicant.refresh_from_db()
    applicant.mobile = "+33612345678"
    applicant.save()
    Membership.objects.filter(person=applicant).update(words="Bonjour <b>à vous</b>", street="4 rue du Four")
    membership = applicant.memberships.get()
    page = text(client_of(mayor).get(f"/{commune.slug}/mairie/administres/{membership.pk}/"))
    for shown in (
        "Ines Attend",
        "4 rue du Four",
        "Bonjour &lt;b&gt;à vous&lt;/b&gt;",
        "Je tiens un gîte.",
        "Accepter",
    ):
        assert shown in page
    for secret in (applicant.email, "12345678", "12 34 56 78", "1960", "17 mai"):
        assert secret not in page


def test_the_card_tells_its_history_with_names(
    client_of, commune, mayor, delegate, applicant, viewer_of
) -> None:
    person = PersonFactory(first_name="Lucie", last_name="Neuve")
    membership = request_membership(person=person, commune=commune)
    agent = viewer_of(delegate, commune)
    ask_for_proof(viewer=agent, membership_id=membership.pk, words="Où donc ?")
    send_proof(viewer=viewer_of(person, commune), words="Là.", files=[])
    refuse_membership(viewer=viewer_of(mayor, commune), membership_id=membership.pk, words="Trop loin.")
    reopen_membership(viewer=agent, membership_id=membership.pk)
    accept_membership(viewer=agent, membership_id=membership.pk, proof="address")
    page = text(client_of(mayor).get(f"/{commune.slug}/mairie/administres/{membership.pk}/"))
    lines = [
        "Denise Adjointe a accepté une inscription",
        "Denise Adjointe a remis une demande d’inscription en attente",
        "Camille Exemple a refusé une inscription",
        "Lucie Neuve a répondu à la demande de justificatif",
        "Denise Adjointe a demandé un justificatif",
        "Demande d’inscription reçue",
    ]
    assert [page.index(line) for line in lines] == sorted(page.index(line) for line in lines)
    assert "Justificatif de domicile" in page


def test_an_acceptance_is_taken_back_on_the_card_for_a_day(
    client_of, commune, mayor, applicant, viewer_of, clock
) -> None:
    clock.at(datetime(2026, 10, 5, 9, tzinfo=UTC))
    membership = applicant.memberships.get()
    accept_membership(viewer=viewer_of(mayor, commune), membership_id=membership.pk, proof="address")
    browser, card = client_of(mayor), f"/{commune.slug}/mairie/administres/{membership.pk}/"
    taken_back = f'action="{card}rouvrir/"'
    page = text(browser.get(card))
    assert taken_back in page
    assert "Aucun e-mail n’est encore parti." in page
    clock.forward(minutes=10)
    page = text(browser.get(card))
    assert taken_back in page
    assert "Aucun e-mail n’est encore parti." not in page
    clock.forward(days=1)
    assert taken_back not in text(browser.get(card))


def test_an_automatic_acceptance_is_said_so(client_of, commune, mayor) -> None:
    TownHall.objects.filter(commune=commune).update(accepts_automatically=True)
    membership = request_membership(person=PersonFactory(), commune=commune)
    page = text(client_of(mayor).get(f"/{commune.slug}/mairie/administres/{membership.pk}/"))
    assert "Inscription acceptée automatiquement" in page


def test_who_left_and_who_is_not_confirmed_has_no_card(client_of, commune, mayor) -> None:
    for status in ("left", "unconfirmed"):
        membership = MembershipFactory(commune=commune, person=PersonFactory(), status=status)
        assert client_of(mayor).get(f"/{commune.slug}/mairie/administres/{membership.pk}/").status_code == 404


def test_one_s_own_request_is_answered_by_a_colleague(client_of, commune, mayor) -> None:
    own = MembershipFactory(commune=commune, person=mayor, status="pending")
    page = text(client_of(mayor).get(f"/{commune.slug}/mairie/administres/{own.pk}/"))
    assert "une autre personne de la mairie y répond" in page
    assert f"{own.pk}/accepter/" not in page


# --- Export ---------------------------------------------------------------------------------------------------------


def exported(answer: Any) -> list[list[str]]:
    content = b"".join(answer.streaming_content).decode()
    assert content.startswith("\ufeff")
    return list(csv.reader(io.StringIO(content[1:]), delimiter=";"))


@pytest.mark.at("2026-11-22T10:00")
def test_the_list_on_screen_is_what_is_exported(clock, client_of, commune, other_commune, mayor) -> None:
    moment = now()
    for place in (commune, other_commune):
        resident_named(place, "Anne", "Verte", residence="second", decided_by=mayor, proof_seen="second_home")
        resident_named(place, "Bruno", "Vert")
        resident_named(place, "Carla", "Noire", residence="second")
    browser = client_of(mayor)
    sought = {"liste": "inscrits", "logement": "second", "q": "ver"}
    page = browser.post(f"/{commune.slug}/mairie/administres/", sought, follow=True).content.decode()
    answer = browser.post(html.unescape(re.search(r'action="([^"]+/exporter/[^"]*)"', page)[1]))
    assert answer["Content-Disposition"] == f'attachment; filename="administres-inscrits-{commune.slug}.csv"'
    asked, decided = (moment - timedelta(days=days) for days in (30, 29))
    assert exported(answer) == [
        ["Prénom", "Nom", "Logement", "État", "Demande", "Réponse", "Réponse de", "Vérifié par", "Bloqué jusqu’au"],
        [
            "Anne", "Verte", "Résidence secondaire", "inscrit", asked.strftime("%d/%m/%Y 11:00"),
            decided.strftime("%d/%m/%Y 11:00"), "Camille Exemple", "Justificatif de résidence secondaire", "",
        ],
    ]  # fmt: skip
    entry = Entry.objects.get(kind="memberships.ResidentsExported")
    assert (entry.actor_id, entry.commune_id, entry.data) == (mayor.pk, commune.pk, {"tab": "inscrits"})


def test_an_export_holds_nothing_to_reach_a_person_by_and_no_formula(client_of, commune, mayor) -> None:
    person = PersonFactory(first_name="=1+1", last_name="@SUM(A1)", mobile="+33612345678")
    MembershipFactory(commune=commune, person=person)
    answer = client_of(mayor).post(f"/{commune.slug}/mairie/administres/exporter/?liste=inscrits")
    content = b"".join(answer.streaming_content).decode()
    assert "'=1+1;'@SUM(A1)" in content
    for secret in (person.email, "12345678", "rue de l’Exemple", "1960"):
        assert secret not in content


def test_a_long_export_goes_batch_by_batch(commune, client_of, mayor, monkeypatch) -> None:
    monkeypatch.setattr("civic.memberships.queries.residents._BATCH", 2)
    for number in range(5):
        resident_named(commune, "Anne", f"Vert{chr(97 + number)}")
    answer = client_of(mayor).post(f"/{commune.slug}/mairie/administres/exporter/?liste=inscrits")
    assert [row[1] for row in exported(answer)[1:]] == ["Verta", "Vertb", "Vertc", "Vertd", "Verte"]


@pytest.mark.parametrize("delegate", [PUBLISH], indirect=True)
def test_an_export_needs_the_right_and_a_click(client_of, commune, delegate, mayor) -> None:
    address = f"/{commune.slug}/mairie/administres/exporter/?liste=inscrits"
    assert client_of(delegate).post(address).status_code == 403
    assert client_of(mayor).get(address).status_code == 302
    assert not Entry.objects.filter(kind="memberships.ResidentsExported").exists()


def test_to_accept_is_to_say_what_was_seen_and_what_was_seen_last_comes_first(
    client_of, mayor, commune, applicant, second_resident
):
    address, browser = f"/{commune.slug}/mairie/administres/", client_of(mayor)

    def offered() -> list[str]:
        page = browser.get(address).content.decode()
        form = page[page.index('class="row resident__answers"') :]
        return re.findall(r'name="proof" value="(\w+)"', form[: form.index("</form>")])

    own = Membership.objects.get(person=applicant)
    assert own.residence == "main"
    assert offered() == ["electoral_roll", "address", "known"]
    Membership.objects.filter(pk=own.pk).update(residence="second")
    assert offered() == ["electoral_roll", "address", "second_home", "known"]
    Membership.objects.filter(person=second_resident).update(proof_seen="known", decided_at=now())
    assert offered() == ["known", "electoral_roll", "address", "second_home"]
    for missing in ({}, {"proof": "unstated"}, {"proof": "automatic"}):
        answer = browser.post(reverse("membership_accept", args=[commune.slug, own.pk]), missing, follow=True)
        assert "Dites comment vous avez vérifié" in answer.content.decode()
    own.refresh_from_db()
    assert own.status == "pending"


def test_a_list_without_requests_says_one_thing(client_of, mayor, commune, applicant):
    address = f"/{commune.slug}/mairie/administres/"
    Membership.objects.filter(person=applicant).delete()
    page = client_of(mayor).get(address).content.decode()
    assert "Aucune demande" in page
    assert "Personne ne correspond" not in page


def test_what_narrows_the_list_is_cleared_beside_what_was_found(client_of, mayor, commune, applicant):
    address = f"/{commune.slug}/mairie/administres/"
    sought = {"liste": "attente", "q": applicant.last_name[:3]}
    found = client_of(mayor).post(address, sought, follow=True).content.decode()
    assert "Tout effacer" in found[found.index('id="resultats"') :]
    assert "Tout effacer" not in client_of(mayor).get(address).content.decode()


def test_a_request_is_accepted_and_taken_back_in_its_place(client_of, mayor, commune, applicant):
    """Without script the whole list comes back; with it, the line alone and the figures of the tabs."""
    other = MembershipFactory(commune=commune, person=PersonFactory(), status="pending")
    browser, own = client_of(mayor), Membership.objects.get(person=applicant)
    page = browser.get(f"/{commune.slug}/mairie/administres/").text
    sent_to = html.unescape(re.search(rf'hx-post="([^"]*{own.pk}/accepter/[^"]*)"', page)[1])
    answer = browser.post(sent_to, {"proof": "known"}, headers={"HX-Request": "true"})
    words = f"{applicant.full_name} fait maintenant partie de vos administrés."
    # On the words, which are read then; the key pressed once more does not undo.
    assert f'<p id="{answer.headers["HX-Focus"]}" tabindex="-1">{words}</p>' in answer.text
    assert "HX-Announcement" not in answer.headers
    assert figure_of("En attente", answer.text) == "1"
    assert str(other.pk) not in answer.text
    undo = html.unescape(re.search(r'hx-post="([^"]*)"', answer.text)[1])
    back = browser.post(undo, headers={"HX-Request": "true"})
    own.refresh_from_db()
    assert own.status == "pending"
    assert f'id="{back.headers["HX-Focus"]}"' in back.text
    assert figure_of("En attente", back.text) == "2"
    assert html.unescape(re.search(rf'hx-post="([^"]*{own.pk}/accepter/[^"]*)"', back.text)[1]) == sent_to


def figure_of(tab: str, page: str) -> str:
    return re.search(rf'{tab}\s*<span class="count count--quiet">(\d+)', page)[1]


def test_an_acceptance_is_taken_back_in_the_list_of_residents_for_a_day(
    ask, client_of, mayor, commune, applicant, viewer_of, clock
):
    """The line that said so is gone once the page is loaded again."""
    own = Membership.objects.get(person=applicant)
    accepted = {"viewer": viewer_of(mayor, commune), "membership_id": own.pk, "proof": "known"}
    accept_membership(**accepted)
    page = text(ask(liste="inscrits"))
    assert page.count("Annuler l’acceptation") == 1, "the others are for good"
    undo = html.unescape(re.search(r'hx-post="([^"]*/rouvrir/[^"]*)"', page)[1])
    back = client_of(mayor).post(undo, headers={"HX-Request": "true"})
    own.refresh_from_db()
    assert own.status == "pending"
    sentence = f"La demande d’{applicant.full_name} est de nouveau en attente."
    assert f'<p id="{back.headers["HX-Focus"]}" tabindex="-1">{sentence}</p>' in back.text
    assert 'type="checkbox"' not in back.text, "it is answered in another list"
    accept_membership(**accepted)
    clock.forward(days=1, seconds=1)
    assert "Annuler l’acceptation" not in text(
        client_of(mayor).get(f"/{commune.slug}/mairie/administres/?liste=inscrits")
    )


def test_without_what_was_seen_nothing_takes_the_place_of_the_line(client_of, mayor, commune, applicant):
    own = Membership.objects.get(person=applicant)
    address = reverse("membership_accept", args=[commune.slug, own.pk])
    answer = client_of(mayor).post(address, headers={"HX-Request": "true"})
    assert 'id="refused"' in answer.text
    assert "Dites comment vous avez vérifié" in answer.text


# --- What is sought stands in no address ----------------------------------------------------------------------------


def test_no_address_says_who_is_sought(client_of, mayor, resident, commune) -> None:
    resident_named(commune, "Anne", "Vertanges")
    for number in range(PAGE_SIZE):
        resident_named(commune, "Anne", f"Vertbois{number}")
    address, sought = (
        f"/{commune.slug}/mairie/administres/",
        {"liste": "inscrits", "q": "vert", "rue": "Duval"},
    )
    browser = client_of(mayor)
    moved = browser.post(address, sought)
    assert moved.status_code == 302
    page = browser.get(moved.url)
    assert "Vertanges" in page.content.decode()
    addresses = [moved.url, *re.findall(r'(?:href|action|hx-\w+)="([^"]*)"', page.content.decode())]
    assert any("apres=" in one and "filtre=" in one for one in addresses)
    assert not [one for one in addresses if re.search("vert|duval", one, re.IGNORECASE)]


@pytest.mark.parametrize("decision", ["membership_accept", "membership_decide"])
def test_what_is_decided_from_a_search_leads_back_to_it(client_of, mayor, commune, decision) -> None:
    sought = MembershipFactory(commune=commune, person=PersonFactory(last_name="Vertanges"), status="pending")
    MembershipFactory(commune=commune, person=PersonFactory(last_name="Autre"), status="pending")
    browser = client_of(mayor)
    search = browser.post(f"/{commune.slug}/mairie/administres/", {"liste": "attente", "q": "vertanges"}).url
    found = browser.get(search).text
    path = reverse(decision, args=[commune.slug, *([sought.pk] if decision == "membership_accept" else [])])
    action = html.unescape(re.search(f'action="({re.escape(path)}[^"]*)"', found)[1])
    answer = browser.post(action, {"proof": "known", "demande": sought.pk, "action": "accept"})
    left = browser.get(answer.url).text
    assert (answer.status_code, 'value="vertanges"' in left, "Autre" in left) == (302, True, False)


def test_a_seal_serves_who_made_it_for_a_day(client_of, mayor, delegate, resident, commune, clock) -> None:
    resident_named(commune, "Anne", "Vertanges")
    address = f"/{commune.slug}/mairie/administres/"
    sought = client_of(mayor).post(address, {"liste": "inscrits", "q": "vertanges"}).url

    def is_narrowed(person: Any, url: str) -> bool:
        return "Tout effacer" in client_of(person).get(url).content.decode()

    assert is_narrowed(mayor, sought)
    assert not is_narrowed(delegate, sought)
    for broken in ("filtre=", "filtre=abc", "filtre=%F0%9F%92%A9"):
        assert not is_narrowed(mayor, f"{address}?liste=inscrits&{broken}")
    clock.forward(hours=25)
    assert not is_narrowed(mayor, sought)
