from civic.alerts import pages, queries
from civic.alerts.enums import CATEGORY, SEND_ALERTS
from civic.alerts.events import TOPIC
from civic.core.descriptors import (
    AfterErasure,
    AppDescriptor,
    HelpPage,
    HelpSection,
    HomePlace,
    HomeSection,
    MenuAudience,
    MenuEntry,
    MenuGroup,
    PageBanner,
    PersonalData,
    QuickAction,
    ScheduledTask,
)

APP = AppDescriptor(
    feature=None,  # whoever needs it needs it at once: no town hall is without
    rights=(SEND_ALERTS,),
    menu=(
        MenuEntry(
            label="Message d’alerte",
            icon="exclamation-triangle",
            url_name="alert_manage",
            group=MenuGroup.TOWN_HALL,
            news=None,
            position=125,
            audience=MenuAudience.TOWN_HALL,
            right=SEND_ALERTS,
        ),
    ),
    quick_actions=(
        QuickAction(
            label="Gérer le message d’alerte",
            icon="exclamation-triangle",
            url_name="alert_manage",
            position=50,
            audience=MenuAudience.TOWN_HALL,
            right=SEND_ALERTS,
        ),
    ),
    account_pages=(),
    home=(HomeSection(place=HomePlace.TODAY, position=5, feature=None, render=pages.editor_link),),
    banners=(PageBanner(position=10, fill=pages.above_pages),),
    waiting=(),
    desk=(),
    first_steps=(),
    search=(),
    notification_categories=(CATEGORY,),
    journal_topics=(TOPIC,),
    journal_subjects={"alerts.alert": queries.subjects},
    schedule=(
        ScheduledTask(
            key="end-expired-alerts",
            cron="* * * * *",
            job="civic.alerts.actions.showing.end_expired_alerts",
            label="Messages d’alerte\u00a0: fin automatique",
        ),
    ),
    personal_data=(
        PersonalData(
            field="alerts.AlertWording.author",
            label="Messages d’alerte que vous avez affichés",
            exported=("text", "level", "begins_at"),
            after_erasure=AfterErasure.RETAINED,
        ),
    ),
    data_uses=(),
    retention=(),
    alarms=(),
    help_sections=(
        HelpSection(page=HelpPage.RESIDENT, position=15, template="alerts/help_resident.html"),
        HelpSection(page=HelpPage.MAYOR, position=35, template="alerts/help_mayor.html"),
    ),
)
