"""Who opens which pages: decorators named by who comes and what they do there."""

from functools import partial

from civic.core.access import Access, page
from civic.core.throttles import FLAGGING, MAILING, Throttle
from civic.messaging.enums import ANSWER_MESSAGES, FEATURE
from civic.private_files.rules import MOST_BYTES

SEARCHING = Throttle(20, 200, 800)  # each one opens some two thousand messages

# Own conversations are read, and erased, also by who has left the commune: whose it is, each query asks.
_own = partial(page, access=Access.SIGNED_IN, feature=FEATURE)
_member = partial(page, access=Access.MEMBER, feature=FEATURE)
_mayor = partial(page, access=Access.MAYOR, feature=FEATURE)
_team = partial(page, access=Access.TOWN_HALL, feature=FEATURE, right=ANSWER_MESSAGES)
# What is said may bring files.
_sends = partial(page, feature=FEATURE, writes=True, speaks=True, uploads=True, upload_bytes=MOST_BYTES)

reader_reads = _own()
reader_sends = _sends(access=Access.SIGNED_IN)
reader_marks = _own(writes=True)  # as read, as deleted: also who may not speak
reader_flags = _own(writes=True, throttle=FLAGGING)
member_reads = _member()
member_searches = _member(writes=True, throttle=SEARCHING)
member_sends = _sends(access=Access.MEMBER)
member_edits = _member(writes=True, speaks=True)
mayor_reads = _mayor()
mayor_sends = _sends(access=Access.MAYOR)
mayor_shares = _mayor(writes=True)
mayor_speaks = _mayor(writes=True, speaks=True)
mayor_invites = _mayor(writes=True, throttle=MAILING)
team_reads = _team()
team_shares = _team(writes=True)
# Without script the whole form comes along, with its files.
team_inserts = _team(writes=True, uploads=True, upload_bytes=MOST_BYTES)
