from civic.core.descriptors import (
    AfterErasure,
    AppDescriptor,
    HelpPage,
    HelpSection,
    HomePlace,
    HomeSection,
    LiveHomeSection,
    MenuAudience,
    MenuEntry,
    PersonalData,
)
from civic.posts import pages, queries
from civic.posts.enums import CATEGORY, FEATURE, PUBLISH

APP = AppDescriptor(
    feature=FEATURE,
    rights=(PUBLISH,),
    menu=(
        MenuEntry(
            label="Poster une publication",
            icon="pencil",
            url_name="post_new",
            position=110,
            audience=MenuAudience.TOWN_HALL,
            right=PUBLISH,
            feature=FEATURE,
        ),
        MenuEntry(
            label="Brouillons et programmées",
            icon="clock",
            url_name="post_unpublished",
            position=120,
            audience=MenuAudience.TOWN_HALL,
            right=PUBLISH,
            feature=FEATURE,
        ),
    ),
    account_pages=(),
    home=(
        HomeSection(place=HomePlace.ABOVE_FEED, position=10, feature=FEATURE, render=pages.compose_card),
        LiveHomeSection(
            place=HomePlace.FEED,
            position=10,
            feature=FEATURE,
            is_open=lambda viewer: True,
            fill=pages.feed,
        ),
    ),
    waiting=(),
    notification_categories=(CATEGORY,),
    journal_topics=("Publications",),
    journal_subjects={"posts.post": queries.subjects},
    schedule=(),
    personal_data=(
        PersonalData(
            field="posts.Post.author",
            label="Publications écrites au nom de la mairie",
            exported=("author_title", "title", "body", "status", "published_at"),
            after_erasure=AfterErasure.RETAINED,
        ),
        PersonalData(
            field="posts.Post.edited_by",
            label="Publications modifiées",
            exported=("title", "edited_at"),
            after_erasure=AfterErasure.DETACHED,
        ),
    ),
    data_uses=(),
    retention=(),
    alarms=(),
    help_sections=(
        HelpSection(page=HelpPage.RESIDENT, position=30, template="posts/help_resident.html"),
        HelpSection(page=HelpPage.MAYOR, position=40, template="posts/help_mayor.html"),
        HelpSection(page=HelpPage.TEAM, position=60, template="posts/help_team.html"),
    ),
)
