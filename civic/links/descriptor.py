from datetime import timedelta

from django.db.models import F

from civic.core.descriptors import (
    AppDescriptor,
    HelpPage,
    HelpSection,
    HomePlace,
    HomeSection,
    MenuEntry,
    MenuGroup,
    ScheduledTask,
)
from civic.core.desk_sources import DeskSource
from civic.core.searching import SearchSource
from civic.links import pages, queries, rules
from civic.links.enums import FEATURE

APP = AppDescriptor(
    feature=FEATURE,
    rights=(),
    menu=(
        MenuEntry(
            label="Liens utiles",
            icon="link-45deg",
            url_name="link_list",
            group=MenuGroup.SERVICES,
            news=None,
            position=70,
            feature=FEATURE,
        ),
    ),
    quick_actions=(),
    account_pages=(),
    home=(HomeSection(place=HomePlace.BESIDE_FEED, position=40, feature=FEATURE, render=pages.beside_feed),),
    banners=(),
    waiting=(),
    desk=(
        DeskSource(
            key="dead_link",
            heading="Lien à corriger",
            late_after=timedelta(days=30),
            concerns=lambda viewer: FEATURE in viewer.features and rules.may_keep_links(viewer),
            waiting=queries.dead,
            columns={"title": F("title"), "problem": F("problem")},
            line=queries.dead_line,
        ),
    ),
    first_steps=(),
    search=(
        SearchSource(
            model="links.usefullink",
            label="Liens utiles",
            icon="link-45deg",
            position=60,
            concerns=lambda viewer: FEATURE in viewer.features,
            texts=queries.search_texts,
            visible=queries.search_results,
        ),
    ),
    notification_categories=(),
    journal_topics=("Liens utiles",),
    journal_subjects={"links.usefullink": queries.subjects},
    schedule=(
        ScheduledTask(
            key="check-useful-links",
            cron="20 5 * * 2",
            job="civic.links.actions.check_links",
            label="Liens utiles\u00a0: ceux qui ne répondent plus",
        ),
    ),
    personal_data=(),
    data_uses=(),
    retention=(),
    alarms=(),
    help_sections=(HelpSection(page=HelpPage.MAYOR, position=21, template="links/help_mayor.html"),),
)
