"""When a password is not even looked at, and who is advised to need more than one."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.urls import reverse

from civic.core.descriptors import WaitingLine
from civic.core.encryption import blind_index
from civic.core.ids import new_id
from civic.core.viewer import Viewer

MOST_TRIES = 5  # as the FAQ promises
# Tries of all sources within a day, each counted up to MOST_TRIES: passwords are being guessed from everywhere.
MOST_OF_ALL_SOURCES = 50
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
CLOCKS_DIFFER = timedelta(minutes=1)
# With the mark of one device, from wherever it is shown: it was copied, and is worth nothing any more.
MOST_OF_ONE_DEVICE = 20
# A right password with a code to come still passes where others are refused, but not without end from one source.
MOST_BEFORE_CODE = 20


CONFIRM_EMAIL_WITHIN = timedelta(days=3)
TAKE_EMAIL_BACK_WITHIN = timedelta(days=14)
# Whoever is in an account for a moment first adds a way back into it, then asks for another address.
FOOTHOLDS_BEFORE = timedelta(hours=24)


# An account that nobody confirmed waits aside, at an address of nobody's and no mailbox's, where the one that was given
# is taken, or somebody else signs up with it; until its owner corrects it.
CORRECT_SIGN_UP_WITHIN = timedelta(days=1)
ASIDE = "@attente.invalid"
STAND_IN = "@designe.invalid"
ENDED = "@reprise.invalid"


def address_aside(email: str) -> str:
    """Of the last who signed up with an address that is taken: signing in answers them as it would any other."""
    return f"{blind_index(f'aside|{email}')[:32]}{ASIDE}"


def new_address_aside() -> str:
    """Of who signed up before the last one: nobody finds it."""
    return f"{new_id()}{ASIDE}"


def new_ended_address() -> str:
    """Nobody's: of somebody invited to an address that its owner took back."""
    return f"{new_id()}{ENDED}"


def new_stand_in_address() -> str:
    """Nobody's, and no mailbox's. It stays: somebody may never answer."""
    return f"{new_id()}{STAND_IN}"


def is_aside(email: str) -> bool:
    return email.endswith(ASIDE)


class Closed(StrEnum):
    """Why a password is not looked at, as the page says it."""

    DEVICE = "device"
    SOURCE = "source"
    EVERYWHERE = "everywhere"


def account_key(email: str) -> str:
    return blind_index(f"sign-in account|{email}")


def email_link_digest(token: str) -> str:
    """Of a link that confirms a new address or takes it back: the database shows nobody the link itself."""
    return blind_index(f"email change|{token}")


def source_key(source: str, device: str = "") -> str:
    return blind_index(f"sign-in source|{source}" + (f"|{device}" if device else ""))


def closed_to_source(*, failures: int, of_all_sources: int) -> Closed | None:
    """What was tried from there, before what was tried from elsewhere: each is said of itself."""
    if failures >= MOST_TRIES:
        return Closed.SOURCE
    return Closed.EVERYWHERE if of_all_sources >= MOST_OF_ALL_SOURCES else None


def waits(opens_at: datetime, moment: datetime) -> bool:
    """Never longer than the longest wait, though the clock was put back meanwhile, but for what the clocks of two
    machines differ."""
    return timedelta(0) < opens_at - moment <= LONGEST_WAIT + CLOCKS_DIFFER


def device_opens_at(failures: int, last_at: datetime) -> datetime:
    """A device that signed in before is never refused for good: each wrong password makes the next wait longer."""
    if failures < MOST_TRIES:
        return last_at
    return last_at + min(FIRST_WAIT * 2 ** min(failures - MOST_TRIES, 10), LONGEST_WAIT)


def is_mayor(viewer: Viewer) -> bool:
    return viewer.is_mayor


def advice_to_mayor(viewer: Viewer) -> list[WaitingLine]:
    """A mayor who signs in with a password alone."""
    if viewer.is_strong:
        return []
    text = "Votre compte parle au nom de la commune\u00a0: un code de votre téléphone le protège"
    return [WaitingLine("shield-check", text, reverse("account_strong"), "Activer")]
