from civic.core.descriptors import AfterErasure, AppDescriptor, PersonalData

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
            exported=(
                "kind",
                "recorded_at",
                "actor_title",
            ),
            after_erasure=AfterErasure.PURGED,
        ),
    ),
)
