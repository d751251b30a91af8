from civic.core.descriptors import AfterErasure, AppDescriptor, HelpPage, HelpSection, PersonalData
from civic.moderation.enums import CATEGORY

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(),
    account_pages=(),
    home=(),
    waiting=(),
    notification_categories=(CATEGORY,),
    journal_topics=(),
    journal_subjects={},
    schedule=(),
    personal_data=(
        PersonalData(
            field="moderation.Flag.reporter",
            label="Signalements d’abus",
            exported=("reason", "words", "flagged_at", "handled_at"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="moderation.Appeal.person",
            label="Recours contre un blocage",
            exported=("words", "status", "created_at", "decided_at", "answer"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="moderation.Appeal.decided_by",
            label="Recours auxquels vous avez répondu",
            exported=("status", "decided_at"),
            after_erasure=AfterErasure.DETACHED,
        ),
    ),
    data_uses=(),
    retention=(),
    help_sections=(
        HelpSection(page=HelpPage.RESIDENT, position=80, template="moderation/help_resident.html"),
    ),
)
