from civic.core.descriptors import AppDescriptor, ScheduledTask

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
    schedule=(
        ScheduledTask(
            key="index-all-texts",
            cron="10 2 * * *",
            job="civic.search.actions.index_all",
            label="Recherche\u00a0: index, ce qui aurait manqué",
        ),
    ),
    personal_data=(),
    data_uses=(),
    retention=(),
    alarms=(),
    help_sections=(),
)
