from civic.agenda import pages, queries
from civic.agenda.enums import CATEGORY, EDIT_AGENDA, FEATURE
from civic.core.clock import today_of
from civic.core.descriptors import (
    AccountPage,
    AfterErasure,
    AppDescriptor,
    DataUse,
    Foothold,
    HelpPage,
    HelpSection,
    HomePlace,
    HomeSection,
    MenuAudience,
    MenuEntry,
    MenuGroup,
    PersonalData,
    QuickAction,
    RetentionRule,
    ScheduledTask,
    WaitingItem,
)
from civic.core.searching import SearchSource

APP = AppDescriptor(
    feature=FEATURE,
    rights=(EDIT_AGENDA,),
    menu=(
        MenuEntry(
            label="L’agenda",
            icon="calendar-event",
            url_name="event_month",
            group=MenuGroup.LIFE,
            news=CATEGORY,
            position=40,
            pages=("event_week", "event_list"),
            bar_label="Agenda",
            feature=FEATURE,
        ),
    ),
    quick_actions=(
        QuickAction(
            label="Ajouter un événement",
            icon="calendar-plus",
            url_name="event_new",
            position=30,
            audience=MenuAudience.TOWN_HALL,
            right=EDIT_AGENDA,
            feature=FEATURE,
        ),
    ),
    account_pages=(
        AccountPage(label="Agenda", icon="calendar-event", url_name="calendar_subscription", position=40),
    ),
    home=(
        HomeSection(
            place=HomePlace.TODAY,
            position=10,
            feature=FEATURE,
            render=pages.today_beside_feed,
            varies_with=today_of,
        ),
        HomeSection(
            place=HomePlace.BESIDE_FEED,
            position=15,
            feature=FEATURE,
            render=pages.beside_feed,
            varies_with=today_of,
        ),
    ),
    banners=(),
    waiting=(
        WaitingItem(
            position=30,
            is_alert=False,
            feature=FEATURE,
            concerns=pages.has_events_today,
            find=pages.todays_lines,
            varies_with=today_of,
        ),
    ),
    desk=(),
    first_steps=(),
    search=(
        SearchSource(
            model="agenda.calendarevent",
            label="Agenda",
            icon="calendar-event",
            position=30,
            concerns=lambda viewer: FEATURE in viewer.features,
            texts=queries.search_texts,
            visible=queries.search_results,
        ),
    ),
    notification_categories=(CATEGORY,),
    journal_topics=("Agenda",),
    journal_subjects={"agenda.calendarevent": queries.subjects},
    schedule=(
        # Every quarter of an hour: one of our time zones is half an hour apart.
        ScheduledTask(
            key="remind-participants",
            cron="*/15 * * * *",
            job="civic.agenda.actions.taking_part.remind_participants",
            label="Agenda\u00a0: rappel de la veille",
        ),
        ScheduledTask(
            key="purge-old-participations",
            cron="57 3 * * *",
            job="civic.agenda.actions.taking_part.purge_old_participations",
            label="Agenda\u00a0: anciennes participations, oubli",
        ),
    ),
    personal_data=(
        PersonalData(
            field="agenda.Participation.person",
            label="Événements auxquels vous participez",
            exported=("event", "state", "joined_at"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="agenda.CalendarSubscription.person",
            label="Adresse privée de votre agenda",
            exported=("made_at",),
            after_erasure=AfterErasure.DELETED,
            foothold=Foothold.ALL,
        ),
    ),
    data_uses=(
        DataUse(
            position=90,
            data="«\u00a0Je participe\u00a0» à un événement",
            purpose="Garder votre place, vous la rappeler la veille",
            seen_by="Les noms, la mairie seule\u202f; les autres, le nombre",
        ),
    ),
    retention=(
        RetentionRule(
            position=40,
            sentence=(
                "Votre participation à un événement\u00a0: trois mois après lui. L’adresse de votre agenda\u00a0: "
                "jusqu’à ce que vous la supprimiez."
            ),
        ),
    ),
    alarms=(),
    help_sections=(
        HelpSection(page=HelpPage.RESIDENT, position=40, template="agenda/help_resident.html"),
        HelpSection(page=HelpPage.MAYOR, position=30, template="agenda/help_mayor.html"),
    ),
)
