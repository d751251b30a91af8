"""What invites residents: where it leads, and the papers that say so."""

from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from civic.core.viewer import CommuneInView, Viewer
from civic.desk.enums import Paper
from civic.desk.models import Invitation
from civic.media import storage


def sign_up_address(commune: CommuneInView) -> str:
    """Where the QR code leads: the form of sign-up, with this commune."""
    return f"{settings.SITE_URL}{reverse('account_signup')}?{urlencode({'commune': commune.slug})}"


def short_address(commune: CommuneInView) -> str:
    """As one types it: « maires-et-citoyens.fr/eze-06 »."""
    host = settings.SITE_URL.partition("//")[2]
    return f"{host}{reverse('commune_page', args=[commune.slug])}".rstrip("/")


def bulletin_text(commune: CommuneInView) -> str:
    return (
        f"La mairie {commune.of_name} a sa page sur {settings.SITE_NAME}.\n"
        "Les nouvelles de la commune, l’agenda, les sondages\u00a0: tout y est, et vous pouvez répondre. "
        "C’est gratuit, aucun traceur ne vous y suit, et vos voisins y sont sous leur vrai nom.\n"
        f"Pour vous inscrire\u00a0: {short_address(commune)}\n"
        "La mairie vérifie chaque inscription."
    )


def papers_digest(commune: CommuneInView) -> str:
    """Digest of all that stands on them."""
    words = "|".join((commune.of_name, commune.name, str(commune.emblem_id), sign_up_address(commune)))
    return sha256(words.encode()).hexdigest()


def invitation_of(viewer: Viewer) -> Invitation | None:
    return Invitation.objects.filter(commune_id=viewer.commune.id).first()


def papers_made(commune_id: int) -> "QuerySet[Invitation]":
    return Invitation.objects.filter(commune_id=commune_id, ready_at__isnull=False)


def open_paper(viewer: Viewer, paper: Paper) -> Any:
    """An open Django file. Raises Http404."""
    invitation = invitation_of(viewer)
    if invitation is None or invitation.ready_at is None:
        raise Http404
    try:
        return storage.open_file(invitation.file_id, f"{paper}.pdf")
    except FileNotFoundError as error:
        raise Http404 from error
