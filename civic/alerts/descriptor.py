from datetime import timedelta

from civic.alerts import rules
from civic.alerts.enums import CATEGORY, SEND_ALERTS
from civic.alerts.events import TOPIC
from civic.alerts.pages import above
from civic.alerts.queries.alerts import subjects
from civic.alerts.queries.desk import (
    CALL_COLUMNS,
    DANGER_COLUMNS,
    call_line,
    danger_line,
    dangers_in_force,
    unseen_calls,
)
from civic.core.descriptors import (
    AfterErasure,
    AppDescriptor,
    DataUse,
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
    RetentionRule,
    ScheduledTask,
)
from civic.core.desk_sources import DeskSource

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
    home=(HomeSection(place=HomePlace.TODAY, position=5, feature=None, render=above.editor_link),),
    banners=(PageBanner(position=10, fill=above.above_pages),),
    waiting=(),
    desk=(
        DeskSource(
            key="alert_help",
            heading="Besoin d’aide",
            late_after=timedelta(minutes=15),
            is_call_for_help=True,
            concerns=rules.may_send_alerts,
            waiting=unseen_calls,
            columns=CALL_COLUMNS,
            line=call_line,
        ),
        DeskSource(
            key="alert_counts",
            heading="Alerte de danger",
            late_after=None,
            concerns=rules.may_send_alerts,
            waiting=dangers_in_force,
            columns=DANGER_COLUMNS,
            line=danger_line,
        ),
    ),
    first_steps=(),
    search=(),
    notification_categories=(CATEGORY,),
    journal_topics=(TOPIC,),
    journal_subjects={"alerts.alert": subjects},
    schedule=(
        ScheduledTask(
            key="end-expired-alerts",
            cron="* * * * *",
            job="civic.alerts.actions.showing.end_expired_alerts",
            label="Messages d’alerte\u00a0: fin automatique",
        ),
        ScheduledTask(
            key="purge-old-alert-answers",
            cron="47 3 * * *",
            job="civic.alerts.actions.answering.purge_old_answers",
            label="Réponses aux alertes\u00a0: oubli",
        ),
    ),
    personal_data=(
        PersonalData(
            field="alerts.AlertWording.author",
            label="Messages d’alerte que vous avez affichés",
            exported=("text", "level", "begins_at"),
            after_erasure=AfterErasure.RETAINED,
        ),
        PersonalData(
            field="alerts.AlertAnswer.person",
            label="Réponses aux alertes de danger",
            exported=("needs_help", "words", "place", "answered_at", "call_ended_at"),
            exported_where=(("is_visit", False),),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="alerts.AlertAnswer.person",
            label="Visites de la mairie après une alerte de danger",
            exported=("seen_at",),
            exported_where=(("is_visit", True),),
            after_erasure=AfterErasure.DELETED,
        ),
    ),
    data_uses=(
        DataUse(
            position=95,
            data="«\u00a0J’ai bien reçu\u00a0», «\u00a0J’ai besoin d’aide\u00a0»",
            purpose="Vous porter secours pendant une alerte",
            seen_by="La mairie seule",
        ),
        DataUse(
            position=96,
            data="Le passage de la mairie chez vous",
            purpose="N’oublier personne de ceux qui n’ont pas répondu à une alerte",
            seen_by="La mairie seule",
        ),
    ),
    retention=(
        RetentionRule(
            position=45,
            sentence=(
                "Vos réponses à une alerte, et les visites de la mairie après elle\u00a0: trente jours après sa fin, "
                "six mois au plus."
            ),
        ),
    ),
    alarms=(),
    help_sections=(
        HelpSection(page=HelpPage.RESIDENT, position=15, template="alerts/help_resident.html"),
        HelpSection(page=HelpPage.MAYOR, position=35, template="alerts/help_mayor.html"),
    ),
)
