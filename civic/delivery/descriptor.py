from civic.core.descriptors import AfterErasure, AppDescriptor, DataUse, Foothold, PersonalData, ScheduledTask

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
            key="purge-old-deliveries",
            cron="10 4 * * *",
            job="civic.delivery.actions.purge_old_deliveries",
            label="Anciens envois\u00a0: oubli",
        ),
        ScheduledTask(
            key="send-stuck-mail",
            cron="55 4 * * *",
            job="civic.delivery.actions.enqueue_unsent_mails",
            label="E-mails restés en attente",
        ),
        ScheduledTask(
            key="purge-old-mails",
            cron="25 4 * * *",
            job="civic.delivery.actions.purge_old_mails",
            label="Anciens e-mails\u00a0: oubli",
        ),
    ),
    personal_data=(
        PersonalData(
            field="delivery.PushDevice.person",
            label="Appareils à prévenir",
            exported=("name", "added_at", "last_sent_at", "refused_at"),
            after_erasure=AfterErasure.DELETED,
            foothold=Foothold.ADDED,
            added_at="added_at",
        ),
        PersonalData(
            field="delivery.OutgoingMail.person",
            label="E-mails à votre sujet, des trente derniers jours",
            exported=("status", "queued_at", "sent_at"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="delivery.RefusedMailbox.person",
            label="Adresse qui refuse nos e-mails",
            exported=("refused_at",),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="delivery.Delivery.person_id",
            label="Envois des soixante derniers jours",
            exported=("channel", "status", "reason", "finished_at"),
            after_erasure=AfterErasure.PURGED,
        ),
    ),
    data_uses=(
        DataUse(
            position=100,
            data="Appareils à prévenir, si vous en ajoutez",
            purpose="Vous prévenir quand le site est fermé",
            seen_by="Nous seuls. Le service de votre navigateur transmet un message scellé qu’il ne peut pas lire",
        ),
    ),
    retention=(),
    alarms=(),
    help_sections=(),
)
