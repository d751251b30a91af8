from collections import Counter
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from civic.accounts import invitations
from civic.accounts.events import AppearanceChanged, mail_answered, person_erased
from civic.communes.actions.directory_rows import save_search_terms
from civic.communes.events import communes_merged
from civic.communes.queries.directory import mayors_besides
from civic.journal.events import on
from civic.media.events import media_changed
from civic.town_halls.actions import facts, offices, pages, settings
from civic.town_halls.events import OfficeEnded, OfficeHandedOver, TownHallJoined
from civic.town_halls.queries.mayors import names_in_office
from civic.town_halls.queries.town_halls import office_by_id, office_held_by, page_awaiting_mayor

mayors_besides.append(names_in_office)
invitations.places.append(page_awaiting_mayor)


@on(AppearanceChanged)
def refresh_mayor_pages(event: AppearanceChanged) -> None:
    pages.bump_page_of_mayor(person_id=event.person_id)
    if office := office_held_by(event.person_id):
        save_search_terms(communes=[office.commune])


@on(TownHallJoined)
def find_by_new_mayor(event: TownHallJoined) -> None:
    _index(event.office_id)


@on(OfficeHandedOver)
def find_by_mayor_meant(event: OfficeHandedOver) -> None:
    _index(event.office_id)


@on(OfficeEnded)
def find_by_former_mayor_no_more(event: OfficeEnded) -> None:
    _index(event.office_id)


def _index(office_id: UUID) -> None:
    if office := office_by_id(office_id):
        save_search_terms(communes=[office.commune])


@receiver(media_changed)
def bump_pages_with_emblem(sender: Any, media_id: UUID, **kwargs: Any) -> None:
    settings.bump_pages_with_emblem(media_id=media_id)
    facts.notify_failed_photo(media_id=media_id)


@receiver(person_erased)
def end_offices_after_erasure(sender: Any, person_id: UUID, **kwargs: Any) -> None:
    offices.end_offices_of(person_id=person_id)


@receiver(mail_answered)
def record_answer_of_mailbox(sender: Any, person_id: UUID, refused: bool, **kwargs: Any) -> None:
    offices.record_answer_of_mayor(person_id=person_id, refused=refused)


@receiver(communes_merged)
def end_offices(sender: Any, **kwargs: Any) -> dict[int, Counter[str]]:
    return offices.end_offices_of_merged_communes()
