from civic.core.descriptors import AppDescriptor, MenuEntry, MenuGroup, RetentionRule

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(
        MenuEntry(
            label="Fil d’actualité",
            icon="house-door",
            url_name="commune_page",
            takes_part="Commenter une publication",
            group=MenuGroup.LIFE,
            news=None,
            position=10,
            bar_label="Fil",
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
    journal_topics=(),
    journal_subjects={},
    schedule=(),
    personal_data=(),
    data_uses=(),
    retention=(
        RetentionRule(
            position=70,
            sentence=(
                "Sur votre appareil, que vous avez déjà vu la couverture d’une commune\u00a0: un an, sans rien "
                "qui dise qui vous êtes."
            ),
        ),
    ),
    alarms=(),
    help_sections=(),
)
