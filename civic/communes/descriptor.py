from civic.core.descriptors import AppDescriptor

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(),
    account_pages=(),
    home=(),
    waiting=(),
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
