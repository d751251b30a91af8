from civic.core.descriptors import AfterErasure, AppDescriptor, PersonalData, RetentionRule, ScheduledTask

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
            key="sweep-journal",
            cron="35 4 * * *",
            job="civic.journal.actions.enqueue_left_behind",
            label="Journal\u00a0: rattrapage",
        ),
        ScheduledTask(
            key="purge-old-journal",
            cron="15 4 * * *",
            job="civic.journal.actions.purge_old_entries",
            label="Ancien journal\u00a0: oubli",
        ),
    ),
    personal_data=(
        PersonalData(
            field="journal.Entry.actor_id",
            label="Ce que vous avez fait, sur douze mois",
            exported=("kind", "recorded_at", "actor_title"),
            after_erasure=AfterErasure.PURGED,
        ),
    ),
    data_uses=(),
    retention=(
        RetentionRule(position=50, sentence="Le journal de ce que la mairie a fait\u00a0: douze mois."),
    ),
    alarms=(),
    help_sections=(),
)
