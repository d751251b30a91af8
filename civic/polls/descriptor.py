from civic.core.descriptors import AppDescriptor, MenuAudience, MenuEntry
from civic.polls import queries
from civic.polls.enums import CATEGORY, FEATURE, HOLD_POLLS

APP = AppDescriptor(
    feature=FEATURE,
    rights=(HOLD_POLLS,),
    menu=(
        MenuEntry(
            label="Sondages",
            icon="ui-checks",
            url_name="poll_list",
            position=30,
            audience=MenuAudience.MEMBER,
            feature=FEATURE,
        ),
    ),
    notification_categories=(CATEGORY,),
    journal_topics=("Sondages",),
    journal_subjects={"polls.poll": queries.subjects},
)
