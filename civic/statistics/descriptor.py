from civic.core.descriptors import AppDescriptor, HelpPage, HelpSection, MenuAudience, MenuEntry
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
    data_uses=(),
    retention=(),
    help_sections=(HelpSection(page=HelpPage.MAYOR, position=90, template="statistics/help_mayor.html"),),
)
