from datetime import timedelta

from civic.core.descriptors import (
    AfterErasure,
    AppDescriptor,
    DataUse,
    HelpPage,
    HelpSection,
    MenuAudience,
    MenuEntry,
    MenuGroup,
    PersonalData,
    WaitingItem,
)
from civic.core.desk_sources import DeskSource, FirstStep, StepDone
from civic.delegations import rules
from civic.delegations.enums import CATEGORY, OFFICES, PLANNED_RIGHTS
from civic.delegations.queries import delegations, people

APP = AppDescriptor(
    feature=None,
    rights=PLANNED_RIGHTS,
    menu=(
        MenuEntry(
            label="Mes procurations",
            icon="person-badge",
            url_name="delegation_list",
            group=MenuGroup.TOWN_HALL,
            news=CATEGORY,
            position=150,
            audience=MenuAudience.MAYOR,
        ),
        MenuEntry(
            label="Ma procuration",
            icon="person-badge",
            url_name="delegation_own",
            group=MenuGroup.TOWN_HALL,
            news=CATEGORY,
            position=160,
            audience=MenuAudience.DELEGATE,
        ),
        MenuEntry(
            label="Journal de la mairie",
            icon="journal-text",
            url_name="journal_list",
            group=MenuGroup.TOWN_HALL,
            news=None,
            position=170,
            audience=MenuAudience.TOWN_HALL,
        ),
    ),
    quick_actions=(),
    account_pages=(),
    home=(),
    banners=(),
    waiting=(
        WaitingItem(
            position=15,
            is_alert=False,
            feature=None,
            concerns=rules.is_invited,
            find=delegations.strip_lines,
            varies_with=rules.is_invited,
        ),
    ),
    desk=(
        DeskSource(
            key="delegation_mail",
            heading="Invitation à corriger",
            late_after=timedelta(days=3),
            concerns=rules.may_change_delegation,
            waiting=delegations.undelivered,
            columns=delegations.DESK_COLUMNS,
            line=delegations.undelivered_line,
        ),
        DeskSource(
            key="delegation_answer",
            heading="Invitation",
            late_after=None,
            concerns=rules.may_change_delegation,
            waiting=delegations.unanswered,
            columns=delegations.DESK_COLUMNS,
            line=delegations.unanswered_line,
        ),
        DeskSource(
            key="delegation_end",
            heading="Procuration qui se termine",
            late_after=None,
            concerns=rules.may_change_delegation,
            waiting=delegations.ending_soon,
            columns=delegations.DESK_COLUMNS,
            line=delegations.ending_soon_line,
        ),
    ),
    first_steps=(
        FirstStep(
            position=50,
            label="Une personne qui vous aide",
            sentence="Donnez à un adjoint ou à la secrétaire les droits nécessaires.",
            url_name="delegation_new",
            concerns=rules.may_change_delegation,
            rows=delegations.delegations_given,
            once_done=StepDone(
                sentence="{} agit pour la mairie.",
                words=people.named_with_titles,
                url_name="delegation_list",
                link="Voir ses droits",
            ),
        ),
    ),
    search=(),
    notification_categories=(CATEGORY, OFFICES),
    journal_topics=("Procurations",),
    journal_subjects={"delegations.delegation": delegations.delegation_subjects},
    schedule=(),
    personal_data=(
        PersonalData(
            field="delegations.Delegation.person",
            label="Procurations reçues",
            exported=("commune", "title", "rights", "starts_at", "ends_at"),
            after_erasure=AfterErasure.RETAINED,
        ),
        PersonalData(
            field="delegations.Delegation.given_by",
            label="Procurations données",
            exported=("commune", "title", "rights", "starts_at", "ends_at"),
            after_erasure=AfterErasure.RETAINED,
        ),
    ),
    data_uses=(
        DataUse(
            position=130,
            data="Nom et adresse e-mail d’une personne invitée à agir pour la mairie",
            purpose="Lui envoyer l’invitation",
            seen_by="Le maire, nous",
        ),
    ),
    retention=(),
    alarms=(),
    help_sections=(
        HelpSection(page=HelpPage.MAYOR, position=110, template="delegations/help_mayor.html"),
        HelpSection(page=HelpPage.TEAM, position=10, template="delegations/help_team.html"),
        HelpSection(page=HelpPage.TEAM, position=30, template="delegations/help_team_signature.html"),
    ),
)
