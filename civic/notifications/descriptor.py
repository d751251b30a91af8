from civic.core.descriptors import (
    AccountPage,
    AfterErasure,
    AppDescriptor,
    HelpPage,
    HelpSection,
    PersonalData,
    RetentionRule,
    ScheduledTask,
)

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(),
    quick_actions=(),
    account_pages=(
        AccountPage(label="Notifications", icon="bell", url_name="notification_choices", position=30),
    ),
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
        # Every quarter of an hour: one of our time zones is half an hour apart.
        ScheduledTask(
            key="start-digests",
            cron="*/15 * * * *",
            job="civic.notifications.actions.digesting.start_digests",
            label="Résumés du jour et de la semaine",
        ),
        ScheduledTask(
            key="resume-sending",
            cron="*/5 * * * *",
            job="civic.notifications.actions.delivering.resume_sending",
            label="Reprise des envois en attente",
        ),
        ScheduledTask(
            key="purge-old-notifications",
            cron="5 4 * * *",
            job="civic.notifications.actions.purging.purge_old_notifications",
            label="Anciennes notifications\u00a0: oubli",
        ),
    ),
    personal_data=(
        PersonalData(
            field="notifications.Notification.person",
            label="Notifications reçues",
            exported=("kind", "subject", "url", "happened_at", "read_at"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="notifications.Notification.actor",
            label="Notifications de ce que vous avez fait",
            exported=("kind", "happened_at"),
            after_erasure=AfterErasure.DETACHED,
        ),
        PersonalData(
            field="notifications.Inbox.person",
            label="Choix de notification, commune par commune",
            exported=("commune", "choices", "opened_at"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="notifications.Opening.person",
            label="Nouvelles de la commune ouvertes",
            exported=("notification", "read_at"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="notifications.QuietHours.person",
            label="Heures sans notification",
            exported=("starts", "ends"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="notifications.Digest.person",
            label="Résumés envoyés",
            exported=("frequency", "period_end", "items"),
            after_erasure=AfterErasure.DELETED,
        ),
    ),
    data_uses=(),
    retention=(
        RetentionRule(
            position=60,
            sentence=(
                "Vos notifications\u00a0: six mois. La trace de ce qui vous a été envoyé, ou pas et pourquoi\u00a0:"
                " soixante jours."
            ),
        ),
    ),
    alarms=(),
    help_sections=(
        HelpSection(page=HelpPage.RESIDENT, position=100, template="notifications/help_resident.html"),
        HelpSection(page=HelpPage.MAYOR, position=100, template="notifications/help_mayor.html"),
    ),
)
