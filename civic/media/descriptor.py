from civic.core.descriptors import AfterErasure, AppDescriptor, PersonalData, ScheduledTask

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
            key="purge-abandoned-uploads",
            cron="15 3 * * *",
            job="civic.media.actions.keeping.purge_abandoned_uploads",
            label="Envois de photos abandonnés\u00a0: oubli",
        ),
    ),
    personal_data=(
        PersonalData(
            field="media.Media.owner_id",
            label="Photos et vidéos envoyées",
            exported=("kind", "created_at", "size", "alt"),
            after_erasure=AfterErasure.DETACHED,
        ),
        PersonalData(
            field="media.UploadedBytes.owner_id",
            label="Volume de vos envois récents",
            exported=("hour", "bytes"),
            after_erasure=AfterErasure.PURGED,
        ),
        PersonalData(
            field="media.LinkPreview.owner_id",
            label="Liens partagés",
            exported=("url",),
            after_erasure=AfterErasure.DETACHED,
        ),
    ),
    data_uses=(),
    retention=(),
    alarms=(),
    help_sections=(),
)
