from civic.accounts.enums import CATEGORY
from civic.core.descriptors import AfterErasure, AppDescriptor, PersonalData

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(),
    notification_categories=(CATEGORY,),
    journal_topics=(),
    journal_subjects={},
    personal_data=(
        PersonalData(
            field="accounts.Person.pk",
            label="Compte",
            exported=(
                "email",
                "civility",
                "first_name",
                "last_name",
                "birth_date_text",
                "mobile",
                "postal_address",
                "presentation",
                "terms_accepted_at",
                "joined_at",
            ),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="accounts.CodeTries.person",
            label="Codes de connexion renforcée essayés",
            exported=(
                "failures",
                "blocked_until",
            ),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="account.EmailAddress.user",
            label="Adresses e-mail",
            exported=(
                "email",
                "verified",
                "primary",
            ),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="mfa.Authenticator.user",
            label="Connexion renforcée",
            exported=(
                "type",
                "created_at",
                "last_used_at",
            ),
            after_erasure=AfterErasure.DELETED,
        ),
    ),
)
