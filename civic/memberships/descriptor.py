from civic.core.descriptors import AppDescriptor, MenuAudience, MenuEntry
from civic.memberships.enums import CATEGORY
from civic.memberships.queries.residents import membership_subjects
from civic.town_halls.enums import MANAGE_RESIDENTS

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(
        MenuEntry(
            label="Votre demande",
            icon="hourglass-split",
            url_name="membership_detail",
            position=80,
            audience=MenuAudience.APPLICANT,
        ),
        MenuEntry(
            label="Vos administrés",
            icon="people",
            url_name="membership_list",
            position=130,
            audience=MenuAudience.TOWN_HALL,
            right=MANAGE_RESIDENTS,
            bar_label="Administrés",
        ),
    ),
    notification_categories=(CATEGORY,),
    journal_topics=("Administrés",),
    journal_subjects={"memberships.membership": membership_subjects},
)
