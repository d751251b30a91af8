from datetime import timedelta

from civic.core.descriptors import (
    AfterErasure,
    AppDescriptor,
    DataUse,
    HelpPage,
    HelpSection,
    PersonalData,
    ScheduledTask,
)
from civic.core.desk_sources import DeskSource, TasksTogether
from civic.core.searching import SearchSource
from civic.threads import rules
from civic.threads.actions import answering
from civic.threads.enums import CATEGORY, MODERATE_COMMENTS
from civic.threads.queries.answering import unanswered, unanswered_tasks
from civic.threads.queries.indexed import search_results, search_texts, subjects

APP = AppDescriptor(
    feature=None,
    rights=(MODERATE_COMMENTS,),
    menu=(),
    quick_actions=(),
    account_pages=(),
    home=(),
    banners=(),
    waiting=(),
    desk=(
        DeskSource(
            key="comments",
            heading="Commentaire sans réponse",
            late_after=timedelta(days=3),
            concerns=rules.answers_comments,
            waiting=unanswered,
            describe=unanswered_tasks,
            put_away_pages=("comments_put_away", "comments_take_back"),
            together=TasksTogether(
                text="Des commentaires attendent une réponse sur {count} pages",
                put_away=lambda viewer, upto: answering.put_away_all(viewer=viewer, upto=upto),
                take_back=lambda viewer, ids: answering.take_back_all(viewer=viewer, thread_ids=ids),
                after_put_away="Ces commentaires restent sans réponse.",
                after_take_back="Ces commentaires attendent de nouveau une réponse.",
            ),
            done="Votre réponse est publiée.",
        ),
    ),
    first_steps=(),
    search=(
        SearchSource(
            model="threads.message",
            label="Commentaires et messages",
            icon="chat-left-text",
            position=50,
            concerns=lambda viewer: True,
            texts=search_texts,
            visible=search_results,
        ),
    ),
    notification_categories=(CATEGORY,),
    journal_topics=("Commentaires",),
    journal_subjects={"threads.message": subjects},
    schedule=(
        ScheduledTask(
            key="recount-unanswered",
            cron="20 3 * * *",
            job="civic.threads.actions.answering.recount_unanswered",
            label="Commentaires sans réponse\u00a0: recompte",
        ),
    ),
    personal_data=(
        PersonalData(
            field="threads.Message.author",
            label="Commentaires et messages",
            exported=(
                "thread",
                "number",
                "author_title",
                "body",
                "encrypted_body",
                "written_at",
                "edited_at",
                "removed_at",
            ),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="threads.MessageLike.person",
            label="Messages que vous aimez",
            exported=("message", "liked_at"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="threads.ContentLike.person",
            label="Contenus que vous aimez",
            exported=("thread", "liked_at"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="threads.Participant.person",
            label="Jusqu’où vous avez lu chaque fil",
            exported=("thread", "read_upto", "left_at"),
            after_erasure=AfterErasure.DELETED,
        ),
    ),
    data_uses=(
        DataUse(
            position=70,
            data="Commentaires, messages des discussions, mentions «\u00a0J’aime\u00a0»",
            purpose="Participer",
            seen_by="La mairie, les administrés acceptés",
        ),
    ),
    retention=(),
    alarms=(),
    help_sections=(
        HelpSection(page=HelpPage.RESIDENT, position=50, template="threads/help_resident.html"),
        HelpSection(page=HelpPage.MAYOR, position=50, template="threads/help_mayor.html"),
    ),
)
