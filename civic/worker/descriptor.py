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
            key="sort-stray-jobs",
            cron="* * * * *",
            job="civic.worker.actions.sort_stray_jobs",
            label="Travaux d’une autre version\u00a0: mis dans leur file",
        ),
        ScheduledTask(
            key="purge-finished-jobs",
            cron="45 3 * * *",
            job="civic.worker.actions.purge_finished_jobs",
            label="Travaux terminés\u00a0: oubli",
        ),
    ),
    personal_data=(),
    data_uses=(),
    retention=(),
    alarms=(),
    help_sections=(),
)
