"""A new mayor takes over a page that is open: the sitting one hears of it at once, and by post has days to contest."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from civic.accounts import queries as people
from civic.accounts.actions.failures import NAME, notify_failure
from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.communes.queries.directory import commune_for_update
from civic.core.clock import now
from civic.core.refusals import Refusal
from civic.core.viewer import Viewer
from civic.journal.actions import record
from civic.openings import queries, rules
from civic.openings.actions.proving import erase_paper, finish, is_first, overtake, require_no_other_office
from civic.openings.enums import OpeningStatus
from civic.openings.events import OpeningContestable
from civic.openings.models import Opening
from civic.openings.refusals import NoCodeAwaited, Overtaken, TooEarlyToTakeOver
from civic.town_halls.actions.offices import take_office
from civic.town_halls.queries.town_halls import current_mayor
from civic.ui.mails import send_mail


def notify_sitting_mayor(*, opening: Opening, commune: Commune) -> None:
    """Of each code that is asked for, and of a right one by post. As long as the mayor did not come, who opened the
    page in their name hears of it too, and whom that agent asked."""
    office = current_mayor(commune.pk)
    if not opening.replaces or office is None:
        return
    _notify(opening, commune, office.person, sits=True)
    if people.has_opened(office.person):
        return
    for asked in queries.mayors_asked(office):
        _notify(opening, commune, asked, sits=False)
    if office.invited_by and not office.invited_by.is_staff:
        notify_failure(
            person_id=office.invited_by_id,
            thing_id=opening.pk,
            sentence=f"{NAME} demande à reprendre la page. Votre maire peut contester, une fois l’invitation acceptée.",
            name=opening.person.full_name,
            url=reverse("opening_mayor", args=[commune.slug]),
        )


def _notify(opening: Opening, commune: Commune, person: Person, *, sits: bool) -> None:
    """`sits`: the page is open in their name; else they were asked, and accept before they contest."""
    url = reverse("opening_takeovers" if sits else "opening_offer", args=[commune.slug])
    may_contest = opening.status in OpeningStatus.contestable()
    sentence = (
        f"{NAME} demande à reprendre votre page. Ce n’est pas normal\N{NARROW NO-BREAK SPACE}? "
        + ("Contestez." if may_contest else "Demandez à la mairie de ne donner son code à personne.")
        if sits
        else f"{NAME} demande à reprendre la page {commune.of_name}, dont vous seriez maire. Acceptez "
        "l’invitation, puis contestez."
    )
    notify_failure(
        person_id=person.pk, thing_id=opening.pk, sentence=sentence, name=opening.person.full_name, url=url
    )
    send_mail(
        "openings/email/takeover",
        {
            "commune": commune,
            "person": person,
            "sits": sits,
            "asked": queries.request_sentence(opening),
            "by_post": may_contest,
            "may_contest": may_contest,
            "see_label": "Voir et contester" if may_contest else "Voir la demande",
            "takes_over_at": opening.takes_over_at,
            "url": settings.SITE_URL + url,
        },
        to=person.email,
        answers_to=settings.CONTACT_EMAIL,
        person_id=person.pk,
    )


def wait_for_contest(*, opening: Opening, commune: Commune, viewer: Viewer) -> None:
    """The code by post was right. The rows are locked."""
    opening.status = OpeningStatus.WAITING
    opening.code_digest, opening.takes_over_at = "", now() + rules.CONTESTED_WITHIN
    opening.save(update_fields=["status", "code_digest", "takes_over_at"])
    erase_paper(opening=opening)
    record(OpeningContestable(opening_id=opening.pk), viewer=viewer, target=opening)
    notify_sitting_mayor(opening=opening, commune=commune)


def take_over(*, viewer: Viewer) -> Opening:
    """Once nobody contested it in time. Doing it twice changes nothing."""
    with transaction.atomic():
        opening, refusal = _take_over(viewer)
    if refusal:
        raise refusal
    assert opening
    return opening


def _take_over(viewer: Viewer) -> tuple[Opening | None, Refusal | None]:
    commune = commune_for_update(viewer.commune.id)
    opening = queries.own_opening_for_update(viewer)
    people.require_open_account(viewer)
    if opening and opening.status == OpeningStatus.DONE:
        return opening, None
    if opening is None or opening.status != OpeningStatus.WAITING:
        return None, NoCodeAwaited()
    assert opening.since
    assert opening.takes_over_at
    if opening.takes_over_at > now():
        return None, TooEarlyToTakeOver(opening.takes_over_at)
    if not is_first(opening=opening):
        overtake(opening=opening)
        return None, Overtaken()
    require_no_other_office(person_id=viewer.own_id)
    take_office(commune=commune, mayor=opening.person, since=opening.since)
    finish(opening=opening, viewer=viewer)
    return opening, None
