from datetime import timedelta

from civic.core.descriptors import (
    AccountPage,
    AfterErasure,
    AppDescriptor,
    DataUse,
    HelpPage,
    HelpSection,
    MenuAudience,
    MenuEntry,
    MenuGroup,
    PersonalData,
    RetentionRule,
    ScheduledTask,
)
from civic.core.desk_sources import DeskSource
from civic.core.searching import SearchLookup
from civic.memberships.enums import CATEGORY
from civic.memberships.queries import desk
from civic.memberships.queries.identity import (
    IDENTITY_COLUMNS,
    answers_awaited,
    identity_subjects,
    identity_tasks,
)
from civic.memberships.queries.residents import membership_subjects
from civic.memberships.views.searching import found_by_name
from civic.town_halls.enums import MANAGE_RESIDENTS
from civic.town_halls.rules import may_manage_residents

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(
        MenuEntry(
            label="Votre demande",
            icon="hourglass-split",
            url_name="membership_detail",
            group=MenuGroup.LIFE,
            news=None,
            position=80,
            audience=MenuAudience.APPLICANT,
        ),
        MenuEntry(
            label="Vos administrés",
            icon="people",
            url_name="membership_list",
            group=MenuGroup.TOWN_HALL,
            news=CATEGORY,
            position=130,
            audience=MenuAudience.TOWN_HALL,
            right=MANAGE_RESIDENTS,
        ),
    ),
    quick_actions=(),
    account_pages=(
        AccountPage(label="Communes", icon="geo-alt", url_name="membership_overview", position=20),
    ),
    home=(),
    banners=(),
    waiting=(),
    desk=(
        DeskSource(
            key="membership_proof",
            heading="Justificatif reçu",
            late_after=timedelta(days=3),
            concerns=may_manage_residents,
            waiting=desk.proofs,
            describe=desk.proof_tasks,
        ),
        DeskSource(
            key="identity_change",
            heading="Changement d’identité",
            late_after=timedelta(days=3),
            concerns=may_manage_residents,
            waiting=answers_awaited,
            columns=IDENTITY_COLUMNS,
            describe=identity_tasks,
        ),
        DeskSource(
            key="membership_request",
            heading="Demande d’inscription",
            late_after=timedelta(days=3),
            concerns=may_manage_residents,
            waiting=desk.requests,
            columns=desk.REQUEST_COLUMNS,
            describe=desk.request_tasks,
        ),
    ),
    first_steps=(),
    search=(
        SearchLookup(
            key="administres",
            label="Administrés",
            icon="people",
            position=5,
            concerns=may_manage_residents,
            find=found_by_name,
        ),
    ),
    notification_categories=(CATEGORY,),
    journal_topics=("Administrés",),
    journal_subjects={
        "memberships.membership": membership_subjects,
        "memberships.identityanswer": identity_subjects,
    },
    schedule=(
        ScheduledTask(
            key="solicit-town-halls",
            cron="30 9 * * 1-5",
            job="civic.memberships.actions.solicitations.solicit_town_halls",
            label="Lettres aux mairies attendues",
        ),
        # Every hour: it is morning somewhere.
        ScheduledTask(
            key="remind-town-halls",
            cron="30 * * * *",
            job="civic.memberships.actions.reminders.remind_town_halls",
            label="Demandes qui attendent\u00a0: rappel aux mairies",
        ),
        ScheduledTask(
            key="complete-names",
            cron="15 4 * * *",
            job="civic.memberships.actions.residents.complete_names",
            label="Homonymes\u00a0: noms à compléter",
        ),
        ScheduledTask(
            key="complete-streets",
            cron="16 4 * * *",
            job="civic.memberships.actions.residents.complete_streets",
            label="Rues\u00a0: adresses à compléter",
        ),
        ScheduledTask(
            key="complete-identities",
            cron="17 4 * * *",
            job="civic.memberships.actions.residents.complete_identities",
            label="Identités acceptées\u00a0: à compléter",
        ),
        ScheduledTask(
            key="move-addresses",
            cron="18 4 * * *",
            job="civic.memberships.actions.residents.move_addresses",
            label="Adresses\u00a0: chacune à sa commune",
        ),
        ScheduledTask(
            key="purge-old-proofs",
            cron="50 3 * * *",
            job="civic.memberships.actions.proofs.purge_old_proofs",
            label="Justificatifs\u00a0: effacement",
        ),
    ),
    personal_data=(
        PersonalData(
            field="memberships.Membership.person",
            label="Inscriptions",
            exported=(
                "commune",
                "status",
                "residence",
                "district",
                "street",
                "postal_code",
                "town",
                "words",
                "requested_at",
                "decided_at",
                "decision_words",
                "proof_seen",
            ),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="memberships.Membership.decided_by",
            label="Inscriptions auxquelles vous avez répondu",
            exported=("decided_at", "status"),
            after_erasure=AfterErasure.DETACHED,
        ),
        PersonalData(
            field="memberships.IdentityChange.person",
            label="Changements d’identité",
            exported=(
                "state",
                "reason",
                "words",
                "former_civility",
                "former_first_name",
                "former_last_name",
                "former_birth_date_text",
                "civility",
                "first_name",
                "last_name",
                "birth_date_text",
                "asked_at",
                "closed_at",
            ),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="memberships.IdentityAnswer.answered_by",
            label="Changements d’identité auxquels vous avez répondu",
            exported=("answered_at", "is_accepted"),
            after_erasure=AfterErasure.DETACHED,
        ),
        PersonalData(
            field="memberships.Follow.person",
            label="Communes suivies",
            exported=("commune", "since"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="memberships.ProofRequest.asked_by",
            label="Justificatifs demandés",
            exported=("asked_at",),
            after_erasure=AfterErasure.DETACHED,
        ),
    ),
    data_uses=(
        DataUse(
            position=35,
            data="Adresse postale, une pour chaque commune",
            purpose="Permettre à la mairie de vous reconnaître, et de venir vous voir pendant une alerte",
            seen_by="La mairie de cette commune, sous forme chiffrée chez nous",
        ),
        DataUse(
            position=105,
            data="Noms d’avant, si une mairie accepte d’en changer",
            purpose="Savoir qui a écrit sous l’ancien nom",
            seen_by="Les personnes de la mairie qui répondent aux demandes",
        ),
        DataUse(
            position=110,
            data="Justificatif, si la mairie en demande un",
            purpose="Vérifier votre adresse",
            seen_by="Les personnes de la mairie qui répondent aux demandes, sous forme chiffrée chez nous",
        ),
    ),
    retention=(
        RetentionRule(
            position=10,
            sentence=(
                "Les justificatifs envoyés à la mairie sont chiffrés et effacés dix minutes après sa "
                "décision, au plus tard après trente jours. Il ne reste que la nature de ce qui a été vérifié."
            ),
        ),
    ),
    alarms=(),
    help_sections=(
        HelpSection(page=HelpPage.RESIDENT, position=10, template="memberships/help_resident_join.html"),
        HelpSection(page=HelpPage.RESIDENT, position=20, template="memberships/help_resident_wait.html"),
        HelpSection(page=HelpPage.RESIDENT, position=110, template="memberships/help_resident_communes.html"),
        HelpSection(page=HelpPage.MAYOR, position=10, template="memberships/help_mayor.html"),
        HelpSection(page=HelpPage.TEAM, position=40, template="memberships/help_team.html"),
    ),
)
