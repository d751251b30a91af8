"""What a page repeats for each line of a list is told apart by ear: no two links, buttons or fields that act on
different things have the same name. Screen readers list them by their names, without the line that they stand in.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5
from django.db import transaction

from civic.accounts.models import Person
from civic.core.clock import now
from civic.posts.models import Post
from civic.threads.models import Message
from tests.architecture.addresses import ADDRESSES
from tests.architecture.world import World, browser_of, fill_lists

FIELDS = {"input", "select", "textarea"}
CONTROLS = {"a", "button", "summary"} | FIELDS
# A screen reader says the name of these on the way in; a menu is opened by the button that names it.
NAMED_BY = {"fieldset": "legend", "details": "summary"}
GROUPS = {"group", "radiogroup"}
UNSAID = {"script", "style", "template", "noscript"}


class Screen:
    """What stands in <main>, as a screen reader is given it."""

    def __init__(self, html: str) -> None:
        root = tinyhtml5.parse(html, namespace_html_elements=False)
        self._by_id = {one.get("id"): one for one in root.iter() if one.get("id")}
        self._labels = {one.get("for"): one for one in root.iter("label")}
        self._parents = {child: parent for parent in root.iter() for child in parent}
        self._main = root.find(".//main")

    def alike(self) -> list[str]:
        """The names that stand for several things."""
        found: dict[tuple[str, ...], set[object]] = defaultdict(set)
        for one in () if self._main is None else self._main.iter():
            around = list(self._around(one))
            if (
                one.tag in CONTROLS
                and one.get("type") != "hidden"
                and not UNSAID & {each.tag for each in around}
            ):
                name = self._name(one), *filter(None, map(self._name_of_group, around))
                found[one.tag, *name].add(self._acts_on(one, around))
        return [": ".join(name) for name, things in found.items() if len(things) > 1]

    def _around(self, one: Element) -> Iterator[Element]:
        while one in self._parents:
            one = self._parents[one]
            yield one

    def _name(self, one: Element) -> str:
        if ids := one.get("aria-labelledby"):
            return " ".join(self._text(self._by_id[each]) for each in ids.split())
        label = self._labels.get(one.get("id")) if one.get("id") else None
        if one.tag in FIELDS and label is None and not one.get("aria-label"):
            label = next((each for each in self._around(one) if each.tag == "label"), None)
        return self._text(one if label is None else label)

    def _name_of_group(self, one: Element) -> str:
        if one.get("role") in GROUPS:
            return self._name(one)
        title = one.find(NAMED_BY[one.tag]) if one.tag in NAMED_BY else None
        return "" if title is None else self._text(title)

    def _text(self, one: Element) -> str:
        return " ".join(self._said(one).split())

    def _said(self, one: Element) -> str:
        if one.get("aria-hidden") == "true" or one.tag in UNSAID or not isinstance(one.tag, str):
            return ""
        if said := one.get("aria-label") or one.get("alt"):
            return said
        parts = [one.text or ""]
        for child in one:
            parts += [self._said(child), child.tail or ""]
        return "".join(parts)

    @staticmethod
    def _acts_on(one: Element, around: list[Element]) -> object:
        """An address, or what a button sends; a field or a menu is a thing of its own."""
        if one.tag == "a":
            return one.get("href")
        if one.tag != "button" or one.get("type") == "button":
            return one
        form = next((each for each in around if each.tag == "form"), one)
        sent = [
            (each.get("name"), each.get("value"))
            for each in form.iter("input")
            if each.get("type") == "hidden" and each.get("name") not in {"csrfmiddlewaretoken", "key"}
        ]
        return one.get("formaction", form.get("action")), one.get("name"), one.get("value"), *sent


def tell_apart() -> None:
    """What the factories make alike, and people seldom: names, and the minute of a publication and of a message."""
    for number, person in enumerate(Person.objects.all()):
        Person.objects.filter(pk=person.pk).update(last_name=f"Durand-{number}")
    for number, post in enumerate(Post.objects.all()):
        Post.objects.filter(pk=post.pk).update(published_at=now() - timedelta(minutes=number + 1))
    for number, message in enumerate(Message.objects.all()):
        Message.objects.filter(pk=message.pk).update(written_at=now() - timedelta(minutes=number + 1))


@pytest.mark.django_db
def test_no_two_controls_of_a_page_are_called_the_same(world: World) -> None:
    fill_lists(world.here)
    tell_apart()
    faults: list[str] = []
    seen = 0
    for rank in ("visitor", "resident", "mayor"):
        person = world.person(rank, None)
        browser = browser_of(person)
        for address in ADDRESSES:
            if address.route.startswith("demo/"):
                continue
            with transaction.atomic():
                answer = browser.get(world.path(address, person))
                transaction.set_rollback(True)
            if answer.streaming:
                list(answer)  # a file is read until its end
            elif answer.status_code == 200 and b"</main>" in answer.content:
                seen += 1
                alike = Screen(answer.content.decode()).alike()
                faults += [f"{address.name}, {rank}: {name}" for name in alike]
    assert faults == [], "\n".join(faults)
    assert seen > 150


@pytest.mark.parametrize(
    ("line", "is_told_apart"),
    [
        ("<a href='{0}'>Voir</a>", False),
        ("<a href='{0}'>Voir<span class='visually-hidden'> le n° {0}</span></a>", True),
        ("<a href='{0}' aria-label='Voir le n° {0}'>Voir</a>", True),
        ("<button aria-labelledby='b{0} t{0}' id='b{0}'>J’aime</button><b id='t{0}'>Le n° {0}</b>", True),
        ("<form action='{0}'><button>Retirer</button></form>", False),
        ("<form action='/'><button name='up' value='{0}'>Monter</button></form>", False),
        ("<form action='/'><button>Chercher</button></form>", True),
        ("<label for='f{0}'>Description</label><input id='f{0}'>", False),
        ("<label>Description <input></label>", False),
        ("<fieldset><legend>Photo {0}</legend><label>Description <input></label></fieldset>", True),
        ("<details><summary>Gérer le n° {0}</summary><a href='{0}'>Modifier</a></details>", True),
        ("<div role='group' aria-label='N° {0}'><a href='{0}'>Modifier</a></div>", True),
        ("<template><a href='{0}'>Voir</a></template>", True),
    ],
)
def test_names_are_read_as_a_screen_reader_does(line: str, is_told_apart: bool) -> None:
    page = f"<main>{line.format(1)}{line.format(2)}</main>"
    assert (Screen(page).alike() == []) is is_told_apart
