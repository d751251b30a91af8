from civic.accounts.events import AppearanceChanged
from civic.comments import actions
from civic.journal.events import on


@on(AppearanceChanged)
def draw_threads_anew(event: AppearanceChanged) -> None:
    actions.touch_threads_of(person_id=event.person_id)
