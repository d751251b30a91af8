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
            field="delivery.PushDevice.person",
            label="Appareils à prévenir",
            exported=(
                "name",
                "added_at",
                "last_sent_at",
            ),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="delivery.Delivery.person_id",
            label="Envois des soixante derniers jours",
            exported=(
                "channel",
                "status",
                "reason",
                "finished_at",
            ),
            after_erasure=AfterErasure.PURGED,
        ),
    ),
)
