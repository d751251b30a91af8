from civic.agenda import queries
from civic.agenda.enums import CATEGORY, EDIT_AGENDA, FEATURE
from civic.core.descriptors import AfterErasure, AppDescriptor, MenuEntry, PersonalData

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
    personal_data=(
        PersonalData(
            field="agenda.Participation.person",
            label="Événements auxquels vous participez",
            exported=(
                "event",
                "state",
                "joined_at",
            ),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="agenda.CalendarSubscription.person",
            label="Adresse privée de votre agenda",
            exported=("made_at",),
            after_erasure=AfterErasure.DELETED,
        ),
    ),
)
