"""Two requests of the demo on which the town hall asked for a proof: one waits for it, the other one has it."""

from datetime import timedelta

from civic.memberships.actions.proofs import ask_for_proof, send_proof
from civic.memberships.enums import MembershipStatus, WantedProof
from civic.memberships.models import Membership
from demo.loading.past import Past
from demo.loading.pictures import as_upload
from demo.loading.registrations import Town

_ASKED = (
    "Bonjour, nous ne trouvons pas votre adresse sur le plan de la commune. Pouvez-vous nous la préciser ?",
    "Bonjour, merci de votre demande. Il nous manque un document à votre nom et à cette adresse.",
)
_ANSWER = "Bonjour, voici ma dernière facture d’eau. Bonne journée !"


def ask_and_answer(town: Town, past: Past) -> None:
    """Of those who wait, the first two: asked the day after, the second one answered a day later."""
    agent = town.viewer(town.director or town.mayor)
    waiting = Membership.objects.filter(commune=town.commune, status=MembershipStatus.PENDING)
    first_two = waiting.select_related("person").order_by("requested_at")[:2]
    for number, (membership, words) in enumerate(zip(first_two, _ASKED, strict=False)):
        ask_for_proof(
            viewer=agent,
            membership_id=membership.pk,
            words=words,
            wanted=[WantedProof.BILL, WantedProof.RENT, WantedProof.TAX],
        )
        asked_at = min(membership.requested_at + timedelta(hours=20), past.now - timedelta(hours=3))
        sent_at = None
        if number == 1:
            send_proof(viewer=town.viewer(membership.person), words=_ANSWER, files=[as_upload("invoice")])
            sent_at = min(asked_at + timedelta(hours=9), past.now - timedelta(hours=1))
        past.proof(membership, asked_at, sent_at)
