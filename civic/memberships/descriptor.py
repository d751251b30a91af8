from civic.core.descriptors import AfterErasure, AppDescriptor, MenuAudience, MenuEntry, PersonalData
from civic.memberships.enums import CATEGORY
from civic.memberships.queries.residents import membership_subjects
from civic.town_halls.enums import MANAGE_RESIDENTS

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(
        MenuEntry(
            label="Votre demande",
            icon="hourglass-split",
            url_name="membership_detail",
            position=80,
            audience=MenuAudience.APPLICANT,
        ),
        MenuEntry(
            label="Vos administrés",
            icon="people",
            url_name="membership_list",
            position=130,
            audience=MenuAudience.TOWN_HALL,
            right=MANAGE_RESIDENTS,
            bar_label="Administrés",
        ),
    ),
    notification_categories=(CATEGORY,),
    journal_topics=("Administrés",),
    journal_subjects={"memberships.membership": membership_subjects},
    personal_data=(
        PersonalData(
            field="memberships.Membership.person",
            label="Inscriptions",
            exported=(
                "commune",
                "status",
                "residence",
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
            exported=(
                "decided_at",
                "status",
            ),
            after_erasure=AfterErasure.DETACHED,
        ),
        PersonalData(
            field="memberships.Follow.person",
            label="Communes suivies",
            exported=(
                "commune",
                "since",
            ),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="memberships.ProofRequest.asked_by",
            label="Justificatifs demandés",
            exported=("asked_at",),
            after_erasure=AfterErasure.DETACHED,
        ),
    ),
)
