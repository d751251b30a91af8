from civic.agenda import queries
from civic.agenda.enums import CATEGORY, EDIT_AGENDA, FEATURE
from civic.core.descriptors import AppDescriptor, MenuEntry

APP = AppDescriptor(
    feature=FEATURE,
    rights=(EDIT_AGENDA,),
    menu=(
        MenuEntry(
            label="L’agenda", icon="calendar-event", url_name="event_month", position=40, feature=FEATURE
        ),
    ),
    notification_categories=(CATEGORY,),
    journal_topics=("Agenda",),
    journal_subjects={"agenda.calendarevent": queries.subjects},
)
