from civic.core.descriptors import (
    AppDescriptor,
    HelpPage,
    HelpSection,
    MenuAudience,
    MenuEntry,
    MenuGroup,
    ScheduledTask,
)
from civic.statistics.enums import SEE_STATISTICS

APP = AppDescriptor(
    feature=None,
    rights=(SEE_STATISTICS,),
    menu=(
        MenuEntry(
            label="Vos statistiques",
            icon="bar-chart-line",
            url_name="statistics_overview",
            group=MenuGroup.TOWN_HALL,
            news=None,
            position=140,
            audience=MenuAudience.TOWN_HALL,
            right=SEE_STATISTICS,
        ),
    ),
    quick_actions=(),
    account_pages=(),
    home=(),
    banners=(),
    waiting=(),
    desk=(),
    first_steps=(),
    search=(),
    notification_categories=(),
    journal_topics=("Statistiques",),
    journal_subjects={},
    schedule=(
        # Every hour: days end at another moment in each of our time zones.
        ScheduledTask(
            key="close-days",
            cron="40 * * * *",
            job="civic.statistics.actions.rollup.close_days",
            label="Statistiques\u00a0: journées closes, visiteurs oubliés",
        ),
        ScheduledTask(
            key="purge-old-statistics",
            cron="50 4 * * *",
            job="civic.statistics.actions.purging.purge_old_statistics",
            label="Anciennes statistiques\u00a0: oubli",
        ),
    ),
    personal_data=(),
    data_uses=(),
    retention=(),
    alarms=(),
    help_sections=(HelpSection(page=HelpPage.MAYOR, position=90, template="statistics/help_mayor.html"),),
)
