from collections import Counter
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from civic.accounts.events import AppearanceChanged, mail_answered, person_erased
from civic.communes.events import communes_merged
from civic.journal.events import on
from civic.media.events import media_changed
from civic.town_halls.actions import facts, offices, pages, settings


@on(AppearanceChanged)
def refresh_mayor_pages(event: AppearanceChanged) -> None:
    pages.bump_page_of_mayor(person_id=event.person_id)


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
