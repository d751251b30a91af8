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
    PersonalData,
    QuickAction,
)
from civic.core.searching import SearchSource
from civic.discussions import pages, queries
from civic.discussions.enums import CATEGORY, FEATURE, LEAD_DISCUSSIONS

APP = AppDescriptor(
    feature=FEATURE,
    rights=(LEAD_DISCUSSIONS,),
    menu=(
        MenuEntry(
            label="Groupes de discussion",
            icon="chat-dots",
            url_name="discussion_list",
            group=MenuGroup.PARTICIPATE,
            news=CATEGORY,
            position=20,
            audience=MenuAudience.MEMBER,
            feature=FEATURE,
        ),
    ),
    quick_actions=(
        QuickAction(
            label="Prendre la parole dans une discussion",
            icon="chat-dots",
            url_name="discussion_list",
            position=35,
            audience=MenuAudience.MEMBER,
            feature=FEATURE,
        ),
        QuickAction(
            label="Ouvrir une discussion",
            icon="people",
            url_name="discussion_new",
            position=40,
            audience=MenuAudience.TOWN_HALL,
            right=LEAD_DISCUSSIONS,
            feature=FEATURE,
        ),
    ),
    account_pages=(),
    home=(HomeSection(place=HomePlace.BESIDE_FEED, position=20, feature=FEATURE, render=pages.beside_feed),),
    banners=(),
    waiting=(),
    desk=(),
    first_steps=(),
    search=(
        SearchSource(
            model="discussions.discussion",
            label="Discussions",
            icon="chat-dots",
            position=20,
            concerns=lambda viewer: viewer.is_member and FEATURE in viewer.features,
            texts=queries.search_texts,
            visible=queries.search_results,
        ),
    ),
    notification_categories=(CATEGORY,),
    journal_topics=("Discussions",),
    journal_subjects={
        "discussions.discussion": queries.discussion_subjects,
    },
    schedule=(),
    personal_data=(
        PersonalData(
            field="discussions.Discussion.author",
            label="Groupes de discussion ouverts au nom de la mairie",
            exported=("author_title", "title", "description", "published_at"),
            after_erasure=AfterErasure.RETAINED,
        ),
    ),
    data_uses=(
        DataUse(
            position=80,
            data="Jusqu’où vous avez lu chaque discussion",
            purpose="Vous montrer ce qui est nouveau",
            seen_by="Personne",
        ),
    ),
    retention=(),
    alarms=(),
    help_sections=(
        HelpSection(page=HelpPage.RESIDENT, position=70, template="discussions/help_resident.html"),
        HelpSection(page=HelpPage.MAYOR, position=70, template="discussions/help_mayor.html"),
    ),
)
