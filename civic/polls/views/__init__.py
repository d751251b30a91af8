from civic.polls.views.keeping import (
    poll_answer,
    poll_deadline,
    poll_delete,
    poll_end,
    poll_restore,
    poll_resume,
    poll_suspend,
)
from civic.polls.views.reading import (
    poll_detail,
    poll_list,
)
from civic.polls.views.voting import (
    poll_confirm,
    poll_vote,
)
from civic.polls.views.writing import (
    poll_edit,
    poll_new,
    poll_preview,
)

__all__ = [
    "poll_answer",
    "poll_confirm",
    "poll_deadline",
    "poll_delete",
    "poll_detail",
    "poll_edit",
    "poll_end",
    "poll_list",
    "poll_new",
    "poll_preview",
    "poll_restore",
    "poll_resume",
    "poll_suspend",
    "poll_vote",
]
