from civic.core.descriptors import AfterErasure, AppDescriptor, MenuAudience, MenuEntry, PersonalData
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
    personal_data=(
        PersonalData(
            field="polls.Poll.author",
            label="Sondages ouverts au nom de la mairie",
            exported=(
                "author_title",
                "title",
                "question",
                "opens_at",
                "closes_at",
            ),
            after_erasure=AfterErasure.KEPT,
        ),
        PersonalData(
            field="polls.Poll.declared_by",
            label="Sondages publiés",
            exported=(
                "title",
                "declared_at",
            ),
            after_erasure=AfterErasure.KEPT,
        ),
        PersonalData(
            field="polls.Participation.person",
            label="Sondages auxquels vous avez pris part, jusqu’à leur clôture",
            exported=("poll",),
            after_erasure=AfterErasure.DELETED,
        ),
    ),
)
