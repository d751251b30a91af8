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
            key="purge-old-changes",
            cron="*/10 * * * *",
            job="civic.live.actions.purge_old_changes",
            label="Mises à jour en direct\u00a0: oubli",
        ),
    ),
    personal_data=(),
    data_uses=(),
    retention=(),
    alarms=(),
    help_sections=(),
)
