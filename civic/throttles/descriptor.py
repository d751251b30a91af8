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
            key="purge-throttle-counters",
            cron="5 * * * *",
            job="civic.throttles.actions.purge_counters",
            label="Limites d’envoi\u00a0: oubli des compteurs",
        ),
    ),
    personal_data=(),
    data_uses=(),
    retention=(),
    alarms=(),
    help_sections=(),
)
