from civic.accounts.events import AppearanceChanged
from civic.journal.events import on
from civic.threads.actions import threads


@on(AppearanceChanged)
def render_threads_again(event: AppearanceChanged) -> None:
    threads.bump_versions_of_author(person_id=event.person_id)
