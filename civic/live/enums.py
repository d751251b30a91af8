"""Names of changes that the hub itself acts on; those of the other apps are their own. When pages act on one."""

from typing import Final

RIGHTS: Final = "rights"  # what a person may see has changed: their connections are looked at again
SIGNED_OUT: Final = "signed_out"  # their connections end; browsers still signed in come back by themselves
CHANNEL: Final = "civic_live"  # of PostgreSQL's NOTIFY

# What many pages hear at once each acts on at a moment of its own, within these milliseconds. A change that is more
# urgent, or less, gives its own in its data.
SPREAD: Final = 3_000
WITHIN: Final = "within"
