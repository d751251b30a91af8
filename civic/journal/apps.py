from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from civic.core import registry


class JournalConfig(AppConfig):
    name = "civic.journal"

    def ready(self) -> None:
        """Find every app's events and receivers, so that the journal can read back and pass on."""
        registry.import_room("events")
        registry.import_room("receivers")
        register(check_headings)


def check_headings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The headings that the descriptors declare are those of the events."""
    events = import_module("civic.journal.events").Event.kinds.values()
    declared, used = registry.journal_topics(), {event.topic for event in events if event.topic}
    faults = [
        f"No event has the heading “{topic}”: add it to an event as its topic, or take it out of journal_topics."
        for topic in sorted(declared - used)
    ]
    faults += [
        f"{event.kind} has the heading “{event.topic}”: add it to journal_topics of its app's descriptor."
        for event in events
        if event.topic in used - declared
    ]
    return [Error(fault, id="journal.E001") for fault in faults]
