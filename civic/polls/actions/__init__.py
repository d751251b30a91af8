"""What a town hall does with its polls, a vote, and the counting."""

from civic.polls.actions.counting import ask_counts, close_poll, count_ballots, count_waiting_ballots
from civic.polls.actions.keeping import (
    NotClosedYet,
    advance_due_polls,
    answer_poll,
    change_deadline,
    end_poll,
    erase_poll,
    erase_removed_polls,
    remove_poll,
    restore_poll,
    resume_poll,
    suspend_poll,
    touch_polls_showing,
)
from civic.polls.actions.voting import AlreadyVoted, cast_vote, check_choice
from civic.polls.actions.writing import (
    ChangedMeanwhile,
    Content,
    Option,
    VotesCast,
    edit_poll,
    open_due,
    publish_poll,
    save_draft,
)

__all__ = [
    "AlreadyVoted",
    "ChangedMeanwhile",
    "Content",
    "NotClosedYet",
    "Option",
    "VotesCast",
    "advance_due_polls",
    "answer_poll",
    "ask_counts",
    "cast_vote",
    "change_deadline",
    "check_choice",
    "close_poll",
    "count_ballots",
    "count_waiting_ballots",
    "edit_poll",
    "end_poll",
    "erase_poll",
    "erase_removed_polls",
    "open_due",
    "publish_poll",
    "remove_poll",
    "restore_poll",
    "resume_poll",
    "save_draft",
    "suspend_poll",
    "touch_polls_showing",
]
