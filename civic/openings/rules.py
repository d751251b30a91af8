"""What a code is worth, and whom the official files know. Pure."""

from datetime import datetime, timedelta
from enum import IntEnum
from uuid import UUID

from civic.communes.models import Commune
from civic.core.encryption import blind_index
from civic.core.text import unaccented
from civic.core.viewer import Viewer
from civic.openings.enums import OpeningFunction

CODE_LENGTH = 6
MOST_TRIES = 5
RESENT_AFTER = timedelta(minutes=5)
# The mailbox of a small town hall is read on Monday, a letter once it has lain there.
CODE_LIFETIME = timedelta(days=3)
PAPER_LIFETIME = timedelta(weeks=6)
POSTED_WITHIN = timedelta(days=2)  # as the person reads
PAPER_LOST_AFTER = timedelta(weeks=2)  # then another one may be asked for
NAMED_WITHIN = timedelta(days=7)  # after a right code: an agent names the mayor
ACCEPTED_WITHIN = timedelta(days=30)  # by a mayor who has an account
OFFERED_WITHIN = timedelta(days=90)  # since the page opened, whomever the agent names again
CONTESTED_WITHIN = timedelta(days=7)  # of a right code by post: the sitting mayor reads their mails
MAILBOX_CLOSED_FOR = timedelta(days=7)  # that refused a code: a full one is emptied, a lost one comes back
# Of a mayor to town halls that are not here: to one of them once in so long, whoever asks; by one mayor in a day.
INVITED_AGAIN_AFTER = timedelta(days=30)
INVITATIONS_OF_PERSON = 10
# Codes by e-mail in a day, five tries each. A commune's are counted twice: the first of an account and source, and all
# others, so that who asks often does not use up what somebody else needs.
CODES_OF_PERSON, CODES_OF_SOURCE, FIRST_CODES_OF_COMMUNE, OTHER_CODES_OF_COMMUNE = 6, 20, 10, 10
# Letters in a day, whatever was given up since: people print and post them.
PAPERS_OF_PERSON, PAPERS_OF_SOURCE, PAPERS_OF_COMMUNE, PAPERS_OF_ALL = 2, 5, 5, 100


def code_digest(opening_id: UUID, code: str) -> str:
    return blind_index(f"opening code|{opening_id}|{code}")


def address_digest(address: str) -> str:
    return blind_index(f"opening address|{address}")


def masked(address: str) -> str:
    """« m•••••@eze.fr »: whoever works there knows it, nobody else learns it."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}•••••@{domain}"


def paper_mark(code_sent_at: datetime | None) -> str:
    """By which one letter is told from another that was asked for later: its code is as old as it is."""
    return code_sent_at.isoformat() if code_sent_at else ""


def is_spent(failures: int) -> bool:
    return failures >= MOST_TRIES


def is_expired(expires_at: datetime | None, *, at: datetime) -> bool:
    """A code that has not left yet never expires."""
    return expires_at is not None and expires_at <= at


class Step(IntEnum):
    """Of the way to the desk, after the commune: the function, which tells how many there are, is chosen with it."""

    ACCOUNT = 2  # of a visitor
    FUNCTION = 3
    CODE = 4
    MAYOR = 5  # named by an agent


_STEP_NAMES = {
    Step.ACCOUNT: "votre compte",
    Step.FUNCTION: "vous et la mairie",
    Step.CODE: "le code de la mairie",
    Step.MAYOR: "le maire",
}


def step_words(step: Step, function: str) -> str:
    last = Step.CODE if function == OpeningFunction.MAYOR else Step.MAYOR
    return f"Étape {step} sur {last}\u00a0: {_STEP_NAMES[step]}"


def step_done_words(step: Step) -> str:
    return f"L’étape {step}, {_STEP_NAMES[step]}, est déjà faite."


def may_have_invited_mayor(viewer: Viewer) -> bool:
    """Who opened the page in the mayor's name works there by a delegation."""
    return viewer.is_town_hall and not viewer.is_mayor


def request_sentence(*, name: str, of_name: str, by_mayor: bool, replaces: bool) -> str:
    """What the town hall reads, by e-mail and by post: it alone knows whether this is so."""
    if replaces:
        return f"{name} dit être maire {of_name} depuis peu, et demande à reprendre la page de la commune."
    function = "comme maire" if by_mayor else "au nom du maire, comme personne qui travaille à la mairie"
    return f"{name} demande à ouvrir la page {of_name}, {function}."


def may_resend_at(mailed_at: datetime | None, *, at: datetime) -> datetime | None:
    """None for at once. A clock that was put back makes nobody wait for its former hour."""
    if mailed_at is None or not mailed_at <= at < mailed_at + RESENT_AFTER:
        return None
    return mailed_at + RESENT_AFTER


def may_invite_at(sent_at: datetime | None, *, at: datetime) -> datetime | None:
    """The same of an invitation to open a page."""
    if sent_at is None or not sent_at <= at < sent_at + INVITED_AGAIN_AFTER:
        return None
    return sent_at + INVITED_AGAIN_AFTER


def offer_expires_at(opened_at: datetime, *, at: datetime) -> datetime:
    """However often an agent names another: a right code is no key that is good for ever."""
    return min(at + ACCEPTED_WITHIN, opened_at + OFFERED_WITHIN)


def may_name_again(opened_at: datetime | None, *, at: datetime) -> bool:
    return opened_at is None or at < opened_at + OFFERED_WITHIN


def is_mayor_of_directory(commune: Commune, first_name: str, last_name: str) -> bool:
    """Under this name. The register is months behind an election: another one is no proof of anything."""
    official = {*unaccented(commune.mayor_name).split()}
    return bool(official) and official == {*unaccented(f"{first_name} {last_name}").split()}
