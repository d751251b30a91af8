from civic.core.descriptors import AppDescriptor, MenuAudience, MenuEntry
from civic.statistics.enums import SEE_STATISTICS

APP = AppDescriptor(
    feature=None,
    rights=(SEE_STATISTICS,),
    menu=(
        MenuEntry(
            label="Vos statistiques",
            icon="bar-chart-line",
            url_name="statistics_overview",
            position=140,
            audience=MenuAudience.TOWN_HALL,
            right=SEE_STATISTICS,
        ),
    ),
    notification_categories=(),
    journal_topics=("Statistiques",),
    journal_subjects={},
    personal_data=(),
)
