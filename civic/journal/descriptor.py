from civic.core.descriptors import AfterErasure, AppDescriptor, PersonalData, RetentionRule

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(),
    notification_categories=(),
    journal_topics=(),
    journal_subjects={},
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
    help_sections=(),
)
