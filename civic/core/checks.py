"""What the descriptors of the apps must agree on, checked at start (`manage.py check`)."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import NoReverseMatch, get_resolver, reverse

from civic.core import children, registry
from civic.core.descriptors import AfterErasure, AppDescriptor, Foothold, PersonalData

# What a foreign key to a person does by itself says the same as its declaration. What is purged by age has none.
ON_DELETE = {
    AfterErasure.DELETED: models.CASCADE,
    AfterErasure.DETACHED: models.SET_NULL,
    AfterErasure.RETAINED: models.PROTECT,
}


@register
def check_descriptors(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [Error(message, id="core.E001") for message in _faults()]


@register(deploy=True)
def check_sandbox(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Warning(
            f"Programs that convert what people send cannot be {kept} on this system.",
            hint="Landlock (Linux 5.13) keeps them to their files, user namespaces from the network.",
            id="core.W001",
        )
        for kept in children.SANDBOX
        if kept not in children.available_sandbox()
    ]


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
        "source of the desk": [source.key for source in registry.desk_sources()],
    }
    for noun, found in keys.items():
        for key, count in Counter(found).items():
            if count > 1:
                yield f"Two apps declare the {noun} “{key}”."
    pages: Iterable[Any] = (*registry.menu(), *registry.quick_actions(), *registry.first_steps())
    for link in pages:
        try:
            reverse(link.url_name, args=["eze-06", *getattr(link, "arguments", ())])
        except NoReverseMatch:
            yield f"“{link.label}” leads to {link.url_name}, which is no page of a commune."
    for page in registry.account_pages():
        try:
            reverse(page.url_name)
        except NoReverseMatch:
            yield f"The tab “{page.label}” of an account leads to {page.url_name}, which is no page."
    models_named = {
        "The journal has names for": registry.journal_subjects(),
        "The search looks for": registry.search_sources(),
    }
    for sentence, labels in models_named.items():
        for label in labels:
            try:
                apps.get_model(label)
            except LookupError:
                yield f"{sentence} “{label}”, which is no model."
    for app, descriptor in registry.descriptors().items():
        for section in descriptor.help_sections:
            try:
                get_template(section.template)
            except TemplateDoesNotExist:
                yield f"The help of {app} has no template {section.template}."
    yield from _faults_of_desk()
    yield from _positions_taken_twice()
    yield from _faults_of_personal_data()


def _faults_of_desk() -> Iterable[str]:
    """What is put away there, and stays on the desk, is found by the names of these pages."""
    names = get_resolver().reverse_dict
    for source in registry.desk_sources():
        for name in source.put_away_pages:
            if name not in names:
                yield f"The desk puts away “{source.key}” by {name}, which is no page."
        if bool(source.line) == bool(source.describe) or (source.line and not source.columns):
            yield f"The lines of “{source.key}” come from `columns` by `line`, or from `describe`: give one of the two."
        if source.together and not source.put_away_pages:
            yield f"Many of “{source.key}” fold on the desk, of which none is put away: name its put_away_pages."
    for step in registry.first_steps():
        if (step.is_done is None) == (step.rows is None):
            yield f"The first step “{step.label}” is done by `is_done` or by `rows`: give one of the two."


def _positions_taken_twice() -> Iterable[str]:
    """What stands at the same place would change places with the order of INSTALLED_APPS."""
    taken: dict[tuple[str, int], str] = {}
    for app, descriptor in registry.descriptors().items():
        for noun, position in _positions(descriptor):
            if other := taken.get((noun, position)):
                yield f"{other} and {app} declare a {noun} at position {position}: give one of them another."
            taken[noun, position] = app


def _positions(app: AppDescriptor) -> Iterable[tuple[str, int]]:
    """Where its parts stand, each with the noun of its list. A planned right whose app has come stands nowhere."""
    rights = [right for right in app.rights if any(right is present for present in registry.rights())]
    lists: dict[str, Iterable[Any]] = {
        "feature": [app.feature] if app.feature else [],
        "right": rights,
        "menu entry": app.menu,
        "quick action": app.quick_actions,
        "tab of an account": app.account_pages,
        "banner above every page": app.banners,
        "notice of what waits": app.waiting,
        "first step": app.first_steps,
        "source of the search": app.search,
        "notification category": app.notification_categories,
        "line of what people entrust us with": app.data_uses,
        "line of how long something is kept": app.retention,
    }
    for noun, parts in lists.items():
        yield from ((noun, part.position) for part in parts)
    for section in app.home:
        yield f"section of a commune's page ({section.place.value})", section.position
    for part in app.help_sections:
        yield f"section of the help ({part.page.value})", part.position


def _faults_of_personal_data() -> Iterable[str]:
    declared = {data.field: data for data in registry.personal_data()}
    for data in declared.values():
        if fault := _fault_of(data):
            yield f"{data.field} is declared as personal data, {data.after_erasure.value}: {fault}"
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if (
                column.related_model is get_user_model()
                and f"{model._meta.label}.{column.name}" not in declared
            ):
                yield f"{model._meta.label}.{column.name} leads to a person, and no app says what becomes of it."


def _fault_of(data: PersonalData) -> str:
    """Why an erasure, or an address that is taken back, could not carry out what is declared; "" where both can."""
    try:
        meta = apps.get_model(data.model)._meta
        column = meta.pk if data.field_name == "pk" else meta.get_field(data.field_name)
    except (LookupError, FieldDoesNotExist):
        return "there is no such field."
    if data.after_erasure is AfterErasure.DETACHED and not column.null:
        return "its column always names somebody (null=False)."
    if isinstance(column, models.ForeignKey) and column.remote_field.on_delete is not ON_DELETE.get(
        data.after_erasure
    ):
        return "its on_delete does something else."
    if data.foothold is Foothold.ADDED and data.added_at not in {
        one.name for one in meta.get_fields() if isinstance(one, models.DateTimeField)
    }:
        return f"it lets into an account, and its added_at, “{data.added_at}”, is no moment of it."
    return ""
