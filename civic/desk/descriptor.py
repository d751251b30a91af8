from civic.core.descriptors import (
    AfterErasure,
    AppDescriptor,
    HelpPage,
    HelpSection,
    MenuAudience,
    MenuEntry,
    MenuGroup,
    PersonalData,
    ScheduledTask,
    WaitingItem,
)
from civic.core.desk_sources import FirstStep
from civic.desk import pages, rules
from civic.desk.queries.inviting import papers_made

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(
        MenuEntry(
            label="Le bureau",
            icon="inbox",
            url_name="desk",
            group=MenuGroup.TOWN_HALL,
            news=None,
            position=105,
            audience=MenuAudience.TOWN_HALL,
        ),
        MenuEntry(
            label="Inviter les administrés",
            icon="person-plus",
            url_name="invite",
            group=MenuGroup.TOWN_HALL,
            news=None,
            position=135,
            audience=MenuAudience.TOWN_HALL,
        ),
    ),
    quick_actions=(),
    account_pages=(),
    home=(),
    banners=(),
    waiting=(
        WaitingItem(
            position=10, is_alert=False, feature=None, concerns=rules.may_work, find=pages.strip_lines
        ),
    ),
    desk=(),
    first_steps=(
        FirstStep(
            position=60,
            label="Inviter les administrés",
            sentence="Une affiche, un tract et un texte pour le bulletin sont prêts en un instant.",
            url_name="invite",
            concerns=rules.may_work,
            rows=papers_made,
        ),
    ),
    search=(),
    notification_categories=(),
    journal_topics=("Bureau",),
    journal_subjects={},
    schedule=(
        ScheduledTask(
            key="purge-desk-claims",
            cron="25 4 * * *",
            job="civic.desk.actions.claims.purge_claims",
            label="Bureau\u00a0: tâches rendues",
        ),
    ),
    personal_data=(
        PersonalData(
            field="desk.Claim.person",
            label="Tâches de la mairie dont vous vous occupez",
            exported=("commune", "source", "claimed_at"),
            after_erasure=AfterErasure.DELETED,
        ),
    ),
    data_uses=(),
    retention=(),
    alarms=(),
    help_sections=(HelpSection(page=HelpPage.MAYOR, position=5, template="desk/help_mayor.html"),),
)
