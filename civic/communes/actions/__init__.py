from civic.communes.actions.answering import (
    MOST_AT_ONCE,
    Answers,
    NobodyChosen,
    TooManyChosen,
    accept_membership,
    accept_several,
    refuse_membership,
    refuse_several,
    reopen_membership,
    reopen_several,
)
from civic.communes.actions.decided import AlreadyDecided
from civic.communes.actions.letters import solicit_town_hall, stop_solicitations
from civic.communes.actions.memberships import (
    add_words,
    confirm_memberships_of,
    follow_commune,
    leave_commune,
    request_membership,
    unfollow_commune,
)
from civic.communes.actions.proofs import (
    ask_for_proof,
    erase_proof_files,
    forget_old_proofs,
    prepare_proof_file,
    remove_proof_file,
    send_proof,
)
from civic.communes.actions.reminders import remind_town_hall
from civic.communes.actions.residents import note_export, note_person
from civic.communes.actions.town_halls import (
    Opening,
    bring_town_hall,
    change_settings,
    give_delegation,
    open_town_hall,
    show_mayor,
    touch_page,
)

__all__ = [
    "MOST_AT_ONCE",
    "AlreadyDecided",
    "Answers",
    "NobodyChosen",
    "Opening",
    "TooManyChosen",
    "accept_membership",
    "accept_several",
    "add_words",
    "ask_for_proof",
    "bring_town_hall",
    "change_settings",
    "confirm_memberships_of",
    "erase_proof_files",
    "follow_commune",
    "forget_old_proofs",
    "give_delegation",
    "leave_commune",
    "note_export",
    "note_person",
    "open_town_hall",
    "prepare_proof_file",
    "refuse_membership",
    "refuse_several",
    "remind_town_hall",
    "remove_proof_file",
    "reopen_membership",
    "reopen_several",
    "request_membership",
    "send_proof",
    "show_mayor",
    "solicit_town_hall",
    "stop_solicitations",
    "touch_page",
    "unfollow_commune",
]
