"""What a town hall does with its useful links, and the weekly look at whether they still answer."""

import ssl
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction

from civic.accounts.queries import require_open_account
from civic.contents import actions as contents
from civic.core.clock import now
from civic.core.jobs import Lane, job
from civic.core.refusals import Refusal, require
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.journal.events import Event
from civic.links import queries, rules
from civic.links.enums import Problem
from civic.links.events import LinkAdded, LinkMoved
from civic.links.models import UsefulLink
from civic.media import fetching
from civic.town_halls.actions.pages import bump_page_version
from civic.town_halls.queries.town_halls import town_hall_for_update

CHECK_SECONDS = 8.0
CHECK_BYTES = 4096  # that it answers is all we want to know
_OF_CHECKS = ("checked_at", "check_asked_at", "problem", "failing_since", "is_dead")
ASKED_FOR = timedelta(minutes=5)  # a check asked for twice is made once

log = structlog.get_logger("civic.links")


class TooManyLinks(Refusal):
    message = f"Votre page compte déjà {rules.MAX_LINKS} liens, le maximum. Retirez-en un d’abord."


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkContent:
    """What the form holds."""

    title: str
    description: str = ""
    url: str


@transaction.atomic
def add_link(*, viewer: Viewer, key: str, content: LinkContent) -> UsefulLink:
    """At the end. The same form sent twice makes one link."""
    require(rules.may_keep_links(viewer))
    _lock(viewer)
    content = replace(content, url=rules.usable_address(content.url))
    others = queries.links_of(viewer)
    link, is_new = contents.content_of_form(
        model=UsefulLink,
        viewer=viewer,
        form_key=key,
        submitted=content,
        make=lambda: UsefulLink(**asdict(content), position=len(others)),
    )
    if is_new:
        if len(others) >= rules.MAX_LINKS:
            raise TooManyLinks
        _number([*others, link])
        _record(LinkAdded(useful_link_id=link.pk), viewer, link)
    return link


@transaction.atomic
def edit_link(*, viewer: Viewer, useful_link_id: UUID, content: LinkContent, version: int) -> UsefulLink:
    """`version`: the one that the editor opened. A double click is one change."""
    link = _link_for_update(viewer, useful_link_id)
    content = replace(content, url=rules.usable_address(content.url))
    if link.removed_at is None and _as_content(link) == content:
        return link
    contents.require_version(content=link, version=version)
    if content.url != link.url:  # nothing is known of the new one yet
        link.checked_at = link.failing_since = link.check_asked_at = None
        link.problem, link.is_dead = "", False
    link.title, link.description, link.url = content.title, content.description, content.url
    contents.edit(content=link, viewer=viewer, fields=["title", "description", "url", *_OF_CHECKS])
    return link


@transaction.atomic
def move_link(*, viewer: Viewer, useful_link_id: UUID, to: int) -> UsefulLink:
    """To a place, from 0 on. Where it stands already, nothing happens."""
    link = _link_for_update(viewer, useful_link_id)
    others = [other for other in queries.links_of(viewer) if other.pk != link.pk]
    to = max(0, min(to, len(others)))
    others.insert(to, link)
    require_open_account(viewer)
    if link.removed_at is None and _number(others):
        _record(LinkMoved(useful_link_id=link.pk, to=to), viewer, link)
    return link


@transaction.atomic
def remove_link(*, viewer: Viewer, useful_link_id: UUID) -> UsefulLink:
    return contents.remove(content=_link_for_update(viewer, useful_link_id), viewer=viewer)


@transaction.atomic
def restore_link(*, viewer: Viewer, useful_link_id: UUID) -> UsefulLink:
    """Where it stood."""
    link = _link_for_update(viewer, useful_link_id)
    if link.removed_at is not None:
        others = queries.links_of(viewer)
        if len(others) >= rules.MAX_LINKS:
            raise TooManyLinks
        contents.restore(content=link, viewer=viewer)
        others.insert(min(link.position, len(others)), link)
        _number(others)
    return link


# --- Whether they answer -------------------------------------------------------------------------------------------


@transaction.atomic
def enqueue_check(*, viewer: Viewer, useful_link_id: UUID) -> UsefulLink:
    """« Vérifier maintenant »: by the worker, in a moment."""
    link = _link_for_update(viewer, useful_link_id)
    if link.check_asked_at is None or link.check_asked_at < now() - ASKED_FOR:
        link.check_asked_at = now()
        link.save(update_fields=["check_asked_at"])
        check_link.enqueue(useful_link_id=link.pk)
    return link


@job(lane=Lane.FETCHING)
def check_links() -> None:
    """Every week: a job for each commune, so that a slow site keeps nobody else waiting for long."""
    moment = now() - timedelta(days=1)
    for commune_id in queries.communes_with_links(moment):
        check_links_of.enqueue(commune_id=commune_id, moment=moment)


@job(lane=Lane.FETCHING, priority=-10)
def check_links_of(*, commune_id: int, moment: datetime) -> None:
    """Those of a commune that were not checked since `moment`, one after the other: run again, it goes on where it was
    cut short. When the name of none of them is known, it is we who are cut off: nobody's link is to blame."""
    unknown: list[tuple[UUID, str]] = []
    others = False
    for useful_link_id in queries.links_to_check(commune_id, moment):
        link = UsefulLink.objects.filter(pk=useful_link_id, removed_at=None).first()
        if link is None:
            continue
        problem = _problem_of(link.url)
        if problem == Problem.NO_SUCH_SITE:
            unknown.append((link.pk, link.url))
        else:
            others = True
            _record_check(link.pk, link.url, problem)
    if len(unknown) > 1 and not others:
        log.warning("links_not_checked", reason="no name is known", links=len(unknown))
        return
    for useful_link_id, url in unknown:
        _record_check(useful_link_id, url, Problem.NO_SUCH_SITE)


@job(lane=Lane.FETCHING)
def check_link(*, useful_link_id: UUID) -> None:
    """Outside any transaction while the other site answers."""
    link = UsefulLink.objects.filter(pk=useful_link_id, removed_at=None).first()
    if link:
        _record_check(link.pk, link.url, _problem_of(link.url))


@transaction.atomic
def _record_check(useful_link_id: UUID, url: str, problem: Problem | None) -> None:
    row = UsefulLink.objects.select_for_update().filter(pk=useful_link_id, url=url).first()
    if row is None:
        return  # removed, or its address was changed meanwhile
    row.checked_at, row.check_asked_at = now(), None
    if problem is None:
        row.problem, row.failing_since, row.is_dead = "", None, False
    else:
        row.problem = problem
        row.failing_since = row.failing_since or row.checked_at
        row.is_dead = row.is_dead or rules.is_dead(row.failing_since, row.checked_at)
    row.save(update_fields=_OF_CHECKS)


def _problem_of(url: str) -> Problem | None:
    try:
        fetching.fetch(url, max_bytes=CHECK_BYTES, seconds=CHECK_SECONDS, accept=_ANYTHING, cut=True)
    except fetching.FetchFailed as error:
        log.info("link_not_read", reason=str(error))
        if error.status:
            return rules.problem_of_status(error.status)
        return _of_failure(error)
    return None


# The fetcher compares beginnings.
_ANYTHING = ("text/", "application/", "image/", "audio/", "video/", "font/", "multipart/")
# It answered, if not in a way that we read; and at a port where we do not look, we say nothing of it.
_ANSWERED = {"content type", "too long", "encoding", "port"}
_FAILURES = {
    "gaierror": Problem.NO_SUCH_SITE,
    "UnicodeError": Problem.NO_SUCH_SITE,
    "not a public address": Problem.PRIVATE,
    "too many redirects": Problem.TURNING,
}


def _of_failure(error: fetching.FetchFailed) -> Problem | None:
    reason = str(error)
    if reason in _ANSWERED:
        return None
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return Problem.CERTIFICATE
        cause = cause.__cause__ or cause.__context__
    return _FAILURES.get(reason, Problem.SILENT)


def _link_for_update(viewer: Viewer, useful_link_id: UUID) -> UsefulLink:
    _lock(viewer)
    link = queries.link_for_update(viewer, useful_link_id)
    require(rules.may_keep_links(viewer))
    return link


def _as_content(link: UsefulLink) -> LinkContent:
    return LinkContent(title=link.title, description=link.description, url=link.url)


def _lock(viewer: Viewer) -> None:
    """Two who put the links in order do it one after the other; before there is a link, too."""
    town_hall_for_update(viewer)


def _number(links: list[UsefulLink]) -> bool:
    """Whether anything moved."""
    moved = [link for at, link in enumerate(links) if link.position != at]
    for at, link in enumerate(links):
        link.position = at
    UsefulLink.objects.bulk_update(moved, ["position"])
    return bool(moved)


def _record(event: Event, viewer: Viewer, link: UsefulLink) -> None:
    """The links stand on the commune's page, beside the feed."""
    bump_page_version(commune_id=link.commune_id)
    record(event, viewer=viewer, target=link)
