from civic.core.descriptors import AppDescriptor, HomePlace, LiveHomeSection, MenuEntry, MenuGroup
from civic.home import pages

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(
        MenuEntry(
            label="Fil d’actualité",
            icon="house-door",
            url_name="commune_page",
            group=MenuGroup.LIFE,
            news=None,
            position=10,
            bar_label="Fil",
        ),
    ),
    quick_actions=(),
    account_pages=(),
    home=(
        LiveHomeSection(
            place=HomePlace.ABOVE_FEED,
            position=20,
            feature=None,
            is_open=pages.can_have_waiting_items,
            fill=pages.waiting,
        ),
    ),
    waiting=(),
    desk=(),
    first_steps=(),
    search=(),
    notification_categories=(),
    journal_topics=(),
    journal_subjects={},
    schedule=(),
    personal_data=(),
    data_uses=(),
    retention=(),
    alarms=(),
    help_sections=(),
)
