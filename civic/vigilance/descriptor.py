from datetime import timedelta

from civic.core.descriptors import AppDescriptor, HelpPage, HelpSection, ScheduledTask
from civic.core.desk_sources import DeskSource
from civic.vigilance import queries, rules
from civic.vigilance.enums import FEATURE

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
        DeskSource(
            key="vigilance",
            heading="Vigilance de Météo-France",
            late_after=timedelta(hours=1),
            comes_first=queries.IS_RED,
            concerns=rules.may_use,
            waiting=queries.waiting_drafts,
            columns=queries.DRAFT_COLUMNS,
            line=queries.draft_line,
            put_away_pages=("vigilance_put_away", "vigilance_take_back"),
        ),
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
