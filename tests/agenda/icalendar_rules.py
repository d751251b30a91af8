"""RFC 5545 and RFC 7986, read from the octets: shares nothing with what writes the agenda, nor with a library."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from urllib.parse import urlsplit

from PIL.ImageColor import colormap  # the names of CSS

_LINE = re.compile(
    r'(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*)'
    r":(?P<value>.*)",
    re.DOTALL,
)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
_DURATION = re.compile(r"\+?P(?=.)(?:\d+W|(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)")
_TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
_TEXTS = re.compile(r"(?:[^\\;]|\\[\\;,nN])*")  # several, with commas between them

ONCE = {
    "VCALENDAR": {
        "PRODID", "VERSION", "CALSCALE", "METHOD", "UID", "LAST-MODIFIED", "URL", "REFRESH-INTERVAL", "SOURCE", "COLOR",
        "X-WR-CALNAME", "X-PUBLISHED-TTL",
    },
    "VEVENT": {
        "DTSTAMP", "UID", "DTSTART", "CLASS", "CREATED", "DESCRIPTION", "GEO", "LAST-MODIFIED", "LOCATION", "ORGANIZER",
        "PRIORITY", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "URL", "RECURRENCE-ID", "RRULE", "DTEND", "DURATION",
        "COLOR",
    },
}  # fmt: skip
OFTEN = {
    "VCALENDAR": {"NAME", "DESCRIPTION", "CATEGORIES", "IMAGE"},
    "VEVENT": {"ATTACH", "ATTENDEE", "CATEGORIES", "COMMENT", "CONTACT", "EXDATE", "RDATE", "RELATED-TO",
               "REQUEST-STATUS", "RESOURCES", "IMAGE", "CONFERENCE"},
}  # fmt: skip
NEEDED = {"VCALENDAR": {"PRODID", "VERSION"}, "VEVENT": {"UID", "DTSTAMP", "DTSTART"}, "VTIMEZONE": {"TZID"}}
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "PRODID", "UID", "COMMENT", "CONTACT"}
MOMENTS = {"DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE"}
CHOICES = {
    "VERSION": {"2.0"},
    "CALSCALE": {"GREGORIAN"},
    "STATUS": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
    "TRANSP": {"OPAQUE", "TRANSPARENT"},
    "CLASS": {"PUBLIC"},  # of anything else, calendars show « Busy » to the subscriber
}


@dataclass
class Property:
    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        return re.sub(
            r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], self.value, flags=re.DOTALL
        )


@dataclass
class Component:
    name: str
    properties: list[Property] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def all(self, *names: str) -> list[Property]:
        return [one for one in self.properties if one.name in names]

    def get(self, name: str) -> Property | None:
        return next(iter(self.all(name)), None)

    def text(self, name: str) -> str:
        found = self.get(name)
        return found.text if found else ""

    def named(self, name: str) -> list["Component"]:
        return [part for part in self.parts if part.name == name]


class Faulty(Exception):
    """What stands there cannot be read at all."""


def read(sent: bytes) -> Component:
    """The calendar. Raises Faulty with the first thing that no reader could take."""
    if not sent.endswith(b"\r\n"):
        raise Faulty("the last line has no end")
    lines: list[str] = []
    for octets in sent.removesuffix(b"\r\n").split(b"\r\n"):
        if len(octets) > 75:
            raise Faulty(f"a line of {len(octets)} octets")
        try:
            line = octets.decode()
        except UnicodeDecodeError:
            raise Faulty("a line cut within a character") from None
        if _CONTROL.search(line):
            raise Faulty("a control character, or another end of line than CR LF")
        if line.startswith((" ", "\t")) and lines:
            lines[-1] += line[1:]
        else:
            lines.append(line)
    around = Component("")
    open_ones = [around]
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            raise Faulty(f"no content line: {line[:40]}")
        name, value = found["name"].upper(), found["value"]
        if name == "BEGIN":
            open_ones[-1].parts.append(Component(value.upper()))
            open_ones.append(open_ones[-1].parts[-1])
        elif name == "END":
            if open_ones.pop().name != value.upper():
                raise Faulty(f"END:{value} of something else")
        else:
            parameters = {
                key.upper(): given.strip('"') for key, given in _PARAMETER.findall(found["parameters"])
            }
            open_ones[-1].properties.append(Property(name, parameters, value))
    if len(open_ones) != 1 or [part.name for part in around.parts] != ["VCALENDAR"] or around.properties:
        raise Faulty("not one VCALENDAR")
    return around.parts[0]


def moment(given: Property) -> date | datetime:
    """Aware where it is in UTC, naive where a time zone is named or none is."""
    value = given.value
    if given.parameters.get("VALUE") == "DATE":
        if not re.fullmatch(r"\d{8}", value):
            raise ValueError(value)
        return date.fromisoformat(value)
    if not re.fullmatch(r"\d{8}T\d{6}Z?", value):
        raise ValueError(value)
    return datetime.fromisoformat(value)


def _kind(given: Property) -> tuple[type, bool, str | None]:
    """A day, a moment in UTC, or one on a clock."""
    return type(moment(given)), given.value.endswith("Z"), given.parameters.get("TZID")


def faults(sent: bytes) -> list[str]:
    try:
        calendar = read(sent)
    except Faulty as fault:
        return [str(fault)]
    found = [fault for one in (calendar, *calendar.parts) for fault in _of_component(one)]
    zones = {zone.text("TZID") for zone in calendar.named("VTIMEZONE")}
    events = calendar.named("VEVENT")
    if not calendar.parts:
        found.append("nothing in it")
    if calendar.get("METHOD"):
        found += [
            f"{event.text('UID')}: published by nobody" for event in events if not event.get("ORGANIZER")
        ]
    for event in events:
        uid = event.text("UID")
        try:
            found += [f"{uid}: {fault}" for fault in _of_event(event, zones)]
        except ValueError as error:
            found.append(f"{uid}: no moment: {error}")
    return found + _together(events) + _of_subscription(calendar)


def _of_component(one: Component) -> list[str]:
    names = [given.name for given in one.properties]
    found = [f"{one.name} without {name}" for name in NEEDED.get(one.name, set()) - set(names)]
    if one.name not in ONCE:
        return found
    found += [f"{name} twice" for name in ONCE[one.name] if names.count(name) > 1]
    known = ONCE[one.name] | OFTEN[one.name]
    found += [f"{name} in {one.name}" for name in names if name not in known and not name.startswith("X-")]
    for given in one.properties:
        if fault := _of_value(given):
            found.append(f"{given.name}: {fault}")
    return found


def _of_value(given: Property) -> str:
    name, value = given.name, given.value
    if name in TEXTS and not _TEXT.fullmatch(value):
        return f"not escaped: {value[:40]}"
    if name == "CATEGORIES" and (not _TEXTS.fullmatch(value) or not value):
        return f"not escaped: {value[:40]}"
    if name in CHOICES and value not in CHOICES[name]:
        return f"no such choice: {value}"
    if name in {"DTSTAMP", "CREATED", "LAST-MODIFIED"} and not re.fullmatch(r"\d{8}T\d{6}Z", value):
        return f"not in UTC: {value}"
    if name == "SEQUENCE" and not re.fullmatch(r"\d{1,9}", value):
        return f"no count: {value}"
    if name == "COLOR" and value.lower() not in colormap:
        return f"no name of CSS: {value}"
    if name == "IMAGE" and given.parameters.get("VALUE") not in {"URI", "BINARY"}:
        return "says not what it is"
    if name in {"URL", "SOURCE"} or (name == "IMAGE" and given.parameters.get("VALUE") == "URI"):
        address = urlsplit(value)
        if (
            not value.isascii()
            or " " in value
            or address.scheme not in {"http", "https"}
            or not address.hostname
        ):
            return f"no address: {value}"
    return ""


def _of_event(event: Component, zones: set[str]) -> list[str]:
    found = []
    for given in event.all(*MOMENTS):
        zone, read_as = given.parameters.get("TZID"), moment(given)
        if zone and zone not in zones:
            found.append(f"{given.name} on the clock of {zone}, which nothing describes")
        if zone and (not isinstance(read_as, datetime) or read_as.tzinfo):
            found.append(f"{given.name} has two clocks")
        if not zone and isinstance(read_as, datetime) and not read_as.tzinfo:
            found.append(f"{given.name} is on everybody's own clock")
    starts, ends = event.get("DTSTART"), event.get("DTEND")
    if starts and ends:
        begin, end = moment(starts), moment(ends)
        if _kind(starts) != _kind(ends):
            found.append("DTEND is of another kind than DTSTART")
        elif end <= begin:
            found.append("DTEND is not after DTSTART")
    if ends and event.get("DURATION"):
        found.append("DTEND and DURATION")
    if rule := event.get("RRULE"):
        found += _of_rule(rule.value, starts)
    for given in event.all("EXDATE", "RECURRENCE-ID"):
        if starts and _kind(given) != _kind(starts):
            found.append(f"{given.name} is of another kind than DTSTART")
    return found


def _of_rule(rule: str, starts: Property | None) -> list[str]:
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    found = [] if "FREQ" in parts else ["RRULE without FREQ"]
    if "UNTIL" in parts and "COUNT" in parts:
        found.append("RRULE ends twice")
    if "UNTIL" in parts and starts:
        whole_days = not isinstance(moment(starts), datetime)
        if not re.fullmatch(r"\d{8}" if whole_days else r"\d{8}T\d{6}Z", parts["UNTIL"]):
            found.append("UNTIL is of another kind than DTSTART")
    return found


def _together(events: list[Component]) -> list[str]:
    marks = sorted((event.text("UID"), event.text("RECURRENCE-ID")) for event in events)
    found = [f"{one[0]} twice" for one, other in pairwise(marks) if one == other]
    masters = {uid for uid, recurrence in marks if not recurrence}
    return found + [f"{uid}: a date of no series" for uid, _ in marks if uid not in masters]


def _of_subscription(calendar: Component) -> list[str]:
    found = []
    if given := calendar.get("REFRESH-INTERVAL"):
        if given.parameters.get("VALUE") != "DURATION" or not _DURATION.fullmatch(given.value):
            found.append("REFRESH-INTERVAL is no duration")
        if calendar.text("X-PUBLISHED-TTL") not in {"", given.value}:
            found.append("X-PUBLISHED-TTL says another duration")
    if calendar.get("NAME") and calendar.text("X-WR-CALNAME") not in {"", calendar.text("NAME")}:
        found.append("two names")
    return found
