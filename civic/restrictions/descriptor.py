from civic.core.descriptors import (
    AfterErasure,
    AppDescriptor,
    HelpPage,
    HelpSection,
    PersonalData,
    RetentionRule,
    ScheduledTask,
)
from civic.restrictions.queries import restriction_subjects

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
    journal_topics=("Administrés",),
    journal_subjects={"restrictions.restriction": restriction_subjects},
    schedule=(
        ScheduledTask(
            key="end-restrictions",
            cron="*/10 * * * *",
            job="civic.restrictions.actions.end_due_restrictions",
            label="Blocages arrivés à leur terme",
        ),
    ),
    personal_data=(
        PersonalData(
            field="restrictions.Restriction.person",
            label="Blocages",
            exported=("scopes", "starts_at", "ends_at", "reason", "words", "closed_at"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="restrictions.Restriction.made_by",
            label="Blocages décidés au nom de la mairie",
            exported=("starts_at",),
            after_erasure=AfterErasure.DETACHED,
        ),
        PersonalData(
            field="restrictions.Restriction.lifted_by",
            label="Blocages levés au nom de la mairie",
            exported=("lifted_at",),
            after_erasure=AfterErasure.DETACHED,
        ),
    ),
    data_uses=(),
    retention=(
        RetentionRule(
            position=20,
            sentence=(
                "Un blocage, ses raisons et ce que vous y avez répondu restent à votre fiche, que lisent "
                "les personnes de la mairie chargées des inscriptions."
            ),
        ),
    ),
    alarms=(),
    help_sections=(
        HelpSection(page=HelpPage.RESIDENT, position=90, template="restrictions/help_resident.html"),
        HelpSection(page=HelpPage.MAYOR, position=80, template="restrictions/help_mayor.html"),
    ),
)
