from civic.core.descriptors import AppDescriptor, MenuEntry

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(
        MenuEntry(
            label="Fil d’actualité", icon="house-door", url_name="commune_page", position=10, bar_label="Fil"
        ),
    ),
    notification_categories=(),
    journal_topics=(),
    journal_subjects={},
    schedule=(),
    personal_data=(),
    data_uses=(),
    retention=(),
    help_sections=(),
)
