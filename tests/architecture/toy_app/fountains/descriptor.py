from datetime import timedelta

from fountains import pages, queries
from fountains.enums import CATEGORY, FEATURE, LIST_FOUNTAINS

from civic.core.descriptors import (
    AccountPage,
    AfterErasure,
    AppDescriptor,
    DataUse,
    HelpPage,
    HelpSection,
    HomePlace,
    HomeSection,
    LiveHomeSection,
    MenuAudience,
    MenuEntry,
    MenuGroup,
    PageBanner,
    PersonalData,
    QuickAction,
    RetentionRule,
    ScheduledTask,
    WaitingItem,
)
from civic.core.desk_sources import DeskSource, FirstStep
from civic.core.searching import SearchSource

APP = AppDescriptor(
    feature=FEATURE,
    rights=(LIST_FOUNTAINS,),
    menu=(
        MenuEntry(
            label="Fontaines",
            icon="droplet",
            url_name="fountain_list",
            group=MenuGroup.SERVICES,
            news=CATEGORY,
            position=5,
            bar_label="Eau",
            audience=MenuAudience.MEMBER,
            feature=FEATURE,
        ),
    ),
    quick_actions=(
        QuickAction(
            label="Ajouter une fontaine",
            icon="droplet",
            url_name="fountain_new",
            position=900,
            audience=MenuAudience.TOWN_HALL,
            right=LIST_FOUNTAINS,
            feature=FEATURE,
        ),
    ),
    account_pages=(
        AccountPage(label="Vos fontaines", icon="droplet", url_name="account_detail", position=900),
    ),
    home=(
        HomeSection(place=HomePlace.BESIDE_FEED, position=900, feature=FEATURE, render=pages.beside_feed),
        LiveHomeSection(
            place=HomePlace.BESIDE_FEED,
            position=910,
            feature=FEATURE,
            is_open=lambda viewer: viewer.is_member,
            fill=pages.own_fountains,
        ),
    ),
    banners=(PageBanner(position=900, fill=pages.above_pages),),
    waiting=(
        WaitingItem(
            position=1,
            is_alert=False,
            feature=FEATURE,
            concerns=lambda viewer: viewer.may(LIST_FOUNTAINS),
            find=queries.dry_fountains,
        ),
        WaitingItem(
            position=2,
            is_alert=True,
            feature=FEATURE,
            concerns=lambda viewer: viewer.is_member,
            find=queries.undrinkable_fountains,
        ),
        WaitingItem(
            position=3,
            is_alert=False,
            feature=FEATURE,
            concerns=pages.is_evening,
            find=pages.closed_at_night,
            varies_with=pages.is_evening,
        ),
    ),
    desk=(
        DeskSource(
            key="nameless_fountain",
            heading="Fontaine sans nom",
            late_after=timedelta(days=1),
            concerns=lambda viewer: viewer.may(LIST_FOUNTAINS),
            waiting=queries.without_name,
            describe=queries.without_name_tasks,
        ),
    ),
    first_steps=(
        FirstStep(
            position=900,
            label="La première fontaine",
            sentence="Dites où l’on boit.",
            url_name="fountain_new",
            concerns=lambda viewer: viewer.may(LIST_FOUNTAINS),
            rows=queries.listed,
        ),
    ),
    search=(
        SearchSource(
            model="fountains.fountain",
            label="Fontaines",
            icon="droplet",
            position=900,
            concerns=lambda viewer: viewer.is_member,
            texts=queries.search_texts,
            visible=queries.search_results,
        ),
    ),
    notification_categories=(CATEGORY,),
    journal_topics=("Fontaines",),
    journal_subjects={"fountains.fountain": queries.subjects},
    schedule=(
        ScheduledTask(
            key="count-fountains",
            cron="0 3 * * *",
            job="fountains.actions.count_fountains",
            label="Fontaines\u00a0: compte",
        ),
    ),
    personal_data=(
        PersonalData(
            field="fountains.Fountain.author",
            label="Fontaines ouvertes",
            exported=("name",),
            after_erasure=AfterErasure.RETAINED,
        ),
    ),
    data_uses=(
        DataUse(position=900, data="Qui a ouvert une fontaine", purpose="Le dire", seen_by="La mairie"),
    ),
    retention=(RetentionRule(position=900, sentence="Les fontaines\u00a0: toujours."),),
    alarms=(),
    help_sections=(
        HelpSection(page=HelpPage.RESIDENT, position=900, template="fountains/help_resident.html"),
    ),
)
