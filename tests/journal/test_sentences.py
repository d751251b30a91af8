"""What is done in a town hall's name stands in its journal: no event forgets to say how."""

from civic.journal.events import Event

# What nobody does in a town hall's name: about oneself, or by the platform. A new event stands here, or has a sentence.
NOT_THE_TOWN_HALL_S = {
    "AccountCreated", "AccountLocked", "AccountUnlocked", "AppearanceChanged", "CodesRefused", "PasswordChanged",
    "AccountErased", "EmailChanged", "EmailTakenBack", "NotificationEmailChanged",
    "RecoveryCodeUsed", "RecoveryCodesRenewed", "SignedOutEverywhere", "StrongAuthenticationDisabled",
    "StrongAuthenticationEnabled", "WorkFailed", "WorkFailureErased",
    "CommuneFollowed", "CommuneMerged", "CommuneUnfollowed", "AddressChanged", "MembershipLeft", "SolicitationsStopped",
    "IdentityChangeAsked", "IdentityAnswerNotNeeded", "IdentityChanged",
    "DelegationDeclined", "DelegationEnded", "OfficeCorrected", "OfficeEnded", "OfficeHandedOver",
    "ContentLiked", "LikeWithdrawn", "ProofSent", "RequestsLeftWaiting", "RestrictionEnded",
    "PollClosed", "PrivateMessageWritten", "PrivateMessageRemoved", "ConversationAnswered", "AlertExpired",
    "HelpAsked", "VigilanceRaised", "ConversationTakenBack",
    "MayorMessageWritten", "TownHallInvited",
    "ConversationAssigned", "ConversationReleased", "ConversationOpened", "ConversationClosed",
    "AgendaEventNear", "ParticipationGiven", "ParticipationWithdrawn", "PlaceFreed",
    "DeviceAdded", "DeviceRemoved", "TrialAsked",
    "OpeningStarted", "OpeningCodeMailed", "OpeningPaperAsked", "OpeningPaperSent", "OpeningDone", "OpeningOvertaken",
    "OpeningStopped", "OpeningAllowedAgain", "OpeningGivenUp", "OpeningOffered", "OpeningContestable",
}  # fmt: skip

# By the platform, or by a resident who contests: the town hall's people do not look for it among what they did.
WITHOUT_HEADING = {"TownHallJoined", "DelegationGiven", "RestrictionContested", "AppealDecided"}


def ours() -> dict[str, type[Event]]:
    return {event.__name__: event for event in Event.kinds.values() if event.__module__.startswith("civic.")}


def test_each_event_says_a_sentence_or_is_nobody_s_act_for_a_town_hall():
    silent = {name for name, event in ours().items() if not event.sentence}
    assert silent - NOT_THE_TOWN_HALL_S == set()
    assert NOT_THE_TOWN_HALL_S - silent == set()


def test_each_sentence_stands_under_a_heading_of_the_journal():
    loose = {name for name, event in ours().items() if event.sentence and not event.topic}
    assert loose == WITHOUT_HEADING


def test_sentences_follow_a_name():
    for name, event in ours().items():
        if event.sentence:
            assert event.sentence.startswith(("a ", "s’est ", "est ")), name
            assert not event.sentence.endswith("."), name
