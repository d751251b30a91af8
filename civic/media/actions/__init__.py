"""What one can do with files: send, describe, attach, discard; and, for the worker, prepare them."""

from civic.media.actions.keeping import (
    AlreadyUsed,
    attach,
    discard,
    erase_files,
    purge_abandoned_uploads,
    set_audience,
)
from civic.media.actions.linking import hosted_video, preview_link, read_link, read_poster
from civic.media.actions.preparing import prepare_photo, prepare_video
from civic.media.actions.receiving import (
    AltTooLong,
    TooManyUploads,
    add_captions,
    describe,
    receive_emblem,
    receive_photo,
    receive_portrait,
    receive_video,
)

__all__ = [
    "AlreadyUsed",
    "AltTooLong",
    "TooManyUploads",
    "add_captions",
    "attach",
    "describe",
    "discard",
    "erase_files",
    "hosted_video",
    "prepare_photo",
    "prepare_video",
    "preview_link",
    "purge_abandoned_uploads",
    "read_link",
    "read_poster",
    "receive_emblem",
    "receive_photo",
    "receive_portrait",
    "receive_video",
    "set_audience",
]
