from typing import Any
from uuid import UUID

from django.dispatch import receiver

from civic.accounts.events import AppearanceChanged, person_erased
from civic.journal.events import on
from civic.private_files.events import file_changed
from civic.private_files.models import PrivateFile
from civic.threads.actions import threads


@on(AppearanceChanged)
def render_threads_again(event: AppearanceChanged) -> None:
    threads.bump_versions_of_author(person_id=event.person_id)


@receiver(person_erased)
def remove_erased_person_from_counts(sender: Any, person_id: UUID, **kwargs: Any) -> None:
    threads.remove_person_from_counts(person_id=person_id)


@receiver(file_changed)
def show_file_of_message(sender: Any, file: PrivateFile, **kwargs: Any) -> None:
    threads.announce_file(file=file)
