"""Names of changes that the hub itself acts on. Those of the other apps are their own."""

from typing import Final

RIGHTS: Final = "rights"  # what a person may see has changed: their connections are looked at again
SIGNED_OUT: Final = "signed_out"  # their connections end; browsers still signed in come back by themselves
CHANNEL: Final = "civic_live"  # of PostgreSQL's NOTIFY
