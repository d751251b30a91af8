from civic.core.descriptors import AppDescriptor, HelpPage, HelpSection
from civic.core.searching import SearchLookup
from civic.site.queries import found_in_help

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(),
    quick_actions=(),
    account_pages=(),
    home=(),
    banners=(),
    waiting=(),
    desk=(),
    first_steps=(),
    search=(
        SearchLookup(
            key="aide",
            label="Aide",
            icon="question-circle",
            position=90,
            concerns=lambda viewer: True,
            find=found_in_help,
        ),
    ),
    notification_categories=(),
    journal_topics=(),
    journal_subjects={},
    schedule=(),
    personal_data=(),
    data_uses=(),
    retention=(),
    alarms=(),
    help_sections=(
        HelpSection(page=HelpPage.RESIDENT, position=140, template="site/help_resident_phone.html"),
    ),
)
