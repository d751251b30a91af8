"""Who opens which pages."""

from functools import partial

from civic.core.access import Access, page
from civic.core.throttles import FLAGGING, MAILING
from civic.messaging.enums import ANSWER_MESSAGES, FEATURE
from civic.private_files.rules import MOST_BYTES

_member = partial(page, access=Access.MEMBER, feature=FEATURE)

reading = _member()
# What is said may bring files.
speaking = _member(writes=True, speaks=True, uploads=True, upload_bytes=MOST_BYTES)
editing = _member(writes=True, speaks=True)
marking = _member(writes=True)
flagging = _member(writes=True, throttle=FLAGGING)
_mayor = partial(page, access=Access.MAYOR, feature=FEATURE)
mayor_looks = _mayor()
mayor_writes = _mayor(writes=True, speaks=True, uploads=True, upload_bytes=MOST_BYTES)
mayor_opens = _mayor(writes=True)
inviting = _mayor(writes=True, throttle=MAILING)
sharing = page(access=Access.TOWN_HALL, feature=FEATURE, right=ANSWER_MESSAGES, writes=True)
