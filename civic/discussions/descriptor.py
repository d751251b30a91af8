from civic.core.descriptors import AppDescriptor, MenuAudience, MenuEntry
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
)
