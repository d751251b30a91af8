from civic.accounts import queries
from civic.accounts.enums import CATEGORY, FAILURES
from civic.accounts.rules import advice_to_mayor, is_mayor
from civic.core.descriptors import (
    AccountPage,
    AfterErasure,
    Alarm,
    AppDescriptor,
    DataUse,
    Foothold,
    HelpPage,
    HelpSection,
    PersonalData,
    ScheduledTask,
    WaitingItem,
)

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(),
    quick_actions=(),
    account_pages=(
        AccountPage(label="Profil", icon="person-circle", url_name="account_detail", position=10),
        AccountPage(label="Affichage", icon="sliders", url_name="account_display", position=45),
        AccountPage(label="Mot de passe", icon="key", url_name="account_change_password", position=50),
        AccountPage(label="Sécurité", icon="shield-check", url_name="account_strong", position=60),
    ),
    home=(),
    banners=(),
    waiting=(
        WaitingItem(
            position=90,
            is_alert=False,
            feature=None,
            concerns=is_mayor,
            find=advice_to_mayor,
        ),
    ),
    desk=(),
    first_steps=(),
    search=(),
    notification_categories=(CATEGORY, FAILURES),
    journal_topics=(),
    journal_subjects={},
    schedule=(
        ScheduledTask(
            key="rewrite-domains",
            cron="12 4 * * *",
            job="civic.accounts.actions.account.rewrite_domains",
            label="Adresses e-mail accentuées à réécrire",
        ),
        ScheduledTask(
            key="complete-mobiles",
            cron="10 4 * * *",
            job="civic.accounts.actions.account.complete_mobiles",
            label="Numéros de mobile à compléter",
        ),
        ScheduledTask(
            key="purge-unconfirmed-accounts",
            cron="23 4 * * *",
            job="civic.accounts.actions.signing_up.purge_unconfirmed_accounts",
            label="Inscriptions que personne n’a confirmées\u00a0: oubli",
        ),
        ScheduledTask(
            key="purge-ended-sessions",
            cron="20 4 * * *",
            job="civic.accounts.actions.account.purge_ended_sessions",
            label="Connexions terminées\u00a0: oubli",
        ),
        ScheduledTask(
            key="purge-old-email-changes",
            cron="22 4 * * *",
            job="civic.accounts.actions.email.purge_old_changes",
            label="Changements d’adresse e-mail\u00a0: oubli",
        ),
        ScheduledTask(
            key="purge-unconfirmed-mailboxes",
            cron="24 4 * * *",
            job="civic.accounts.actions.notification_email.purge_unconfirmed_mailboxes",
            label="E-mails de notification non confirmés\u00a0: oubli",
        ),
        ScheduledTask(
            key="purge-old-sign-in-tries",
            cron="25 4 * * *",
            job="civic.accounts.actions.tries.purge_old_tries",
            label="Essais de connexion refusés\u00a0: oubli après douze mois",
        ),
        ScheduledTask(
            key="purge-old-failures",
            cron="28 4 * * *",
            job="civic.accounts.actions.failures.purge_old_failures",
            label="Ce qui n’a pas pu être fait\u00a0: oubli après douze mois",
        ),
    ),
    personal_data=(
        PersonalData(
            field="accounts.Person.pk",
            label="Compte",
            exported=(
                "email",
                "notification_email",
                "civility",
                "first_name",
                "last_name",
                "birth_date_text",
                "mobile",
                "postal_address",
                "presentation",
                "terms_accepted_at",
                "joined_at",
                "favourites",
            ),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="accounts.CodeTries.person",
            label="Codes de connexion renforcée essayés",
            exported=("failures", "blocked_until"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="accounts.EmailChange.person",
            label="Changements d’adresse e-mail",
            exported=("former_email", "new_email", "asked_at", "confirmed_at", "undone_at"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="accounts.NotificationEmailAsked.person",
            label="E-mail de notification à confirmer",
            exported=("email", "asked_at"),
            after_erasure=AfterErasure.DELETED,
            foothold=Foothold.ALL,
        ),
        PersonalData(
            field="accounts.SignInAttack.person",
            label="Essais de connexion refusés",
            exported=("started_at", "last_at", "tries"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="accounts.WorkFailure.person",
            label="Ce qui n’a pas pu être fait pour vous",
            exported=("explanation", "happened_at"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="account.EmailAddress.user",
            label="Adresses e-mail",
            exported=("email", "verified", "primary"),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="mfa.Authenticator.user",
            label="Connexion renforcée",
            exported=("type", "created_at", "last_used_at"),
            after_erasure=AfterErasure.DELETED,
            foothold=Foothold.ADDED,
            added_at="created_at",
        ),
    ),
    data_uses=(
        DataUse(
            position=10,
            data="Nom, prénom, photo",
            purpose="Signer ce que vous écrivez",
            seen_by="La mairie, les administrés acceptés",
        ),
        DataUse(
            position=20, data="Adresses e-mail", purpose="Vous connecter, vous prévenir", seen_by="Nous seuls"
        ),
        DataUse(
            position=30,
            data="Présentation",
            purpose="Permettre à la mairie de vous reconnaître",
            seen_by="La mairie",
        ),
        DataUse(
            position=40,
            data="Date de naissance",
            purpose="Vérifier l’âge minimal",
            seen_by="Nous seuls, sous forme chiffrée",
        ),
        DataUse(
            position=50,
            data="Téléphone, s’il est donné",
            purpose="Vous joindre en cas d’alerte",
            seen_by="La mairie, sous forme chiffrée chez nous",
        ),
        DataUse(
            position=120,
            data="Connexion renforcée, si vous l’activez",
            purpose="Vérifier le code de votre téléphone",
            seen_by="Personne\u00a0: le secret partagé avec votre téléphone est chiffré",
        ),
    ),
    retention=(),
    alarms=(
        Alarm(
            key="second_accounts",
            position=130,
            heading="Comptes où l’on ne peut plus entrer",
            advice="La même adresse e-mail, écrite avec ou sans accents, avait deux comptes. Demandez à la personne "
            "lequel elle garde, puis effacez l’autre par manage.py erase_person\u00a0: par sa référence celui "
            "qui est listé ici, par l’adresse celui qui s’ouvre. Celui qui reste s’ouvre dès la nuit suivante.",
            find=queries.second_accounts,
        ),
    ),
    help_sections=(
        HelpSection(page=HelpPage.RESIDENT, position=120, template="accounts/help_resident_password.html"),
        HelpSection(page=HelpPage.RESIDENT, position=130, template="accounts/help_resident_strong.html"),
        HelpSection(page=HelpPage.TEAM, position=20, template="accounts/help_team.html"),
    ),
)
