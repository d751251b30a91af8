from civic.core.descriptors import (
    AfterErasure,
    Alarm,
    AppDescriptor,
    PersonalData,
    RetentionRule,
    ScheduledTask,
)
from civic.private_files import queries

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
            key="sweep-private-files",
            cron="25 3 * * *",
            job="civic.private_files.actions.keeping.sweep_strays",
            label="Fichiers privés sans message\u00a0: effacement",
        ),
    ),
    personal_data=(
        PersonalData(
            field="private_files.PrivateFile.sender",
            label="Fichiers joints à vos messages privés",
            exported=("name", "size", "added_at"),
            after_erasure=AfterErasure.DELETED,
        ),
    ),
    data_uses=(),
    retention=(
        RetentionRule(
            position=49,
            sentence="Les fichiers joints aux messages privés\u00a0: aussi longtemps que leur message, puis effacés.",
        ),
    ),
    alarms=(
        Alarm(
            key="antivirus_silent",
            position=150,
            heading="Antivirus",
            advice="Les fichiers joints aux messages privés sont refusés tant qu’il ne répond pas. Relancez clamd, ou "
            "retirez CLAMD_SOCKET des réglages\u00a0: les fichiers ne sont alors plus vérifiés.",
            find=queries.scanner_alarm,
        ),
    ),
    help_sections=(),
)
