from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from civic.delivery.enums import Channel, Reason
from civic.notifications.enums import Frequency
from civic.notifications.kinds import NotificationKind
from civic.notifications.rules import decide, frequency, quiet_until

NOON = datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("Europe/Paris"))
KINDS = sorted(key for key, kind in NotificationKind.all.items() if kind.channels)
ON_SITE_ALONE = sorted(set(NotificationKind.all) - set(KINDS))
CHOICES: list[str | None] = [None, *Frequency.values]


def test_mail_is_decided_by_the_choice_alone() -> None:
    for key, chosen in product(KINDS, CHOICES):
        kind = NotificationKind.all[key]
        choices = {} if chosen is None else {kind.email_choice: chosen}
        wanted = Frequency(chosen or kind.email) if kind.optional else Frequency.NOW
        decision = decide(kind, choices, Channel.EMAIL, now=NOON)
        assert frequency(kind, choices) is wanted, (key, chosen)
        assert decision.send is (wanted is Frequency.NOW), (key, chosen)
        assert (
            decision.reason
            == {
                Frequency.NOW: "",
                Frequency.DAILY: Reason.DAILY_DIGEST,
                Frequency.WEEKLY: Reason.WEEKLY_DIGEST,
                Frequency.NEVER: Reason.CHOSEN_OFF,
            }[wanted]
        ), (key, chosen)


def test_a_push_waits_for_the_end_of_the_quiet_hours() -> None:
    for key, chosen, hour in product(KINDS, [None, True, False], range(24)):
        case, kind = f"{key}, {chosen}, {hour} h", NotificationKind.all[key]
        choices = {} if chosen is None else {kind.push_choice: chosen}
        moment = NOON.replace(hour=hour, minute=59)
        decision = decide(kind, choices, Channel.PUSH, now=moment, quiet=(22, 7))
        if kind.optional and chosen is False:
            assert not decision.send, case
            assert decision.reason == Reason.CHOSEN_OFF, case
        elif (hour >= 22 or hour < 7) and not kind.is_urgent:
            assert decision.later, case
            assert decision.later.hour == 7, case
            assert timedelta(0) < decision.later - moment < timedelta(hours=9, minutes=2), case
        else:
            assert decision.send, case
            assert decision.later is None, case


def test_quiet_hours_over_midnight_and_within_a_day() -> None:
    for starts, ends, hour in product(range(0, 24, 3), range(0, 24, 3), range(24)):
        case = f"from {starts} to {ends}, at {hour}"
        quiet = {(starts + offset) % 24 for offset in range((ends - starts) % 24)}
        moment = NOON.replace(hour=hour)
        end = quiet_until(moment, "Europe/Paris", (starts, ends))
        assert (end is not None) is (hour in quiet), case
        if end:
            assert end > moment, case
            assert end - moment <= timedelta(hours=24), case
            assert end.hour == ends, case


def test_no_quiet_hours() -> None:
    assert quiet_until(NOON.replace(hour=3), "Europe/Paris", None) is None


def test_quiet_hours_are_those_of_the_commune() -> None:
    """Noon in Paris is night in Polynesia."""
    assert quiet_until(NOON, "Europe/Paris", (22, 7)) is None
    end = quiet_until(NOON, "Pacific/Tahiti", (22, 7))
    assert end
    assert end.astimezone(ZoneInfo("Pacific/Tahiti")).hour == 7


def test_the_night_when_clocks_change() -> None:
    """In March two o’clock does not exist: a night that ends then ends at three."""
    night = datetime(2027, 3, 28, 0, 30, tzinfo=ZoneInfo("Europe/Paris"))
    end = quiet_until(night, "Europe/Paris", (22, 7))
    assert end
    assert end.timestamp() - night.timestamp() == 5.5 * 3600


def test_what_cannot_be_switched_off_stays_on() -> None:
    for key in KINDS:
        kind = NotificationKind.all[key]
        off = {kind.site_choice: False, kind.email_choice: "never", kind.push_choice: False}
        assert decide(kind, off, Channel.EMAIL, now=NOON).send is not kind.optional, key
        assert decide(kind, off, Channel.PUSH, now=NOON).send is not kind.optional, key


def test_what_is_notified_on_the_site_alone_leaves_by_no_way() -> None:
    for key, channel in product(ON_SITE_ALONE, Channel):
        decision = decide(NotificationKind.all[key], {}, channel, now=NOON)
        assert (decision.send, decision.reason) == (False, "not_offered"), (key, channel)
