from civic.core.descriptors import AfterErasure, AppDescriptor, MenuAudience, MenuEntry, PersonalData
from civic.discussions import queries
from civic.discussions.enums import CATEGORY, FEATURE, LEAD_DISCUSSIONS

APP = AppDescriptor(
    feature=FEATURE,
    rights=(LEAD_DISCUSSIONS,),
    menu=(
        MenuEntry(
            label="Groupes de discussion",
            icon="chat-dots",
            url_name="discussion_list",
            position=20,
            audience=MenuAudience.MEMBER,
            feature=FEATURE,
        ),
    ),
    notification_categories=(CATEGORY,),
    journal_topics=("Discussions",),
    journal_subjects={
        "discussions.discussion": queries.discussion_subjects,
        "discussions.message": queries.message_subjects,
    },
    personal_data=(
        PersonalData(
            field="discussions.Discussion.author",
            label="Groupes de discussion ouverts au nom de la mairie",
            exported=(
                "author_title",
                "title",
                "description",
                "opened_at",
            ),
            after_erasure=AfterErasure.KEPT,
        ),
        PersonalData(
            field="discussions.Message.author",
            label="Messages dans les groupes de discussion",
            exported=(
                "discussion",
                "number",
                "author_title",
                "body",
                "written_at",
                "edited_at",
                "removed_at",
            ),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="discussions.MessageLike.person",
            label="Messages que vous aimez",
            exported=(
                "message",
                "liked_at",
            ),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="discussions.Presence.person",
            label="Jusqu’où vous avez lu chaque discussion",
            exported=(
                "discussion",
                "read_upto",
            ),
            after_erasure=AfterErasure.DELETED,
        ),
    ),
)
