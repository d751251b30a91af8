"""What the descriptors of the apps must agree on, checked at start (`manage.py check`)."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.urls import NoReverseMatch, reverse

from civic.core import registry


@register
def check_descriptors(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [Error(message, id="core.E001") for message in _faults()]


def _faults() -> Iterable[str]:
    for config in apps.get_app_configs():
        if (
            config.name.startswith("civic.")
            and config.label != "core"
            and config.label not in registry.descriptors()
        ):
            yield f"{config.name} has no descriptor.py."
    keys = {
        "feature": [str(feature) for feature in registry.features()],
        "right": [str(right) for right in registry.rights()],
        "notification category": [category.key for category in registry.notification_categories()],
    }
    for noun, found in keys.items():
        for key, count in Counter(found).items():
            if count > 1:
                yield f"Two apps declare the {noun} “{key}”."
    for entry in registry.menu():
        try:
            reverse(entry.url_name, args=["eze-06"])
        except NoReverseMatch:
            yield f"The menu entry “{entry.label}” leads to {entry.url_name}, which is no page of a commune."
    for page in registry.account_pages():
        try:
            reverse(page.url_name)
        except NoReverseMatch:
            yield f"The tab “{page.label}” of an account leads to {page.url_name}, which is no page."
    for label in registry.journal_subjects():
        try:
            apps.get_model(label)
        except LookupError:
            yield f"The journal has names for “{label}”, which is no model."
