"""Two requests of the demo on which the town hall asked for a proof: one waits for it, the other one has it."""

import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from civic.home.demo.past import Past
from civic.home.demo.registrations import Town
from civic.memberships.actions.proofs import ask_for_proof, send_proof
from civic.memberships.enums import MembershipStatus, WantedProof
from civic.memberships.models import Membership

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
            send_proof(viewer=town.viewer(membership.person), words=_ANSWER, files=[_bill()])
            sent_at = min(asked_at + timedelta(hours=9), past.now - timedelta(hours=1))
        past.proof(membership, asked_at, sent_at)


def _bill() -> SimpleUploadedFile:
    """A page that says what it is: an example."""
    page = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(page)
    large, plain = ImageFont.load_default(size=54), ImageFont.load_default(size=34)
    pen.text((110, 120), "Facture d'eau", "#17213f", font=large)
    pen.text((110, 210), "Document fictif de la demonstration", "#8a8f9c", font=plain)
    pen.multiline_text(
        (110, 380), "Consommation du semestre\n\n\nTotal : 84,20 EUR", "#17213f", font=plain, spacing=18
    )
    pen.line([(110, 330), (1130, 330)], "#27408b", 4)
    out = io.BytesIO()
    page.save(out, "PDF", resolution=150)
    return SimpleUploadedFile("facture.pdf", out.getvalue())
