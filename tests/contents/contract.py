"""How each content is made, changed and removed, so that one contract can be run over all of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from civic.agenda.actions import events as agenda
from civic.agenda.enums import EDIT_AGENDA
from civic.agenda.models import CalendarEvent
from civic.core.clock import now, today_in
from civic.core.descriptors import Right
from civic.core.viewer import Viewer
from civic.discussions.actions import groups
from civic.discussions.enums import LEAD_DISCUSSIONS
from civic.discussions.models import Discussion
from civic.links import actions as links
from civic.links.models import UsefulLink
from civic.polls.actions import managing as managing_polls
from civic.polls.actions import writing as polls
from civic.polls.enums import HOLD_POLLS, Electorate
from civic.polls.models import Poll
from civic.posts import actions as posts
from civic.posts.enums import PUBLISH
from civic.posts.models import Post
from civic.town_halls.enums import EDIT_PAGE
from tests.agenda.factories import CalendarEventFactory
from tests.contents.toys import actions as toys
from tests.contents.toys.models import Kite, Marble, Toy
from tests.discussions.factories import DiscussionFactory
from tests.links.factories import UsefulLinkFactory
from tests.polls.factories import PollFactory
from tests.posts.factories import PostFactory
from tests.threads.factories import ThreadFactory


@dataclass(frozen=True)
class Contract:
    """`others`: what the form may hold besides, each time other than what `make` says. `shown`: with which of these it
    stands in the cached part of the commune's page; None where it never does. What a content has not is None."""

    model: type[Any]
    right: Right
    make: Callable[..., Any]  # make(viewer, key, publish_at=None, **others)
    others: dict[str, dict[str, Any]]
    edit: Callable[..., Any]  # edit(viewer, content, version, title)
    twin: Callable[[Any, Any], Any]  # in that commune, by that author
    sentences: dict[str, str]  # by the name of the refusal: each that its traits can raise
    shown: Callable[[], dict[str, Any]] | None
    pin: Callable[..., Any] | None = None  # viewer, content, pinned; last_day
    set_open: Callable[[Viewer, Any, bool], Any] | None = None
    remove: Callable[[Viewer, Any], Any] | None = None
    restore: Callable[[Viewer, Any], Any] | None = None
    is_news: bool = False  # people are notified that it came

    def __str__(self) -> str:
        return self.model.__name__


_PAST = "Cette date est passée. Choisissez une date à venir, ou «\u00a0Tout de suite\u00a0»."

_POST = posts.PostContent(title="Fête du village", body="<p>Samedi</p>")


def _make_post(viewer: Viewer, key: str, publish_at: datetime | None = None, **others: Any) -> Post:
    content = replace(_POST, publish_at=publish_at, **others)
    return posts.publish_post(viewer=viewer, key=key, content=content)


POSTS = Contract(
    model=Post,
    right=PUBLISH,
    make=_make_post,
    others={
        "title": {"title": "Autre titre"},
        "body": {"body": "<p>Dimanche</p>"},
        "audience": {"audience": "public"},
        "comments": {"comments_open": False},
    },
    edit=lambda viewer, post, version, title="Autre": posts.edit_post(
        viewer=viewer, post_id=post.pk, content=replace(_POST, title=title), version=version
    ),
    twin=lambda commune, author: PostFactory(commune=commune, author=author),
    shown=None,
    pin=lambda viewer, post, pinned, **end: posts.pin_post(
        viewer=viewer, post_id=post.pk, pinned=pinned, **end
    ),
    remove=lambda viewer, post: posts.remove_post(viewer=viewer, post_id=post.pk),
    restore=lambda viewer, post: posts.restore_post(viewer=viewer, post_id=post.pk),
    sentences={
        "TooLateToRestore": "Cette publication a été supprimée il y a plus de dix minutes\u00a0: elle ne peut plus "
        "revenir.",
        "AlreadySent": "Ce formulaire a déjà servi\u00a0: la publication qu’il a donnée est en ligne ou programmée. "
        "Pour changer son texte, choisissez «\u00a0Modifier\u00a0» dans son menu.",
        "ChangedMeanwhile": "Quelqu’un a modifié cette publication pendant que vous écriviez.",
        "AlreadyRemoved": "Cette publication a été supprimée.",
        "TooManyPinned": "3 publications sont déjà épinglées. Détachez-en une d’abord.",
        "OnlyPublishedIsPinned": "Seule une publication déjà en ligne peut être épinglée.",
        "DateInThePast": _PAST,
    },
    is_news=True,
)


def _poll(**fields: Any) -> polls.PollContent:
    options = [polls.Option(text=text) for text in fields.pop("answers", ("Oui", "Non"))]
    sentences = {
        "title": "La fontaine",
        "question": "En eau ?",
        "closes_at": _LIMIT,
        "declared": True,
    } | fields
    return polls.PollContent(options=options, **sentences)


_LIMIT = now() + timedelta(days=344)

POLLS = Contract(
    model=Poll,
    right=HOLD_POLLS,
    make=lambda viewer, key, **others: polls.publish_poll(viewer=viewer, key=key, content=_poll(**others)),
    others={
        "title": {"title": "Le lavoir"},
        "question": {"question": "À sec ?"},
        "answers": {"answers": ("Oui", "Non", "Peut-être")},
        "order": {"answers": ("Non", "Oui")},
        "electorate": {"electorate": Electorate.MAIN},
        "how many": {"max_choices": 2},
        "limit": {"closes_at": _LIMIT + timedelta(days=1)},
    },
    edit=lambda viewer, poll, version, title="Autre": polls.edit_poll(
        viewer=viewer, poll_id=poll.pk, content=_poll(title=title), version=version
    ),
    twin=lambda commune, author: PollFactory(commune=commune, author=author),
    shown=None,
    remove=lambda viewer, poll: managing_polls.remove_poll(viewer=viewer, poll_id=poll.pk),
    restore=lambda viewer, poll: managing_polls.restore_poll(viewer=viewer, poll_id=poll.pk),
    sentences={
        "TooLateToRestore": "Ce sondage a été supprimé il y a plus de dix minutes\u00a0: il ne peut plus revenir.",
        "AlreadySent": "Ce formulaire a déjà servi\u00a0: le sondage qu’il a donné est publié. "
        "Pour le changer, ouvrez-le et choisissez «\u00a0Modifier\u00a0».",
        "ChangedMeanwhile": "Quelqu’un a modifié ce sondage pendant que vous écriviez. Vos changements sont "
        "encore là\u00a0: relisez-les, ils remplaceront les siens si vous validez.",
        "AlreadyRemoved": "Ce sondage a été supprimé.",
        "DateInThePast": "Cette date est passée. Choisissez une date à venir.",
    },
    is_news=True,
)

_DAY = (now() + timedelta(days=377)).date()
_EVENT = {"title": "Conseil", "first_day": _DAY, "last_day": _DAY, "begins": time(18), "ends": time(20)}


def _today() -> date:
    return today_in("Europe/Paris")


EVENTS = Contract(
    model=CalendarEvent,
    right=EDIT_AGENDA,
    make=lambda viewer, key, repeat="", until=None, **others: agenda.add_event(
        viewer=viewer, key=key, content=agenda.EventContent(**(_EVENT | others)), repeat=repeat, until=until
    ),
    others={
        "title": {"title": "Marché"},
        "day": {"first_day": _DAY + timedelta(days=1), "last_day": _DAY + timedelta(days=1)},
        "hour": {"ends": time(21)},
        "place": {"place": "École"},
        "audience": {"audience": "public"},
        "category": {"category": "market"},
        "places": {"takes_participants": True, "places": 3},
        "whole day": {"begins": None, "ends": None},
        "series": {"repeat": "weekly", "until": _DAY + timedelta(days=16)},
    },
    edit=lambda viewer, event, version, title="Autre": agenda.edit_event(
        viewer=viewer,
        event_id=event.pk,
        content=agenda.EventContent(**(_EVENT | {"title": title})),
        version=version,
    ),
    twin=lambda commune, author: CalendarEventFactory(commune=commune),
    shown=lambda: {"first_day": _today(), "last_day": _today(), "begins": None, "ends": None},
    sentences={
        "AlreadySent": "Ce formulaire a déjà servi\u00a0: l’événement qu’il a donné est dans l’agenda. "
        "Pour le changer, ouvrez-le et choisissez «\u00a0Modifier\u00a0».",
        "ChangedMeanwhile": "Quelqu’un a modifié cet événement pendant que vous écriviez. Vos réponses sont "
        "toujours là\u00a0: enregistrez de nouveau pour qu’elles remplacent les siennes.",
    },
)

_GROUP = groups.DiscussionContent(title="La cantine", description="Et les menus ?")

DISCUSSIONS = Contract(
    model=Discussion,
    right=LEAD_DISCUSSIONS,
    make=lambda viewer, key, publish_at=None, **others: groups.create_discussion(
        viewer=viewer, key=key, content=replace(_GROUP, publish_at=publish_at, **others)
    ),
    others={
        "title": {"title": "La piscine"},
        "description": {"description": "Et les horaires ?"},
        "closed": {"is_open": False},
        "end": {"closes_at": _LIMIT},
    },
    edit=lambda viewer, discussion, version, title="Autre": groups.edit_discussion(
        viewer=viewer, discussion_id=discussion.pk, content=replace(_GROUP, title=title), version=version
    ),
    twin=lambda commune, author: DiscussionFactory(commune=commune, author=author),
    shown=dict,
    pin=lambda viewer, discussion, pinned, **end: groups.pin_discussion(
        viewer=viewer, discussion_id=discussion.pk, pinned=pinned, **end
    ),
    set_open=lambda viewer, discussion, is_open: groups.set_open(
        viewer=viewer, discussion_id=discussion.pk, is_open=is_open
    ),
    remove=lambda viewer, discussion: groups.remove_discussion(
        viewer=viewer, discussion_id=discussion.pk, reason="Abandonné"
    ),
    restore=lambda viewer, discussion: groups.restore_discussion(viewer=viewer, discussion_id=discussion.pk),
    sentences={
        "AlreadyRemoved": "Cette discussion a été supprimée.",
        "OnlyPublishedIsPinned": "Seule une discussion déjà en ligne peut être épinglée.",
        "AlreadySent": "Ce formulaire a déjà servi\u00a0: le groupe qu’il a donné existe. "
        "Pour le changer, ouvrez-le et choisissez «\u00a0Modifier\u00a0».",
        "ChangedMeanwhile": "Quelqu’un a modifié cette discussion pendant que vous écriviez. Vos réponses sont "
        "toujours là\u00a0: enregistrez de nouveau pour qu’elles remplacent les siennes.",
        "TooManyPinned": "3 discussions sont déjà épinglées. Détachez-en une d’abord.",
        "TooLateToRestore": "Cette discussion a été supprimée il y a plus de dix minutes\u00a0: elle ne peut plus "
        "revenir.",
        "DateInThePast": _PAST,
    },
    is_news=True,
)

_LINK = links.LinkContent(title="Cantine", description="Les menus", url="https://www.exemple.fr/menus")

LINKS = Contract(
    model=UsefulLink,
    right=EDIT_PAGE,
    make=lambda viewer, key, **others: links.add_link(
        viewer=viewer, key=key, content=replace(_LINK, **others)
    ),
    others={
        "title": {"title": "Piscine"},
        "description": {"description": "Les horaires"},
        "url": {"url": "https://www.exemple.fr/piscine"},
    },
    edit=lambda viewer, link, version, title="Autre": links.edit_link(
        viewer=viewer, useful_link_id=link.pk, content=replace(_LINK, title=title), version=version
    ),
    twin=lambda commune, author: UsefulLinkFactory(commune=commune),
    shown=dict,
    remove=lambda viewer, link: links.remove_link(viewer=viewer, useful_link_id=link.pk),
    restore=lambda viewer, link: links.restore_link(viewer=viewer, useful_link_id=link.pk),
    sentences={
        "AlreadySent": "Ce formulaire a déjà servi\u00a0: le lien qu’il a donné est sur votre page. "
        "Pour le changer, choisissez «\u00a0Modifier\u00a0» à côté de lui.",
        "ChangedMeanwhile": "Quelqu’un a modifié ce lien pendant que vous écriviez. Vos réponses sont toujours "
        "là\u00a0: enregistrez de nouveau pour qu’elles remplacent les siennes.",
        "TooLateToRestore": "Ce lien a été supprimé il y a plus de dix minutes\u00a0: il ne peut plus revenir.",
        "AlreadyRemoved": "Ce lien a été supprimé.",
    },
)

TOYS = Contract(
    model=Toy,
    right=PUBLISH,
    make=lambda viewer, key, publish_at=None, **others: toys.publish_toy(
        viewer=viewer, key=key, at=publish_at, **others
    ),
    others={"title": {"title": "Cerf-volant"}, "audience": {"audience": "public"}},
    edit=lambda viewer, one, version, title="Autre": toys.edit_toy(
        viewer=viewer, toy=one, version=version, title=title
    ),
    twin=lambda commune, author: Toy.objects.create(
        commune=commune, author=author, title="Toupie", thread=ThreadFactory(commune=commune)
    ),
    shown=None,
    pin=lambda viewer, one, pinned, **end: toys.pin_toy(viewer=viewer, toy=one, pinned=pinned, **end),
    set_open=lambda viewer, one, is_open: toys.set_open(viewer=viewer, toy=one, is_open=is_open),
    remove=lambda viewer, one: toys.remove_toy(viewer=viewer, toy=one),
    restore=lambda viewer, one: toys.restore_toy(viewer=viewer, toy=one),
    sentences={
        "AlreadySent": "Ce formulaire a déjà servi.",
        "AlreadyRemoved": "Ce jouet a été supprimé.",
        "OnlyPublishedIsPinned": "Seul un jouet déjà en ligne peut être épinglé.",
        "DateInThePast": _PAST,
        "ChangedMeanwhile": "Quelqu’un a modifié ce jouet pendant que vous écriviez. Vos réponses sont toujours "
        "là\u00a0: enregistrez de nouveau pour qu’elles remplacent les siennes.",
        "TooManyPinned": "3 jouets sont déjà épinglés. Détachez-en un d’abord.",
        "TooLateToRestore": "Ce jouet a été supprimé il y a plus de dix minutes\u00a0: il ne peut plus revenir.",
    },
)

MARBLES = Contract(
    model=Marble,
    right=PUBLISH,
    make=lambda viewer, key, publish_at=None, **others: toys.publish_marble(
        viewer=viewer, key=key, at=publish_at, **others
    ),
    others={"title": {"title": "Calot"}},
    edit=lambda viewer, one, version, title="Autre": toys.edit_toy(
        viewer=viewer, toy=one, version=version, title=title
    ),
    twin=lambda commune, author: Marble.objects.create(commune=commune, title="Agate"),
    shown=None,
    sentences={
        "AlreadySent": "Ce formulaire a déjà servi.",
        "ChangedMeanwhile": "Quelqu’un a modifié cette bille pendant que vous écriviez. Vos réponses sont toujours "
        "là\u00a0: enregistrez de nouveau pour qu’elles remplacent les siennes.",
        "DateInThePast": _PAST,
    },
)

KITES = Contract(
    model=Kite,
    right=PUBLISH,
    make=lambda viewer, key, **others: toys.make_kite(viewer=viewer, key=key, **others),
    others={"title": {"title": "Delta"}},
    edit=lambda viewer, one, version, title="Autre": toys.edit_toy(
        viewer=viewer, toy=one, version=version, title=title
    ),
    twin=lambda commune, author: Kite.objects.create(commune=commune, title="Losange"),
    shown=None,
    pin=lambda viewer, one, pinned, **end: toys.pin_toy(viewer=viewer, toy=one, pinned=pinned, **end),
    sentences={
        "AlreadySent": "Ce formulaire a déjà servi.",
        "ChangedMeanwhile": "Quelqu’un a modifié ce cerf-volant pendant que vous écriviez. Vos réponses sont "
        "toujours là\u00a0: enregistrez de nouveau pour qu’elles remplacent les siennes.",
        "TooManyPinned": "2 cerfs-volants sont déjà épinglés. Détachez-en un d’abord.",
    },
)

CONTRACTS = [TOYS, MARBLES, KITES, POSTS, POLLS, DISCUSSIONS, EVENTS, LINKS]
