"""The viewer's own opening, and all of them for the platform's people."""

from base64 import b64decode
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import Max, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.urls import reverse

from civic.accounts import queries as people
from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.core.clock import now
from civic.core.descriptors import AlarmLine
from civic.core.desk_sources import DeskTask
from civic.core.encryption import readable
from civic.core.refusals import require
from civic.core.text import elided
from civic.core.viewer import Viewer
from civic.memberships.queries.solicitations import has_stopped, stop_token
from civic.openings import rules
from civic.openings.enums import OpeningFunction, OpeningStatus
from civic.openings.models import Invitation, Opening, Paper
from civic.openings.refusals import PaperUnreadable
from civic.town_halls.models import Office
from civic.town_halls.queries.town_halls import current_mayor, mayors_to_come

MOST_LISTED = 200


def own_opening(viewer: Viewer) -> Opening | None:
    """Of the commune in view: the one that goes on, else the last."""
    return _own(viewer).first()


def own_opening_for_update(viewer: Viewer) -> Opening | None:
    return _own(viewer).select_for_update(of=("self",)).first()


def opening_as_agent(viewer: Viewer) -> Opening | None:
    """That the viewer opened in the mayor's name, whatever they began since."""
    return _opened_as_agent(viewer).first()


def opening_as_agent_for_update(viewer: Viewer) -> Opening | None:
    return _opened_as_agent(viewer).select_for_update(of=("self",)).first()


def _opened_as_agent(viewer: Viewer) -> "QuerySet[Opening]":
    return _own(viewer).filter(status=OpeningStatus.DONE, function=OpeningFunction.AGENT)


def _own(viewer: Viewer) -> "QuerySet[Opening]":
    """The newest first: another one begins when the former has ended."""
    rows = Opening.objects.filter(commune_id=viewer.commune.id, person_id=viewer.own_id)
    return rows.select_related("commune__department", "person").order_by("-number", "-started_at")


def start_address(slug: str, function: str) -> str:
    """Of the page where it goes on, with what was chosen: it stands through sign-up and sign-in."""
    return f"{reverse('opening_start', args=[slug])}?{urlencode({'fonction': function})}"


def opening_to_go_on_with(viewer: Viewer, *, has_page: bool) -> Opening | None:
    """In any commune: where somebody who has just signed in was. Whoever has a page of their own to go to (`has_page`)
    heard of a code by post when they signed in, and goes on with nothing that has expired. Who has none may begin again
    what was stopped by mistake."""
    if not has_page:
        statuses = OpeningStatus.taking_minutes() | OpeningStatus.taking_weeks()
        return _going_on(viewer.own_id, statuses) or _allowed_again(viewer.own_id)
    begun = _going_on(viewer.own_id, OpeningStatus.taking_minutes())
    return begun if begun and not rules.is_expired(begun.code_expires_at, at=now()) else None


def opening_by_post(person_id: UUID) -> Opening | None:
    return _going_on(person_id, OpeningStatus.taking_weeks())


def _going_on(person_id: UUID, statuses: Collection[OpeningStatus]) -> Opening | None:
    return _of_person(person_id).filter(status__in=statuses).first()


def _allowed_again(person_id: UUID) -> Opening | None:
    """Where it is the last that they began, and nobody has opened that page meanwhile."""
    opening = _of_person(person_id).first()
    if opening is None or not opening.was_allowed_again:
        return None
    return None if is_open_meanwhile(opening) else opening


def is_open_meanwhile(opening: Opening) -> bool:
    """By somebody else than who held office when it began."""
    office = current_mayor(opening.commune_id)
    return office is not None and office.pk != opening.replaced_id


def _of_person(person_id: UUID) -> "QuerySet[Opening]":
    rows = Opening.objects.filter(person_id=person_id, commune__is_current=True)
    return rows.select_related("commune").order_by("-started_at")


def official_address(commune: Commune) -> str:
    """Of the directory alone, where no town hall corrects it; "" for a while once its mailbox refused a code."""
    address = commune.town_hall_email
    return "" if not address or _has_refused(commune, address) else address


def _has_refused(commune: Commune, address: str) -> bool:
    since = now() - rules.MAILBOX_CLOSED_FOR
    refused = Opening.objects.filter(commune=commune, mailbox_refused=True, mail_refused_at__gt=since)
    return refused.filter(address_digest=rules.address_digest(address)).exists()


# --- A town hall that is not here is asked to come ------------------------------------------------------------------


INVITATION_MAIL = "openings/email/invitation"


class InvitationTo(NamedTuple):
    """A town hall: what a mayor who would invite it is told. `address`: "" where none is known that takes our mails;
    `again_at`: None for at once."""

    address: str
    refused: bool
    has_stopped: bool
    sent_at: datetime | None
    again_at: datetime | None


def invitation_to(viewer: Viewer, commune: Commune) -> InvitationTo:
    require(viewer.is_mayor)
    address = official_address(commune)
    sent_at = Invitation.objects.filter(commune=commune).values_list("sent_at", flat=True).first()
    return InvitationTo(
        address=address,
        refused=bool(commune.town_hall_email and not address),
        has_stopped=has_stopped(commune.pk),
        sent_at=sent_at,
        again_at=rules.may_invite_at(sent_at, at=now()),
    )


def words_of_invitation(viewer: Viewer, commune: Commune) -> dict[str, Any]:
    """What its mail is written from, and shown before it leaves."""
    return {
        "commune": commune,
        "name": viewer.name,
        "the_mayor": viewer.commune.the_mayor,
        "of_name": viewer.commune.of_name,
    }


def stop_address(commune: Commune) -> str:
    return settings.SITE_URL + reverse("solicitation_stop", args=[stop_token(commune.pk)])


def opening_by_id(opening_id: UUID) -> Opening | None:
    return Opening.objects.filter(pk=opening_id).select_related("commune", "person").first()


def request_sentence(opening: Opening) -> str:
    return rules.request_sentence(
        name=opening.person.full_name,
        of_name=opening.commune.of_name,
        by_mayor=opening.is_by_mayor,
        replaces=opening.replaces,
    )


def opening_to_correct(viewer: Viewer) -> Opening | None:
    """Of the agent who named the mayor, and works there: until that one has signed in, or has accepted."""
    opening = opening_as_agent(viewer) if rules.may_have_invited_mayor(viewer) else None
    return opening if opening and awaits_mayor(opening) else None


def awaits_mayor(opening: Opening) -> bool:
    """The page is open, and whom its agent invited never signed in, or did not accept yet."""
    office = current_mayor(opening.commune_id)
    return bool(office and office.invited_by_id == opening.person_id and not people.has_opened(office.person))


def has_agent_to_ask(office: Office) -> bool:
    """Who invited this mayor works at the town hall, and may still send the invitation again."""
    rows = Opening.objects.filter(status=OpeningStatus.DONE, function=OpeningFunction.AGENT)
    rows = rows.filter(ended_at__gt=now() - rules.OFFERED_WITHIN)
    return rows.filter(commune=office.commune_id, person=office.invited_by_id).exists()


def mayors_asked(office: Office) -> list[Person]:
    """Whom its agent asked to take the office that a name stands in for, and who did not answer yet."""
    rows = Opening.objects.filter(
        commune_id=office.commune_id, person=office.invited_by, status=OpeningStatus.DONE
    )
    return [opening.mayor for opening in rows.select_related("mayor") if opening.mayor]


def offered_opening(viewer: Viewer) -> Opening | None:
    """Of the commune in view, whose agent named the viewer as its mayor."""
    return _offered(viewer).first()


def offered_opening_for_update(viewer: Viewer) -> Opening | None:
    return _offered(viewer).select_for_update(of=("self",)).first()


def _offered(viewer: Viewer) -> "QuerySet[Opening]":
    rows = Opening.objects.filter(
        commune_id=viewer.commune.id, mayor_id=viewer.own_id, status=OpeningStatus.DONE
    )
    return rows.select_related("commune", "person").order_by("-started_at", "-pk")


# --- On the desk of the agent, and of the mayor -----------------------------------------------------------------------


def _invited_mayor(viewer: Viewer) -> "QuerySet[Office]":
    """Whom the viewer named when they opened the page, and who did not come yet."""
    invited_at = Subquery(_opened_as_agent(viewer).values(at=Coalesce("mayor_invited_at", "ended_at"))[:1])
    rows = mayors_to_come().filter(commune_id=viewer.commune.id, invited_by_id=viewer.own_id)
    return rows.annotate(invited_at=invited_at).filter(invited_at__isnull=False)


def unanswered_invitation(viewer: Viewer) -> "QuerySet[Office]":
    return _invited_mayor(viewer).filter(mail_refused_at=None)


def refused_invitation(viewer: Viewer) -> "QuerySet[Office]":
    return _invited_mayor(viewer).filter(mail_refused_at__isnull=False)


def unanswered_invitation_tasks(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, DeskTask]:
    offices = unanswered_invitation(viewer).filter(pk__in=ids)
    title = "{name} n’a pas encore répondu à votre invitation"
    return _invitation_tasks(viewer, offices, title, "Envoyée à {}.", "Corriger ou renvoyer")


def refused_invitation_tasks(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, DeskTask]:
    offices = refused_invitation(viewer).filter(pk__in=ids)
    title = "L’invitation {of_name} n’est pas arrivée"
    return _invitation_tasks(viewer, offices, title, "L’adresse {} a refusé le message.", "Corriger")


def _invitation_tasks(
    viewer: Viewer, offices: "QuerySet[Office]", title: str, sentence: str, button: str
) -> dict[UUID, DeskTask]:
    """`sentence`: with the address, and left out where that is not known any more. `button`: as long as the agent may
    name them again."""
    opening = require(opening_as_agent(viewer))
    address = readable(lambda: opening.mayor_email, "")
    text = sentence.format(rules.masked(address)) if address else ""
    page = reverse("opening_mayor", args=[viewer.commune.slug])
    if not rules.may_name_again(opening.ended_at, at=now()):
        page, button = reverse("contact"), "Nous écrire"
    return {
        office.pk: DeskTask(title.format(name=name, of_name=elided("de", name)), text, page, button)
        for office in offices.select_related("person")
        for name in [office.person.full_name]
    }


def takeovers(viewer: Viewer) -> list[Opening]:
    """Who asks to take the page over from the viewer, its mayor."""
    return list(waiting_takeovers(viewer).order_by("started_at", "pk"))


def takeover_tasks(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, DeskTask]:
    url = reverse("opening_takeovers", args=[viewer.commune.slug])
    return {
        opening.pk: DeskTask(
            f"{opening.person.full_name} demande à reprendre votre page",
            "Si ce n’est pas normal, contestez\u00a0: sans réponse, la page change de mains.",
            url,
            "Regarder",
        )
        for opening in waiting_takeovers(viewer).filter(pk__in=ids)
    }


def takeover_for_update(viewer: Viewer, opening_id: UUID) -> Opening | None:
    return waiting_takeovers(viewer).select_for_update(of=("self",)).filter(pk=opening_id).first()


def waiting_takeovers(viewer: Viewer) -> "QuerySet[Opening]":
    """Of the mayor whose page somebody asks to take over."""
    require(viewer.is_mayor)
    rows = Opening.objects.filter(commune_id=viewer.commune.id, replaced__person_id=viewer.own_id)
    rows = rows.filter(status__in=OpeningStatus.awaiting_code() | {OpeningStatus.WAITING})
    return rows.select_related("commune", "person")


def posted_lately(opening: Opening) -> datetime | None:
    """The last paper that left for this person and commune, also of an opening given up since."""
    rows = Opening.objects.filter(commune_id=opening.commune_id, person_id=opening.person_id)
    latest = rows.aggregate(latest=Max("paper_sent_at"))["latest"]
    return latest if latest and latest <= now() < latest + rules.PAPER_LOST_AFTER else None


def another_code_at(opening: Opening) -> datetime | None:
    """When one may leave by e-mail; None for at once: none left yet, it was refused, or its code is worth nothing
    because somebody else was first."""
    if opening.mail_refused_at or opening.status == OpeningStatus.OVERTAKEN:
        return None
    return rules.may_resend_at(opening.mailed_at, at=now())


def begins_again_at(opening: Opening) -> datetime | None:
    """When another code may leave, by the way that its town hall has; None for at once, unless many left today."""
    if official_address(opening.commune):
        return another_code_at(opening)
    posted_at = posted_lately(opening)
    return posted_at + rules.PAPER_LOST_AFTER if posted_at else None


def has_paper(opening: Opening) -> bool:
    return Paper.objects.filter(opening=opening).exists()


def code_address(opening: Opening) -> str:
    """Where the code is typed."""
    return reverse("opening_code", args=[opening.commune.slug])


# --- For the platform's people ----------------------------------------------------------------------------------------


def openings(viewer: Viewer) -> list[Opening]:
    """Papers to post first, the oldest of them on top; then those that go on, likewise; then the last that ended. What
    many ask for at once hides nobody who waited before."""
    require(viewer.is_staff)
    rows = Opening.objects.select_related("commune", "person").order_by("started_at", "pk")
    going_on = rows.filter(status__in=OpeningStatus.going_on())
    to_post = going_on.filter(status=OpeningStatus.PAPER_ASKED).order_by("paper_asked_at", "pk")
    others = going_on.exclude(status=OpeningStatus.PAPER_ASKED)
    ended = rows.exclude(status__in=OpeningStatus.going_on()).order_by("-ended_at", "-pk")
    return [*to_post[:MOST_LISTED], *others[:MOST_LISTED], *ended[:MOST_LISTED]]


def papers_to_post(viewer: Viewer) -> int:
    require(viewer.is_staff)
    return Opening.objects.filter(status=OpeningStatus.PAPER_ASKED).count()


def papers_that_wait() -> list[AlarmLine]:
    """Since more than two days: for those who run the platform."""
    late = Opening.objects.filter(
        status=OpeningStatus.PAPER_ASKED, paper_asked_at__lt=now() - rules.POSTED_WITHIN
    )
    return [
        AlarmLine(opening.commune.name, "un courrier d’ouverture attend d’être posté", str(opening.pk))
        for opening in late.select_related("commune").order_by("paper_asked_at")
    ]


def opening_in_view(viewer: Viewer, opening_id: UUID) -> Opening:
    return _one(viewer, Q(pk=opening_id))


def opening_for_update(viewer: Viewer, opening_id: UUID) -> Opening:
    return _one(viewer, Q(pk=opening_id), lock=True)


def _one(viewer: Viewer, which: Q, *, lock: bool = False) -> Opening:
    require(viewer.is_staff)
    rows = Opening.objects.select_related("commune__department", "person", "replaced__person")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(which).first()
    if found is None:
        raise Http404
    return found


def paper_of(viewer: Viewer, opening_id: UUID) -> bytes:
    """The PDF to print. Raises Http404 once it was posted."""
    require(viewer.is_staff)
    paper = Paper.objects.filter(opening=opening_id).first()
    if paper is None:
        raise Http404
    content = readable(lambda: paper.content, "")
    if not content:
        raise PaperUnreadable
    return b64decode(content)
