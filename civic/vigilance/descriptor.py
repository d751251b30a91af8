from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from civic.core.descriptors import AppDescriptor, HelpPage, HelpSection, ScheduledTask
from civic.core.desk_sources import DeskSource
from civic.core.viewer import Viewer
from civic.vigilance import queries, rules
from civic.vigilance.enums import FEATURE

if TYPE_CHECKING:
    from django.db.models import QuerySet

type Waiting = Callable[[Viewer], "QuerySet[Any]"]


def _source(key: str, waiting: Waiting, late_after: timedelta, *, comes_first: bool = False) -> DeskSource:
    return DeskSource(
        key=key,
        heading="Vigilance de Météo-France",
        late_after=late_after,
        comes_first=comes_first,
        concerns=rules.may_use,
        waiting=waiting,
        columns=queries.DRAFT_COLUMNS,
        line=queries.draft_line,
        put_away_pages=("vigilance_put_away", "vigilance_take_back"),
    )


APP = AppDescriptor(
    feature=FEATURE,
    rights=(),
    menu=(),
    quick_actions=(),
    account_pages=(),
    home=(),
    banners=(),
    waiting=(),
    desk=(
        _source("vigilance_red", queries.waiting_red, timedelta(minutes=15), comes_first=True),
        _source("vigilance", queries.waiting_orange, timedelta(hours=1)),
    ),
    first_steps=(),
    search=(),
    notification_categories=(),
    journal_topics=(),
    journal_subjects={"vigilance.vigilancedraft": queries.subjects},
    schedule=(
        ScheduledTask(
            key="read-vigilance",
            cron="*/10 * * * *",
            job="civic.vigilance.actions.read_vigilance",
            label="Vigilance de Météo-France\u00a0: lecture de la carte",
        ),
        ScheduledTask(
            key="purge-old-vigilance",
            cron="52 3 * * *",
            job="civic.vigilance.actions.purge_old_warnings",
            label="Vigilance de Météo-France\u00a0: oubli",
        ),
    ),
    personal_data=(),
    data_uses=(),
    retention=(),
    alarms=(),
    help_sections=(HelpSection(page=HelpPage.MAYOR, position=36, template="vigilance/help_mayor.html"),),
)
