"""Events are known by `app.EventName`: rows that were written under the bare name are found again."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Case, Value, When

EVENTS = {
    "accounts": [
        "AccountCreated",
        "AccountLocked",
        "AccountUnlocked",
        "AppearanceChanged",
        "CodesRefused",
        "PasswordChanged",
        "RecoveryCodeUsed",
        "RecoveryCodesRenewed",
        "SignedOutEverywhere",
        "StrongAuthenticationDisabled",
        "StrongAuthenticationEnabled",
    ],
    "agenda": [
        "AgendaEventAdded",
        "AgendaEventCancelled",
        "AgendaEventEdited",
        "AgendaEventMoved",
        "AgendaEventNear",
        "AgendaEventRestored",
        "ParticipationGiven",
        "ParticipationWithdrawn",
        "PlaceFreed",
    ],
    "comments": [
        "CommentEdited",
        "CommentRemoved",
        "CommentWritten",
        "ContentLiked",
        "LikeWithdrawn",
    ],
    "communes": [
        "CommuneMerged",
    ],
    "delegations": [
        "DelegationAccepted",
        "DelegationChanged",
        "DelegationDeclined",
        "DelegationEnded",
        "DelegationGiven",
        "DelegationOffered",
        "DelegationRestored",
        "DelegationWithdrawn",
    ],
    "delivery": [
        "DeviceAdded",
        "DeviceRemoved",
    ],
    "discussions": [
        "DiscussionClosed",
        "DiscussionEdited",
        "DiscussionOpened",
        "DiscussionPinned",
        "DiscussionPlanned",
        "DiscussionRemoved",
        "DiscussionReopened",
        "DiscussionRestored",
        "MessageEdited",
        "MessageRemoved",
        "MessageWritten",
    ],
    "links": [
        "LinkAdded",
        "LinkEdited",
        "LinkMoved",
        "LinkRemoved",
        "LinkRestored",
    ],
    "memberships": [
        "CommuneFollowed",
        "CommuneUnfollowed",
        "MembershipAccepted",
        "MembershipLeft",
        "MembershipRefused",
        "MembershipRequested",
        "ProofAsked",
        "ProofSent",
        "RequestsLeftWaiting",
        "ResidentsExported",
        "SolicitationsStopped",
    ],
    "moderation": [
        "AppealDecided",
        "ContentFlagged",
        "RestrictionContested",
    ],
    "notifications": [
        "TrialAsked",
    ],
    "polls": [
        "PollAnswerEdited",
        "PollAnswered",
        "PollClosed",
        "PollDeadlineChanged",
        "PollEdited",
        "PollOpened",
        "PollPlanned",
        "PollRemoved",
        "PollRestored",
        "PollResumed",
        "PollSuspended",
    ],
    "posts": [
        "PostEdited",
        "PostPinned",
        "PostPublished",
        "PostRemoved",
        "PostRestored",
        "PostScheduled",
    ],
    "restrictions": [
        "ResidentRestricted",
        "RestrictionEnded",
        "RestrictionLifted",
        "RestrictionRestored",
    ],
    "statistics": [
        "ReportAsked",
    ],
    "town_halls": [
        "CommunePresentationChanged",
        "CvChanged",
        "EmblemChanged",
        "FactCorrected",
        "FactReverted",
        "MayorPresentationChanged",
        "OfficeCorrected",
        "OfficeEnded",
        "SloganChanged",
        "TownHallJoined",
        "TownHallSettingsChanged",
    ],
}
KEYS = {name: f"{app}.{name}" for app, names in EVENTS.items() for name in names}


def rename(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _rename(apps, KEYS)


def rename_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _rename(apps, {key: name for name, key in KEYS.items()})


def _rename(apps: Apps, names: dict[str, str]) -> None:
    """In one pass: the table is the longest of all, and has no index on this column."""
    renamed = Case(*(When(kind=old, then=Value(new)) for old, new in names.items()))
    apps.get_model("journal", "Entry").objects.filter(kind__in=names).update(kind=renamed)


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_town_hall_acts")]

    operations = [migrations.RunPython(rename, rename_back)]
