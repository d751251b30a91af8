from datetime import timedelta

from civic.core.descriptors import (
    AccountPage,
    AfterErasure,
    AppDescriptor,
    DataUse,
    HelpPage,
    HelpSection,
    MenuAudience,
    MenuEntry,
    MenuGroup,
    PersonalData,
    QuickAction,
    RetentionRule,
    ScheduledTask,
)
from civic.core.desk_sources import DeskSource
from civic.messaging.enums import ANSWER_MESSAGES, CATEGORY, FEATURE
from civic.messaging.events import TOPIC
from civic.messaging.queries import desk

APP = AppDescriptor(
    feature=FEATURE,
    rights=(ANSWER_MESSAGES,),
    menu=(
        MenuEntry(
            label="Messagerie",
            icon="envelope",
            url_name="conversation_list",
            group=MenuGroup.PARTICIPATE,
            news=CATEGORY,
            position=25,
            audience=MenuAudience.MEMBER,
            feature=FEATURE,
            pages=(
                "conversation_detail",
                "conversation_new",
                "mayor_search",
                "mayor_write",
                "message_search",
                "memo_new",
                "absence_edit",
                "reply_template_list",
                "reply_template_new",
                "reply_template_edit",
            ),
            takes_part="Écrire au maire en privé",
        ),
    ),
    quick_actions=(
        QuickAction(
            label="Écrire un message privé",
            icon="envelope",
            url_name="conversation_new",
            position=45,
            audience=MenuAudience.MEMBER,
            feature=FEATURE,
        ),
    ),
    account_pages=(AccountPage(label="Messagerie", icon="envelope", url_name="messaging", position=35),),
    home=(),
    banners=(),
    waiting=(),
    desk=(
        DeskSource(
            key="private_message",
            heading="Message privé",
            late_after=timedelta(days=3),
            concerns=desk.answers_here,
            waiting=desk.waiting,
            columns=desk.WAITING_COLUMNS,
            line=desk.waiting_line,
            put_away_pages=("conversation_put_away", "conversation_take_back"),
            done="Votre réponse est envoyée.",
        ),
    ),
    first_steps=(),
    search=(),
    notification_categories=(CATEGORY,),
    journal_topics=(TOPIC,),
    journal_subjects={},
    schedule=(
        ScheduledTask(
            key="release-conversations",
            cron="*/15 * * * *",
            job="civic.messaging.actions.assigning.release_everywhere",
            label="Messagerie\u00a0: conversations confiées à qui ne répond plus",
        ),
    ),
    personal_data=(
        PersonalData(
            field="messaging.Conversation.resident",
            label="Vos conversations privées avec une mairie",
            exported=("commune", "addressee", "active_at"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="messaging.Conversation.assigned_to",
            label="Conversations qui vous sont confiées",
            exported=("active_at",),
            after_erasure=AfterErasure.DETACHED,
        ),
        PersonalData(
            field="messaging.Absence.author",
            label="Fermetures de la mairie que vous avez annoncées",
            exported=("first_day", "last_day", "text"),
            after_erasure=AfterErasure.DETACHED,
        ),
        PersonalData(
            field="messaging.Memo.author",
            label="Vos notes internes",
            exported=("conversation", "words", "written_at"),
            after_erasure=AfterErasure.DETACHED,
        ),
    ),
    data_uses=(
        DataUse(
            position=75,
            data="Messages privés et fichiers joints, chiffrés chez nous",
            purpose="Écrire à la mairie, lire sa réponse",
            seen_by="Vous, et à la mairie le maire et les personnes qui répondent pour lui, ou le maire seul\u00a0: "
            "vous choisissez",
        ),
        DataUse(
            position=79,
            data="Notes internes que la mairie prend à propos d’une conversation, chiffrées",
            purpose="Répondre à plusieurs. Vous pouvez lui en demander une copie",
            seen_by="Le maire et les personnes qui répondent pour lui. Elles s’effacent avec la conversation",
        ),
        DataUse(
            position=77,
            data="Messages privés signalés et leurs fichiers, copiés avec l’accord de qui signale",
            purpose="Juger un abus",
            seen_by="Les modérateurs de la plateforme",
        ),
        DataUse(
            position=76,
            data="Messages entre maires, chiffrés dans notre base",
            purpose="S’écrire de maire à maire",
            seen_by="Les deux maires, et la personne de son équipe à qui l’un d’eux ouvre la conversation",
        ),
    ),
    retention=(
        RetentionRule(
            position=48,
            sentence="Les messages privés\u00a0: jusqu’à la fermeture de votre compte, ou, une fois parti de la "
            "commune, jusqu’à ce que vous effaciez la conversation.",
        ),
    ),
    alarms=(),
    help_sections=(
        HelpSection(page=HelpPage.RESIDENT, position=65, template="messaging/help_resident.html"),
        HelpSection(page=HelpPage.MAYOR, position=65, template="messaging/help_mayor.html"),
    ),
)
