from civic.core.descriptors import AppDescriptor

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
