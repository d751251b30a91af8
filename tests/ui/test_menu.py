"""The menu: its groups, what is new in each rubric, the favourites; the bar of phones, and what one may begin."""

import re

import pytest
from django.urls import resolve, reverse

from civic.accounts.actions.display import TooManyFavourites, add_favourite, remove_favourite
from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core import registry
from civic.core.clock import now
from civic.core.descriptors import MenuGroup
from civic.core.ids import new_id
from civic.media.enums import MediaKind, MediaStatus
from civic.media.models import Media
from civic.notifications.kinds import NotificationKind
from civic.notifications.models import Notification
from civic.notifications.queries.inbox import unread
from civic.posts.enums import PUBLISH
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.town_halls.models import TownHall
from civic.ui.menu import MOST_FAVOURITES
from tests.accounts.factories import PersonFactory
from tests.assets import token
from tests.communes.factories import DelegationFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def part(response, tag: str, name: str) -> str:
    found = re.search(rf'<{tag} class="{name}".*?</{tag}>', response.content.decode(), re.DOTALL)
    assert found
    return found[0]


def menu(response) -> str:
    return part(response, "nav", "commune-menu")


def counts(response) -> dict[str, int]:
    """By address, what is new there."""
    lines = re.findall(r'<a class="menu__item" href="([^"]+)".*?</a\s*>', menu(response), re.DOTALL)
    texts = re.findall(r'<a class="menu__item".*?</a\s*>', menu(response), re.DOTALL)
    found = {
        url: re.search(r'class="count" data-news="\w+" >(\d+)', text)
        for url, text in zip(lines, texts, strict=True)
    }
    return {url: int(count[1]) for url, count in found.items() if count}


def bar(response) -> list[str]:
    return re.findall(r"</svg>\s*(\w+)\s*</a\s*>", part(response, "nav", "bottom-bar"))


@pytest.mark.parametrize("path", ["/{}/", "/notifications/"], ids=["cached", "not cached"])
def test_groups_stand_in_their_order_and_the_town_halls_own_work_is_not_last(
    path, client_of, mayor, resident, commune
):
    def titles(person: Person) -> list[str]:
        page = client_of(person).get(path.format(commune.slug))
        return re.findall(r'commune-menu__title">([^<]+)<', menu(page))

    life, participate, services, place, town_hall = (group.value for group in MenuGroup)
    assert titles(resident) == [life, participate, services, place]
    assert titles(mayor) == [life, town_hall, participate, services, place]


def test_a_group_that_was_put_away_stays_so_unless_it_holds_the_page(client_of, resident, commune):
    browser = client_of(resident)
    browser.cookies["folded"] = "LIFE.COMMUNE"
    groups = dict(
        re.findall(r'<details data-group="(\w+)"\s+(open)?', menu(browser.get(f"/{commune.slug}/")))
    )
    assert groups == {"LIFE": "open", "PARTICIPATE": "open", "SERVICES": "open", "COMMUNE": ""}


@pytest.mark.parametrize("path", ["/{}/", "/notifications/"], ids=["cached", "not cached"])
def test_each_entry_says_what_is_new_for_the_person_in_this_commune(
    path, client_of, resident, mayor, commune, other_commune, django_assert_num_queries, viewer_of
):
    def notify(kind: str, place: Commune, person: Person | None) -> None:
        Notification.objects.create(
            event_id=new_id(), kind=kind, commune=place, person=person, target_type="x.x", target_id=new_id(),
            source_id=new_id(), subject="", url="/", happened_at=now(), audience="members",
        )  # fmt: skip

    MembershipFactory(person=resident, commune=other_commune)
    browser = client_of(resident)
    assert counts(browser.get(path.format(commune.slug))) == {}
    browser.get(f"/{commune.slug}/")
    agenda, discussions = kinds_of("agenda"), kinds_of("discussions")
    for _ in range(3):
        notify(agenda, commune, resident)
    notify(discussions, other_commune, resident)
    expected = {reverse("event_month", args=[commune.slug]): 3}
    assert counts(browser.get(path.format(commune.slug))) == expected
    viewer = viewer_of(resident, commune)
    with django_assert_num_queries(1):
        assert unread(viewer) == (4, {"agenda": 3})


def kinds_of(category: str) -> str:
    return next(kind.key for kind in NotificationKind.all.values() if kind.category.key == category)


def test_favourites_stand_first_and_are_the_persons_own(
    client_of, resident, second_resident, commune, viewer_of
):
    for _ in range(2):
        add_favourite(viewer=viewer_of(resident, commune), key="link_list")
    add_favourite(viewer=viewer_of(resident, commune), key="post_new")  # of a right that they do not hold
    links = reverse("link_list", args=[commune.slug])
    for path in (f"/{commune.slug}/", "/notifications/"):
        first = menu(client_of(resident).get(path)).partition("<details")[0]
        assert re.findall(r'class="menu__item" href="([^"]+)"', first) == [links]
        assert "favoris" not in menu(client_of(second_resident).get(path)).partition("<details")[0]
    remove_favourite(viewer=viewer_of(resident, commune), key="link_list")
    assert links not in menu(client_of(resident).get(f"/{commune.slug}/")).partition("<details")[0]


def test_at_most_eight_are_favourites_and_nothing_that_is_no_entry(resident, commune, viewer_of):
    viewer = viewer_of(resident, commune)
    keys = [entry.url_name for entry in registry.menu()]
    for key in keys[:MOST_FAVOURITES]:
        add_favourite(viewer=viewer, key=key)
    add_favourite(viewer=viewer, key=keys[0])
    add_favourite(viewer=viewer, key="landing")
    with pytest.raises(TooManyFavourites):
        add_favourite(viewer=viewer, key=keys[MOST_FAVOURITES])
    assert Person.objects.get(pk=resident.pk).favourites == keys[:MOST_FAVOURITES]


def test_the_page_that_is_open_becomes_a_favourite_below_the_entries(client_of, resident, commune):
    browser = client_of(resident)
    links = reverse("link_list", args=[commune.slug])
    entries, _, foot = menu(browser.get(links)).rpartition("</details>")
    assert 'value="link_list"' in foot
    assert "<button" not in entries  # beside an entry it would narrow it
    toggle = f"{reverse('account_favourite')}?ici"
    assert browser.post(toggle, {"add": "link_list"})["Location"] == f"{links}#rubriques"  # in the menu still
    shown = menu(browser.get(links))
    assert 'name="remove"' in shown
    assert shown.count("aria-current") == 1
    assert "Ajouté à mes favoris" in shown
    assert browser.post(reverse("account_favourite"), {"remove": "link_list"})["Location"] == reverse(
        "account_display"
    )
    assert 'name="add"' in menu(browser.get(links))


def test_the_appearance_is_chosen_for_this_device(client_of, resident, commune):
    browser = client_of(resident)
    feed = f"/{commune.slug}/"
    for chosen, attribute in (
        ("dark", ' data-appearance="dark"'),
        ("light", ' data-appearance="light"'),
        ("device", ""),
    ):
        browser.post(reverse("account_display"), {"appearance": chosen})
        light, dark = token("night")
        colors = {"dark": [dark], "light": [light]}.get(chosen, [light, dark])
        for path in (feed, "/notifications/"):
            page = browser.get(path).content.decode()
            assert f'<html lang="fr"{attribute}>' in page
            assert re.findall(r'<meta name="theme-color" content="(#\w+)"', page) == colors
    browser.post(reverse("account_display"), {"appearance": '"><script>'})
    assert '<html lang="fr">' in browser.get(feed).content.decode()


def test_the_bar_holds_five_and_the_one_thing_that_a_person_may_begin(client_of, mayor, resident, commune):
    feed = f"/{commune.slug}/"
    assert bar(client_of(mayor).get(feed)) == ["Fil", "Agenda", "Publier", "Menu"]  # and the bell
    assert bar(client_of(resident).get("/notifications/")) == ["Fil", "Agenda", "Écrire", "Menu"]
    assert in_the_middle(client_of(resident), commune) == ("quick_action_list", "Écrire")
    assert in_the_middle(client_of(mayor), commune) == ("quick_action_list", "Publier")


def test_the_bar_holds_five_whatever_is_off(client_of, resident, commune):
    off = dict.fromkeys(registry.features(), False)
    TownHall.objects.filter(commune=commune).update(feature_decisions=off)
    shown = client_of(resident).get(f"/{commune.slug}/")
    assert bar(shown) == ["Fil", "Commune", "Écrire", "Menu"]
    assert "Notifications" in part(shown, "nav", "bottom-bar")


def test_what_begins_something_is_marked_on_its_own_page_alone(client_of, resident, commune):
    for name, is_marked in (("discussion_list", False), ("quick_action_list", True)):
        shown = part(client_of(resident).get(reverse(name, args=[commune.slug])), "nav", "bottom-bar")
        assert ("aria-current" in shown.partition("item--main")[2].partition("</a>")[0]) is is_marked


def test_who_does_not_belong_here_begins_nothing(client_of, stranger, applicant, commune):
    for person in (stranger, applicant):
        assert bar(client_of(person).get(f"/{commune.slug}/")) == ["Fil", "Agenda", "Menu"]
    assert bar(client_of(PersonFactory()).get("/notifications/")) == ["Menu"]


def test_who_may_publish_nothing_for_the_town_hall_writes_in_their_own_name(
    client_of, delegate_with, commune
):
    browser = client_of(delegate_with(MANAGE_RESIDENTS))
    assert in_the_middle(browser, commune) == ("quick_action_list", "Écrire")
    page = browser.get(reverse("quick_action_list", args=[commune.slug])).content.decode()
    assert "publier" not in page.partition("<main")[2].partition("</main")[0]
    assert "head-action" not in browser.get(f"/{commune.slug}/").content.decode()
    assert 'id="commencer"' not in browser.get(reverse("desk", args=[commune.slug])).content.decode()


def in_the_middle(browser, commune: Commune) -> tuple[str, str]:
    """Name of the page and words of the button."""
    shown = part(browser.get(f"/{commune.slug}/"), "nav", "bottom-bar")
    found = re.search(r'item--main"\s+href="([^"]+)".*?</svg>\s*(\w+)', shown, re.DOTALL)
    assert found
    return resolve(found[1]).url_name, found[2]


def listed(browser, commune: Commune) -> list[str]:
    page = browser.get(reverse("quick_action_list", args=[commune.slug])).content.decode()
    return [resolve(url).url_name for url in re.findall(r'quick-actions__link"\s+href="([^"]+)"', page)]


def test_what_one_may_begin_is_a_page(client_of, mayor, resident, stranger, commune):
    published = [action.url_name for action in registry.quick_actions() if action.is_of_town_hall]
    assert listed(client_of(mayor), commune) == published
    assert "discussion_list" not in published
    assert listed(client_of(resident), commune) == [
        "discussion_list",
        "conversation_new",
        "commune_page",
        "conversation_list",
        "poll_list",
    ]
    page = reverse("quick_action_list", args=[commune.slug])
    assert client_of(stranger).get(page).status_code == 404


def test_who_has_nothing_to_begin_reads_where_to_take_part(client_of, resident, commune):
    TownHall.objects.filter(commune=commune).update(feature_decisions={"discussions": False})
    assert in_the_middle(client_of(resident), commune) == ("quick_action_list", "Écrire")
    assert listed(client_of(resident), commune) == [
        "conversation_new", "commune_page", "conversation_list", "poll_list",
    ]  # fmt: skip


def test_what_is_a_person_s_own_follows_each_change(
    client_of, resident, second_resident, commune, other_commune
):
    """And never comes from somebody who has the same name."""
    address = f"/{commune.slug}/"

    def account(person: Person) -> str:
        page = client_of(person).get(address).content.decode()
        return page[page.index('action="/deconnexion/') - 2500 : page.index('action="/deconnexion/')]

    Person.objects.filter(pk=second_resident.pk).update(
        first_name=resident.first_name, last_name=resident.last_name
    )
    console = reverse("console_home")
    assert console not in account(resident)
    Person.objects.filter(pk=resident.pk).update(is_staff=True)
    assert console in account(resident)
    assert console not in account(second_resident)
    Person.objects.filter(pk=resident.pk).update(is_staff=False, last_name="Nouveau-Nom")
    assert console not in account(resident)
    assert "Nouveau-Nom" in account(resident)
    photo = Media.objects.create(owner_id=resident.pk, kind=MediaKind.PORTRAIT, status=MediaStatus.READY)
    Person.objects.filter(pk=resident.pk).update(photo=photo)
    assert reverse("portrait_file", args=[photo.pk, "96.webp"]) in account(resident)


def test_the_switch_follows_each_change(client_of, resident, commune, other_commune):
    def switch() -> str:
        page = client_of(resident).get(f"/{commune.slug}/").content.decode()
        return page[page.index('class="switch"') : page.index("<main")]

    assert other_commune.name not in switch()
    MembershipFactory(commune=other_commune, person=resident)
    assert other_commune.name in switch()
    Commune.objects.filter(pk=other_commune.pk).update(name="Là-Bas")
    assert "Là-Bas" in switch()
    Commune.objects.filter(pk=commune.pk).update(name="Ici-Même")
    assert "Ici-Même" in switch()


def test_the_bell_and_the_menu_follow_each_change(client_of, resident, mayor, commune):
    address = f"/{commune.slug}/"

    def page() -> str:
        return client_of(resident).get(address).content.decode()

    assert "Notifications, 1" not in page()
    Notification.objects.create(
        event_id=new_id(), kind="post_published", commune=commune, person=resident, target_type="x.x",
        target_id=new_id(), source_id=new_id(), subject="", url="/", happened_at=now(), audience="members",
    )  # fmt: skip
    assert "Notifications, 1\u00a0non lue" in page()
    desk = reverse("desk", args=[commune.slug])
    assert desk not in page()
    delegation = DelegationFactory(
        commune=commune, person=resident, given_by=mayor, rights=[MANAGE_RESIDENTS]
    )
    assert desk in page()
    assert reverse("post_new", args=[commune.slug]) not in page()
    delegation.rights = [PUBLISH]
    delegation.save()
    assert reverse("post_new", args=[commune.slug]) in page()
