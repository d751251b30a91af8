"""The first steps of a new town hall."""

from typing import Any

import pytest
from django.urls import reverse

from civic.communes.enums import Fact
from civic.communes.queries.facts import commune_card
from civic.core.clock import now
from civic.core.registry import first_steps
from civic.delegations.models import Delegation
from civic.desk.actions.steps import hide_steps, restore_steps
from civic.desk.marks import Mark, marked
from civic.desk.models import HiddenSteps, Invitation
from civic.desk.queries.tasks import desk_of
from civic.media.models import Media
from civic.town_halls.actions.facts import correct_fact
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.town_halls.models import TownHall
from civic.town_halls.queries.facts import facts_of
from tests.accounts.factories import PersonFactory
from tests.communes.factories import DelegationFactory, MembershipFactory
from tests.html import on_one_line
from tests.posts.factories import PostFactory

LABELS = [
    "Votre photo",
    "Le blason ou le logo",
    "Les horaires d’ouverture",
    "La première publication",
    "Une personne qui vous aide",
    "Inviter les administrés",
]


def done(viewer: Any) -> list[str]:
    found = desk_of(viewer).beside.steps
    assert found
    return [step.label for step, is_done in found.steps if is_done]


def test_each_is_done_by_what_it_asks_for(commune, mayor, viewer_of):
    viewer = viewer_of(mayor, commune)
    found = desk_of(viewer).beside.steps
    assert found
    assert [step.label for step, _ in found.steps] == LABELS
    assert done(viewer) == []
    picture = {"kind": "portrait", "status": "ready", "owner_id": mayor.pk}
    mayor.photo = Media.objects.create(**picture)
    mayor.save()
    emblem = Media.objects.create(commune_id=commune.pk, kind="emblem", status="ready")
    TownHall.objects.filter(pk=commune.pk).update(emblem=emblem, emblem_shown=True)
    hours = facts_of(commune_card(viewer), TownHall.objects.get(pk=commune.pk)).value(Fact.HOURS)
    correct_fact(viewer=viewer, fact=Fact.HOURS, value=hours)  # found right
    PostFactory(commune=commune, author=mayor)
    DelegationFactory(commune=commune, given_by=mayor, person=PersonFactory(), rights=[MANAGE_RESIDENTS])
    Invitation.objects.create(commune=commune, digest="", asked_at=now(), ready_at=now())
    assert done(viewer_of(mayor, commune)) == LABELS


def test_the_page_shows_them_until_all_is_done(commune, mayor, client_of, monkeypatch):
    path = f"/{commune.slug}/mairie/"
    browser = client_of(mayor)
    page = browser.get(path).content.decode().replace("\xa0", " ")
    assert "0 sur 6" in page
    assert "Bienvenue" in page
    for step in first_steps():
        address = reverse(step.url_name, args=[commune.slug, *step.arguments])
        assert marked(address, Mark.of_step(step.position)) in page.replace("&amp;", "&")
        assert browser.get(address, follow=True).status_code == 200
    PostFactory(commune=commune, author=mayor)
    page = browser.get(path).content.decode().replace("\xa0", " ")
    assert "1 sur 6" in page
    # The mayor's first look, perhaps, after what an agent did.
    assert "À faire quand vous voulez : 5 premiers pas, ci-dessous" in page
    assert "Tout est fait" not in page
    assert 'id="etapes" open>' in browser.get(path).content.decode()
    MembershipFactory(commune=commune, person=PersonFactory(), status="pending")
    assert 'id="etapes">' in browser.get(path).content.decode()  # folded: something else waits
    monkeypatch.setattr("civic.desk.queries.steps.Steps.remain", False)
    assert "Premiers pas" not in browser.get(path).content.decode()


def test_a_delegate_sees_those_they_can_do(commune, delegate_with, viewer_of):
    found = desk_of(viewer_of(delegate_with(MANAGE_RESIDENTS), commune)).beside.steps
    assert found
    assert [step.label for step, _ in found.steps] == LABELS[-1:]


def test_hidden_and_back(commune, other_commune, mayor, other_mayor, viewer_of, client_of):
    viewer, path = viewer_of(mayor, commune), f"/{commune.slug}/mairie/"
    for _ in range(2):
        hide_steps(viewer=viewer)
    assert desk_of(viewer).beside.steps is None
    assert desk_of(viewer_of(other_mayor, other_commune)).beside.steps
    for _ in range(2):
        restore_steps(viewer=viewer)
    assert desk_of(viewer).beside.steps
    browser = client_of(mayor)
    assert browser.post(f"{path}premiers-pas/masquer/")["Location"] == path
    page = browser.get(path).content.decode()
    assert "Premiers pas</h2>" not in page
    assert f'formaction="{path}premiers-pas/remettre/"' in page
    browser.post(f"{path}premiers-pas/remettre/")
    assert not HiddenSteps.objects.exists()


@pytest.mark.parametrize("checked", [True, False], ids=["found right", "refused"])
def test_a_step_that_is_done_leads_back(commune, mayor, client_of, checked):
    address = reverse("fact_edit", args=[commune.slug, Fact.HOURS.value])
    browser = client_of(mayor)
    data = {} if checked else {"lundi_0_opens": "99"}
    page = browser.get(address)
    form = page.context["form"]
    data = {form.add_prefix(name): form[name].value() or "" for name in form.fields} | data
    before = "http://testserver" + marked(address, Mark.of_step(30))
    answer = browser.post(address, data, headers={"referer": before})
    if checked:
        assert answer["Location"] == f"/{commune.slug}/mairie/"
    else:
        assert TownHall.objects.filter(hours_checked_at=None).exists() == (answer.status_code == 422)


def test_the_mayor_reads_who_acts_in_their_name(commune, mayor, client_of, delegate):
    """With their function, and where it is looked at; once they act no more, nothing of it."""
    path = f"/{commune.slug}/mairie/"
    said = f"{delegate.full_name} ({Delegation.objects.get().title}) agit pour la mairie."
    page = on_one_line(client_of(mayor).get(path).content.decode())
    assert f'{said} <a href="{path}delegations/">Voir ses droits</a>' in page
    Delegation.objects.update(ends_at=now())
    assert "agit pour la mairie" not in on_one_line(client_of(mayor).get(path).content.decode())
