from civic.core.descriptors import AfterErasure, AppDescriptor, PersonalData

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(),
    quick_actions=(),
    account_pages=(),
    home=(),
    waiting=(),
    desk=(),
    first_steps=(),
    search=(),
    notification_categories=(),
    journal_topics=(),
    journal_subjects={},
    schedule=(),
    personal_data=(
        PersonalData(
            field="toys.Toy.author",
            label="Jouets",
            exported=("published_at",),
            after_erasure=AfterErasure.RETAINED,
        ),
    ),
    data_uses=(),
    retention=(),
    alarms=(),
    help_sections=(),
)
