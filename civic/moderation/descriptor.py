from civic.core.descriptors import (
    AfterErasure,
    AppDescriptor,
    HelpPage,
    HelpSection,
    PersonalData,
    RetentionRule,
    ScheduledTask,
)
from civic.moderation.enums import CATEGORY

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
    notification_categories=(CATEGORY,),
    journal_topics=(),
    journal_subjects={},
    schedule=(
        ScheduledTask(
            key="purge-old-flags",
            cron="35 4 * * *",
            job="civic.moderation.actions.purge_old_flags",
            label="Signalements d’abus\u00a0: oubli après six mois",
        ),
    ),
    personal_data=(
        PersonalData(
            field="moderation.Flag.author",
            label="Signalements d’abus de ce que vous avez écrit",
            exported=("reason", "sealed_copy", "flagged_at"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="moderation.Flag.reporter",
            label="Signalements d’abus",
            exported=("reason", "words", "sealed_words", "flagged_at", "handled_at"),
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
    retention=(
        RetentionRule(
            position=55,
            sentence=(
                "Une copie chiffrée de ce qui est signalé aux modérateurs, telle qu’au moment du signalement\u00a0: "
                "six mois au plus, même si son auteur l’a changé ou retiré. Elle disparaît avec le compte de l’auteur."
            ),
        ),
    ),
    alarms=(),
    help_sections=(
        HelpSection(page=HelpPage.RESIDENT, position=80, template="moderation/help_resident.html"),
    ),
)
