from civic.communes.enums import Fact
from civic.core.descriptors import (
    AfterErasure,
    Alarm,
    AppDescriptor,
    HelpPage,
    HelpSection,
    MenuAudience,
    MenuEntry,
    MenuGroup,
    PersonalData,
    ScheduledTask,
)
from civic.core.desk_sources import FirstStep
from civic.town_halls import rules
from civic.town_halls.enums import EDIT_PAGE, MANAGE_RESIDENTS
from civic.town_halls.queries.facts import with_checked_hours
from civic.town_halls.queries.town_halls import mayors_not_reached

APP = AppDescriptor(
    feature=None,
    rights=(MANAGE_RESIDENTS, EDIT_PAGE),
    menu=(
        MenuEntry(
            label="{the_mayor}",
            icon="person",
            url_name="mayor_detail",
            group=MenuGroup.COMMUNE,
            news=None,
            position=50,
        ),
        MenuEntry(
            label="La commune",
            icon="geo-alt",
            url_name="commune_detail",
            group=MenuGroup.COMMUNE,
            news=None,
            position=60,
            bar_label="Commune",
        ),
        MenuEntry(
            label="Réglages de la page",
            icon="gear",
            url_name="town_hall_settings",
            pages=("settings_section", "emblem_change"),
            group=MenuGroup.TOWN_HALL,
            news=None,
            position=180,
            audience=MenuAudience.TOWN_HALL,
            right=EDIT_PAGE,
        ),
    ),
    quick_actions=(),
    account_pages=(),
    home=(),
    banners=(),
    waiting=(),
    desk=(),
    first_steps=(
        FirstStep(
            position=10,
            label="Votre photo",
            sentence="Vos administrés voient qui leur parle.",
            url_name="mayor_detail",
            concerns=lambda viewer: viewer.is_mayor,
            is_done=lambda viewer: viewer.photo_id is not None,
        ),
        FirstStep(
            position=20,
            label="Le blason ou le logo",
            sentence="Il se tient en haut de la page, sur l’affiche et dans les e-mails.",
            url_name="emblem_change",
            concerns=rules.may_change_page,
            is_done=lambda viewer: viewer.commune.emblem_id is not None,
        ),
        FirstStep(
            position=30,
            label="Les horaires d’ouverture",
            sentence="Relisez-les, corrigez-les s’il le faut, puis enregistrez.",
            url_name="fact_edit",
            concerns=rules.may_change_page,
            rows=with_checked_hours,
            arguments=(Fact.HOURS.value,),
        ),
    ),
    search=(),
    notification_categories=(),
    journal_topics=("Page", "Réglages"),
    journal_subjects={},
    schedule=(
        ScheduledTask(
            key="erase-removed-parts",
            cron="50 3 * * *",
            job="civic.town_halls.actions.purging.erase_removed_parts",
            label="Parcours et blasons supprimés\u00a0: effacement",
        ),
    ),
    personal_data=(
        PersonalData(
            field="town_halls.Office.person",
            label="Mandats de maire",
            exported=("commune", "since", "ended_at", "slogan", "presentation"),
            after_erasure=AfterErasure.RETAINED,
        ),
        PersonalData(
            field="town_halls.Office.invited_by",
            label="Maires que vous avez invités",
            exported=("commune", "since"),
            after_erasure=AfterErasure.DETACHED,
        ),
    ),
    data_uses=(),
    retention=(),
    alarms=(
        Alarm(
            key="mayors_not_reached",
            position=110,
            heading="Maires dont l’adresse refuse nos e-mails",
            advice="Demandez la bonne adresse à la mairie, puis enregistrez de nouveau le maire avec elle.",
            find=mayors_not_reached,
        ),
    ),
    help_sections=(
        HelpSection(page=HelpPage.MAYOR, position=20, template="town_halls/help_mayor_page.html"),
        HelpSection(page=HelpPage.MAYOR, position=22, template="town_halls/help_mayor_settings.html"),
        HelpSection(page=HelpPage.MAYOR, position=120, template="town_halls/help_mayor_handover.html"),
    ),
)
