from civic.core.descriptors import AppDescriptor, MenuAudience, MenuEntry
from civic.town_halls.enums import EDIT_PAGE, MANAGE_RESIDENTS

APP = AppDescriptor(
    feature=None,
    rights=(MANAGE_RESIDENTS, EDIT_PAGE),
    menu=(
        MenuEntry(label="{the_mayor}", icon="person", url_name="mayor_detail", position=50),
        MenuEntry(
            label="La commune", icon="geo-alt", url_name="commune_detail", position=60, bar_label="Commune"
        ),
        MenuEntry(
            label="Réglages de la page",
            icon="gear",
            url_name="town_hall_settings",
            position=180,
            audience=MenuAudience.TOWN_HALL,
            right=EDIT_PAGE,
        ),
    ),
    notification_categories=(),
    journal_topics=("Page", "Réglages"),
    journal_subjects={},
)
