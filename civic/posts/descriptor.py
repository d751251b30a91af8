from datetime import timedelta

from civic.core.descriptors import (
    AfterErasure,
    AppDescriptor,
    HelpPage,
    HelpSection,
    HomePlace,
    LiveHomeSection,
    MenuAudience,
    MenuEntry,
    MenuGroup,
    PersonalData,
    QuickAction,
)
from civic.core.desk_sources import DeskSource, FirstStep
from civic.core.searching import SearchSource
from civic.core.viewer import Viewer
from civic.posts import pages, queries
from civic.posts.enums import CATEGORY, FEATURE, PUBLISH


def _publishes(viewer: Viewer) -> bool:
    return FEATURE in viewer.features and viewer.may(PUBLISH)


APP = AppDescriptor(
    feature=FEATURE,
    rights=(PUBLISH,),
    menu=(
        MenuEntry(
            label="Poster une publication",
            icon="pencil",
            url_name="post_new",
            group=MenuGroup.TOWN_HALL,
            news=None,
            position=110,
            audience=MenuAudience.TOWN_HALL,
            right=PUBLISH,
            feature=FEATURE,
        ),
        MenuEntry(
            label="Brouillons et programmées",
            icon="clock",
            url_name="post_unpublished",
            group=MenuGroup.TOWN_HALL,
            news=None,
            position=120,
            audience=MenuAudience.TOWN_HALL,
            right=PUBLISH,
            feature=FEATURE,
        ),
    ),
    quick_actions=(
        QuickAction(
            label="Poster une publication",
            icon="megaphone",
            url_name="post_new",
            position=10,
            audience=MenuAudience.TOWN_HALL,
            right=PUBLISH,
            feature=FEATURE,
        ),
    ),
    account_pages=(),
    home=(
        LiveHomeSection(
            place=HomePlace.FEED,
            position=10,
            feature=FEATURE,
            is_open=lambda viewer: True,
            fill=pages.feed,
        ),
    ),
    banners=(),
    waiting=(),
    desk=(
        DeskSource(
            key="post_files",
            heading="Fichier à remplacer",
            late_after=timedelta(days=1),
            concerns=_publishes,
            waiting=queries.with_failed_files,
            describe=queries.failed_file_tasks,
        ),
    ),
    first_steps=(
        FirstStep(
            position=40,
            label="La première publication",
            sentence="Quelques mots de bienvenue suffisent.",
            url_name="post_new",
            concerns=_publishes,
            rows=queries.published,
        ),
    ),
    search=(
        SearchSource(
            model="posts.post",
            label="Publications",
            icon="megaphone",
            position=10,
            concerns=lambda viewer: FEATURE in viewer.features,
            texts=queries.search_texts,
            visible=queries.search_results,
        ),
    ),
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
