from datetime import timedelta

from civic.core.descriptors import (
    AfterErasure,
    Alarm,
    AppDescriptor,
    DataUse,
    HelpPage,
    HelpSection,
    PersonalData,
    RetentionRule,
    ScheduledTask,
)
from civic.core.desk_sources import DeskSource
from civic.openings import queries, rules

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(),
    quick_actions=(),
    account_pages=(),
    home=(),
    banners=(),
    waiting=(),
    desk=(
        DeskSource(
            key="takeover",
            heading="Reprise de votre page",
            late_after=timedelta(hours=1),
            concerns=lambda viewer: viewer.is_mayor,
            waiting=queries.waiting_takeovers,
            describe=queries.takeover_tasks,
            moment="started_at",
        ),
        DeskSource(
            key="mayor_mail",
            heading="Invitation à corriger",
            late_after=timedelta(days=3),
            concerns=rules.may_have_invited_mayor,
            waiting=queries.refused_invitation,
            describe=queries.refused_invitation_tasks,
            moment="mail_refused_at",
        ),
        DeskSource(
            key="mayor_answer",
            heading="Invitation du maire",
            late_after=None,
            concerns=rules.may_have_invited_mayor,
            waiting=queries.unanswered_invitation,
            describe=queries.unanswered_invitation_tasks,
            moment="invited_at",
        ),
    ),
    first_steps=(),
    search=(),
    notification_categories=(),
    journal_topics=(),
    journal_subjects={},
    schedule=(
        ScheduledTask(
            key="purge-openings",
            cron="20 4 * * *",
            job="civic.openings.actions.purging.purge_openings",
            label="Anciennes ouvertures de page\u00a0: oubli",
        ),
    ),
    personal_data=(
        PersonalData(
            field="openings.Opening.person",
            label="Pages de commune que vous avez ouvertes, ou commencé d’ouvrir",
            exported=("commune", "function", "title", "since", "status", "started_at", "ended_at", "reason"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="openings.Opening.mayor",
            label="Invitations à être le maire d’une page, qui attendent votre réponse",
            exported=("commune", "started_at"),
            after_erasure=AfterErasure.DETACHED,
        ),
        PersonalData(
            field="openings.Opening.stopped_by",
            label="Ouvertures de page que vous avez arrêtées",
            exported=("commune", "ended_at"),
            after_erasure=AfterErasure.DETACHED,
        ),
    ),
    data_uses=(
        DataUse(
            position=125,
            data="Nom et fonction de qui ouvre la page d’une commune",
            purpose="Vérifier auprès de la mairie que cette personne parle pour elle",
            seen_by="La mairie, nous",
        ),
        DataUse(
            position=126,
            data="Adresse e-mail du maire, écrite par qui ouvre la page en son nom",
            purpose="Lui envoyer l’invitation",
            seen_by="Qui l’a écrite, nous",
        ),
        DataUse(
            position=127,
            data="Nom et commune du maire qui invite une autre mairie",
            purpose="Dire à cette mairie qui souhaite lui écrire\u00a0: l’e-mail le porte, nous ne le gardons pas",
            seen_by="La mairie invitée",
        ),
    ),
    retention=(
        RetentionRule(position=52, sentence="Les ouvertures de page\u00a0: un an après leur fin."),
        RetentionRule(
            position=53,
            sentence="L’adresse à laquelle un agent invite le maire\u00a0: jusqu’à sa réponse, 90 jours au plus.",
        ),
    ),
    alarms=(
        Alarm(
            key="papers_to_post",
            position=115,
            heading="Courriers d’ouverture à poster",
            advice="Imprimez-les dans «\u00a0Ouvertures\u00a0», postez-les, puis dites-le.",
            find=queries.papers_that_wait,
        ),
    ),
    help_sections=(HelpSection(page=HelpPage.MAYOR, position=2, template="openings/help_mayor.html"),),
)
