from civic.agenda.actions.keeping import (
    ChangedMeanwhile,
    Content,
    add_event,
    cancel_event,
    edit_event,
    move_event,
    restore_event,
)
from civic.agenda.actions.subscribing import close_subscription, open_subscription, renew_subscription
from civic.agenda.actions.taking_part import (
    free_places_of,
    give_up,
    purge_old_participations,
    remind,
    remind_participants,
    take_part,
)
from civic.agenda.actions.times import moments_of

__all__ = [
    "ChangedMeanwhile",
    "Content",
    "add_event",
    "cancel_event",
    "close_subscription",
    "edit_event",
    "free_places_of",
    "give_up",
    "moments_of",
    "move_event",
    "open_subscription",
    "purge_old_participations",
    "remind",
    "remind_participants",
    "renew_subscription",
    "restore_event",
    "take_part",
]
