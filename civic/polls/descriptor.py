from datetime import timedelta

from civic.core.clock import today_of
from civic.core.descriptors import (
    AfterErasure,
    Alarm,
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
    RetentionRule,
    ScheduledTask,
    WaitingItem,
)
from civic.core.desk_sources import DeskSource
from civic.core.searching import SearchSource
from civic.core.viewer import Viewer
from civic.polls import pages
from civic.polls.enums import CATEGORY, FEATURE, HOLD_POLLS
from civic.polls.queries import desk, polls, search


def _holds_polls(viewer: Viewer) -> bool:
    return FEATURE in viewer.features and viewer.may(HOLD_POLLS)


APP = AppDescriptor(
    feature=FEATURE,
    rights=(HOLD_POLLS,),
    menu=(
        MenuEntry(
            label="Sondages",
            icon="ui-checks",
            url_name="poll_list",
            takes_part="Voter dans un sondage",
            group=MenuGroup.PARTICIPATE,
            news=CATEGORY,
            position=30,
            audience=MenuAudience.MEMBER,
            feature=FEATURE,
        ),
    ),
    quick_actions=(
        QuickAction(
            label="Lancer un sondage",
            icon="ui-checks",
            url_name="poll_new",
            position=20,
            audience=MenuAudience.TOWN_HALL,
            right=HOLD_POLLS,
            feature=FEATURE,
        ),
    ),
    account_pages=(),
    home=(
        HomeSection(
            place=HomePlace.BESIDE_FEED,
            position=25,
            feature=FEATURE,
            render=pages.outcomes,
            varies_with=today_of,
        ),
    ),
    banners=(),
    waiting=(
        WaitingItem(
            position=20,
            is_alert=False,
            feature=FEATURE,
            concerns=polls.has_open,
            find=pages.waiting_votes,
        ),
    ),
    desk=(
        DeskSource(
            key="poll_outcome",
            heading="Sondage à conclure",
            late_after=timedelta(days=7),
            concerns=_holds_polls,
            waiting=desk.unanswered,
            describe=desk.unanswered_tasks,
        ),
    ),
    first_steps=(),
    search=(
        SearchSource(
            model="polls.poll",
            label="Sondages",
            icon="ui-checks",
            position=40,
            concerns=lambda viewer: viewer.is_member and FEATURE in viewer.features,
            texts=search.texts,
            visible=search.results,
        ),
    ),
    notification_categories=(CATEGORY,),
    journal_topics=("Sondages",),
    journal_subjects={"polls.poll": polls.subjects},
    schedule=(
        ScheduledTask(
            key="advance-polls",
            cron="* * * * *",
            job="civic.polls.actions.counting.advance_polls",
            label="Sondages\u00a0: dépouillement, clôture",
        ),
        ScheduledTask(
            key="erase-poll-traces",
            cron="35 3 * * *",
            job="civic.polls.actions.erasing.erase_all_traces",
            label="Sondages\u00a0: oubli de ce qui reste des sondages clos",
        ),
    ),
    personal_data=(
        PersonalData(
            field="polls.Poll.author",
            label="Sondages ouverts au nom de la mairie",
            exported=("author_title", "title", "question", "published_at", "closes_at"),
            after_erasure=AfterErasure.RETAINED,
        ),
        PersonalData(
            field="polls.Poll.declared_by",
            label="Sondages publiés",
            exported=("title", "declared_at"),
            after_erasure=AfterErasure.RETAINED,
        ),
        PersonalData(
            field="polls.Voter.person",
            label="Sondages auxquels vous avez pris part, jusqu’à leur clôture",
            exported=("poll",),
            after_erasure=AfterErasure.DELETED,
        ),
    ),
    data_uses=(
        DataUse(
            position=60,
            data="Votre participation à un sondage",
            purpose="Ne laisser chacun voter qu’une fois",
            seen_by="Personne. Votre choix est dans un bulletin scellé, sans nom ni date",
        ),
    ),
    retention=(
        RetentionRule(
            position=30,
            sentence=(
                "La liste de qui a voté dans un sondage, et les bulletins\u00a0: jusqu’à la clôture. Il ne "
                "reste que les totaux."
            ),
        ),
    ),
    alarms=(
        Alarm(
            key="polls_not_counted",
            position=100,
            heading="Sondages qui ne peuvent pas être dépouillés",
            advice="Si le dossier des secrets manque à cette machine, rendez-le-lui\u00a0: le vote reprend dans la "
            "minute. Sinon, la mairie peut clore le sondage sans résultat, sur sa page.",
            find=polls.uncountable,
        ),
    ),
    help_sections=(
        HelpSection(page=HelpPage.RESIDENT, position=60, template="polls/help_resident.html"),
        HelpSection(page=HelpPage.MAYOR, position=60, template="polls/help_mayor.html"),
    ),
)
