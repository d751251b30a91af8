"""Tags and filters of every template (a builtin library: no `{% load %}`). `docs/design-system.md` shows those that
draw."""

import re
from collections.abc import Hashable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from uuid import UUID
from zlib import crc32

from django import template
from django.contrib.messages import INFO
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, BoundField, PasswordInput
from django.template import defaulttags
from django.template.defaulttags import URLNode
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import get_resolver, get_script_prefix, get_urlconf, reverse
from django.urls.converters import IntConverter, SlugConverter, UUIDConverter
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from civic.core.clock import now
from civic.core.text import elided, held_together, in_a_row, shortened
from civic.ui import fragments, french, links, rich_text
from civic.ui.fields import PHOTOS, FileInput, FilesInput, number_for_tel, written_number

_WRITE_TO_US = re.compile("[Éé]crivez-nous")

register = template.Library()
register.filter("midsentence", french.midsentence)
register.filter("weight", french.weight)
register.filter("in_a_row", in_a_row)  # before a text of several lines is cut


class CachedURLNode(URLNode):
    """Django's, which works the same address out again for each line of each page: a quarter of the time of a list.

    Kept are addresses of communes and ids alone (`_names_no_secret`), under all that they are made of, so none is ever
    wrong, and they may stay as long as the process. 10,000 of them are some 5 MB, and more lines than the pages of a
    minute show: the least recently used leave."""

    def render(self, context: template.Context) -> str:
        if self.asvar or self.kwargs or not context.autoescape:
            return super().render(context)
        urlconf, name = get_urlconf(), self.view_name.resolve(context)
        if not isinstance(name, str) or not _names_no_secret(urlconf, name):
            return super().render(context)
        arguments = [argument.resolve(context) for argument in self.args]
        if any(type(argument) not in _SAME_FOR_EVER for argument in arguments):
            return super().render(context)
        return _address(urlconf, get_script_prefix(), name, *arguments)


_SAME_FOR_EVER = {int, str, SafeString, UUID}  # what equals one of them reads like it


@lru_cache(maxsize=1000)
def _names_no_secret(urlconf: str | None, name: str) -> bool:
    """Whatever may be a token is a `<str:…>`, or an expression's group. In a namespace, the page that is open decides
    which address is meant (`current_app`)."""
    if ":" in name:
        return False
    routes = get_resolver(urlconf).reverse_dict.getlist(name)
    return bool(routes) and all(
        isinstance(converters.get(parameter), IntConverter | SlugConverter | UUIDConverter)
        for ways, _, _, converters in routes
        for _, parameters in ways
        for parameter in parameters
    )


@lru_cache(maxsize=10_000, typed=True)
def _address(urlconf: str | None, prefix: str, name: str, *arguments: object) -> str:
    return conditional_escape(reverse(name, urlconf, arguments))


@register.tag
def url(parser: template.base.Parser, token: template.base.Token) -> CachedURLNode:
    """`{% url "name" argument %}`, as Django's own."""
    node = defaulttags.url(parser, token)
    return CachedURLNode(node.view_name, node.args, node.kwargs, node.asvar)


@register.simple_tag(name="static")
@lru_cache(maxsize=1000)
def static_address(path: str) -> SafeString:
    """As Django’s own, asked once: a release’s files stay what they are, and each page names a dozen."""
    return conditional_escape(static(path))


@register.simple_tag
def drawn(name: str, **values: Hashable) -> SafeString:
    """A line of a list by the template of that name, as `fragments.drawn`: kept under these values, given no other."""
    return fragments.drawn(name, values)


@register.simple_tag
@lru_cache(maxsize=1000, typed=True)  # a label marked safe is not escaped: never the same entry
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A drawing of the sprite, which holds all names that `frontend/sources.mjs` finds. Without `label` it is
    decoration and screen readers skip it."""
    address = f"{static('ui/icons.svg')}#{name}"
    classes = f"icon {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', classes, label, address
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', classes, address)


@register.simple_tag
@lru_cache(maxsize=1000)
def photo_input(name: str, choose: str, *, multiple: bool = False, listed_by: str = "") -> SafeString:
    """A `FileInput` that no form declares. `listed_by`: the behaviour that shows what was chosen in its own way; the
    hint of the field is then `…_helptext`."""
    attrs = {"id": name, "accept": PHOTOS}
    if listed_by:
        attrs |= {f"data-{listed_by}-target": "input", "aria-describedby": f"{name}_helptext"}
    return (FilesInput if multiple else FileInput)(choose, named=not listed_by).render(name, None, attrs)


@register.simple_tag
def message_icon(message: Message) -> SafeString:
    match message.level_tag:
        case "success":
            return icon("check-circle-fill")
        case "error":
            return icon("exclamation-circle-fill")
        case "warning":
            return icon("exclamation-triangle-fill")
    return icon("info-circle-fill")


@register.filter
def leads_only_to(message: Message, path: str) -> bool:
    """Information that is read on that very page."""
    return message.level == INFO and f'href="{path}"' in str(message.message)


@register.filter
def undo_address(message: Message) -> str:
    """Where « Annuler » leads: a message that offers it carries the address as one of its tags."""
    return next((tag for tag in _tags(message) if tag.startswith("/")), "")


@register.filter
def draft_done(message: Message) -> str:
    """The key of the draft that the device drops: any other tag."""
    return next((tag for tag in _tags(message) if not tag.startswith("/")), "")


def _tags(message: Message) -> list[str]:
    """At most two: the key of a draft, and then an address."""
    return (message.extra_tags or "").split(" ", 1)


@register.filter
def day_time(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return french.day_time(_local(moment), _local(now()))


@register.filter
def day(value: date | None) -> str:
    return "" if value is None else french.day(_local_day(value), _local(now()).date())


@register.filter
def full_date(value: date | None) -> str:
    """« 29 mars 2026 », its year always: since when somebody is in office, when a document was made."""
    return "" if value is None else french.full_date(_local_day(value))


def _local_day(value: date) -> date:
    return _local(value).date() if isinstance(value, datetime) else value


def _machine_time(value: datetime) -> str:
    """To the minute, as it is shown: a page holds many."""
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """A `<time>` with the date in full: stays true in a cached page."""
    if value is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', _machine_time(value), day_time(value))


@register.filter
def date_time(value: datetime | None) -> SafeString | str:
    """The same without the day of the week, its month cut short."""
    if value is None:
        return ""
    text = french.date_time(_local(value), _local(now()))
    return format_html('<time datetime="{}">{}</time>', _machine_time(value), text)


@register.filter
def ago(value: datetime | None) -> SafeString | str:
    """A `<time>` counted from now. Not for what is cached."""
    if value is None:
        return ""
    text = french.ago(_local(value), _local(now()))
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', _machine_time(value), day_time(value), text
    )


@register.filter
def after(following: str, word: str) -> str:
    """`{{ person.full_name|after:"de" }}` → « d’Andrée », « de Bruno »"""
    return elided(word, following)


@register.filter
def until(end: datetime | None) -> str:
    """« jusqu’au mardi 24 janvier à 9 h 38 », « jusqu’au lundi 23 janvier inclus »"""
    return "" if end is None else french.until(_local(end), _local(now()))


@register.filter
def last_day(end: datetime | None) -> str:
    """« jusqu’au 23 janvier », of what ends at midnight."""
    return "" if end is None else french.last_day(_local(end), _local(now()))


@register.filter
def euros(amount: Decimal | int | str | None) -> str:
    return "" if amount is None or amount == "" else french.euros(amount)


@register.filter
def grouped(number: int | None) -> str:
    return "" if number is None else french.grouped(number)


@register.filter
def plural(number: int | None, forms: str) -> str:
    """`{{ count|plural:"commentaire,commentaires" }}` → « 4 commentaires »"""
    one, many = forms.split(",")
    return french.counted(number or 0, one, many)


@register.simple_tag
def avatar(
    name: str, photo: str = "", size: str = "", town_hall: bool = False, large: str = ""
) -> SafeString:
    """The photo of a person, or the initials on one of four tints that the name decides. `size`: s, l or xl;
    `large`: the same photo for screens that draw two points for one."""
    words = [word for word in name.split() if word[0].isalpha()]
    initials = (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"
    return _avatar(initials, crc32(name.encode()) % 4 + 1, photo, large, size, town_hall)


@lru_cache(maxsize=2000)
def _avatar(initials: str, tint: int, photo: str, large: str, size: str, town_hall: bool) -> SafeString:
    """Drawn once for all who look alike on it."""
    context = {
        "initials": initials,
        "tint": tint,
        "photo": photo,
        "large": large,
        "size": size,
        "town_hall": town_hall,
    }
    return render_to_string("ui/avatar.html", context)


@register.simple_block_tag
def empty_state(
    content: SafeString, icon_name: str, title: str, url: str = "", action: str = ""
) -> SafeString:
    """Instead of a list that has nothing in it: the block says what will come here. `url` and `action`: a way on."""
    context = {
        "icon_name": icon_name,
        "title": title,
        "text": mark_safe(content.strip()),
        "url": url,
        "action": action,
    }
    return render_to_string("ui/empty_state.html", context)


@register.simple_block_tag
def paragraph(content: str) -> SafeString:
    """In the text of a mail: one line, however many the template takes."""
    return mark_safe(re.sub("[ \n]+", " ", content).strip(" "))


@register.filter
def rich(html: str) -> SafeString:
    """Text that `ui.rich_text` cleaned when it was stored."""
    return rich_text.safe(html)


@register.filter
def linked(text: str) -> SafeString:
    """Text as it was typed, its addresses as links: before `linebreaks`."""
    return mark_safe(held_together(links.linked(text)))


@register.filter
def contact_linked(sentence: object) -> SafeString:
    """What a refusal or a message says, with « écrivez-nous » leading to where one writes."""
    link = f'<a href="{reverse("contact")}">\\g<0></a>'
    return mark_safe(_WRITE_TO_US.sub(link, str(conditional_escape(str(sentence)))))


@register.simple_tag
def place_link(place: str, commune: str) -> SafeString:
    """A place as it was typed, as a link to a map; one that holds an address of the web leads there."""
    if links.links_in(place):
        return links.linked(place)
    return format_html(
        '<a href="{}" rel="noopener nofollow">{}</a>', links.map_of(f"{place}, {commune}"), place
    )


register.filter("shortened", shortened)


@register.filter
def excerpt(html: str, length: int = 180) -> str:
    return rich_text.excerpt(html, length)


@register.simple_tag
def slot(name: str, *arguments: object) -> SafeString:
    """What is filled for each viewer in a cached rendering, see `civic.ui.fragments`."""
    return fragments.slot(name, *arguments)


@register.filter
def errors_heading(form: BaseForm) -> str:
    """What is wrong, where that is one thing of the whole form; a password is always lost, and typed again."""
    of_all = form.non_field_errors()
    if of_all and len(form.errors) == 1:
        return str(of_all[0])
    heading = "Quelques points sont à revoir" if len(form.errors) > 1 else "Un point est à revoir"
    loses = any(isinstance(bound.field.widget, PasswordInput) for bound in form)
    return heading if loses else f"{heading}, rien n’est perdu"


@register.filter
def forgets_password(form: BaseForm) -> bool:
    return any(map(is_forgotten, form))


@register.filter
def is_forgotten(field: BoundField) -> bool:
    """A password was typed, and is nowhere on the page that comes back with what is wrong elsewhere."""
    is_password = isinstance(field.field.widget, PasswordInput)
    return is_password and bool(field.form.errors and field.data and not field.errors)


@register.filter
def described_also(field: BoundField, words_id: str) -> SafeString:
    """The field itself, read out with more words than its own."""
    ids = " ".join(filter(None, (field.aria_describedby, words_id)))
    return field.as_widget(attrs={"aria-describedby": ids})


@register.filter
def fit_for_tel(number: str) -> str:
    """A phone number as `tel:` wants it: digits and a leading plus."""
    return number_for_tel(number)


@register.filter
def as_dialled(number: str) -> str:
    """A number as it is kept, written as people dial it: « 06 12 34 56 78 »."""
    return written_number(number)


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value
