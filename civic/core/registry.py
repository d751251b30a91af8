"""The descriptors of all installed apps, read in one place."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import module_has_submodule

from civic.core.descriptors import (
    AccountPage,
    Alarm,
    AppDescriptor,
    DataUse,
    Feature,
    HelpPage,
    HelpSection,
    HomeSection,
    LiveHomeSection,
    MenuEntry,
    NotificationCategory,
    PageBanner,
    PersonalData,
    QuickAction,
    RetentionRule,
    Right,
    ScheduledTask,
    SubjectNames,
    WaitingItem,
)
from civic.core.desk_sources import DeskSource, FirstStep
from civic.core.searching import SearchLookup, SearchSource

MODULE = "descriptor"


@cache
def descriptors() -> Mapping[str, AppDescriptor]:
    """By app label, in the order of INSTALLED_APPS. Asked for once all apps are loaded."""
    apps.check_models_ready()
    found = {}
    for config in apps.get_app_configs():
        if (descriptor := _descriptor_of(config)) is not None:
            found[config.label] = descriptor
    return found


def _descriptor_of(config: AppConfig) -> AppDescriptor | None:
    """None for an app of another project."""
    module: Any = config.module
    if not module_has_submodule(module, MODULE):
        return None
    descriptor = getattr(import_module(f"{config.name}.{MODULE}"), "APP", None)
    if not isinstance(descriptor, AppDescriptor):
        raise ImproperlyConfigured(f"{config.name}.{MODULE} has no APP = AppDescriptor(…).")
    return descriptor


def import_room(name: str) -> None:
    """This room of all apps that have it; where it grew into a folder, the modules in it. What they register at import
    is there afterwards."""
    for label in descriptors():
        config = apps.get_app_config(label)
        module: Any = config.module
        if module_has_submodule(module, name):
            room = import_module(f"{config.name}.{name}")
            for found in iter_modules(getattr(room, "__path__", ())):
                import_module(f"{room.__name__}.{found.name}")


@cache
def url_modules() -> tuple[str, ...]:
    """The `urls` of all apps that have pages."""
    configs = [apps.get_app_config(label) for label in descriptors()]
    return tuple(f"{config.name}.urls" for config in configs if module_has_submodule(config.module, "urls"))


def _all[T](part: Callable[[AppDescriptor], Iterable[T]]) -> list[T]:
    return [item for descriptor in descriptors().values() for item in part(descriptor)]


def _in_order[T](part: Callable[[AppDescriptor], Iterable[T]]) -> tuple[T, ...]:
    """By their position, of which `core.checks` allows no two the same."""
    return tuple(sorted(_all(part), key=lambda item: item.position))  # type: ignore[attr-defined]


@cache
def features() -> tuple[Feature, ...]:
    return _in_order(lambda app: [app.feature] if app.feature else [])


def features_on(decisions: Mapping[str, bool]) -> frozenset[str]:
    """What is on, after what a town hall decided; the rest follows its default."""
    return frozenset(feature for feature in features() if decisions.get(feature, feature.on_by_default))


@cache
def rights() -> tuple[Right, ...]:
    """A planned one gives way to the app that has come."""
    found = _in_order(lambda app: app.rights)
    here = {right for right in found if not right.is_planned}
    return tuple(right for right in found if not (right.is_planned and right in here))


def right(key: str) -> Right | None:
    """None for one that no installed app has."""
    return next((one for one in rights() if one == key), None)


@cache
def guarded_rights() -> frozenset[str]:
    return frozenset(right for right in rights() if right.is_guarded)


@cache
def menu() -> tuple[MenuEntry, ...]:
    return _in_order(lambda app: app.menu)


@cache
def quick_actions() -> tuple[QuickAction, ...]:
    return _in_order(lambda app: app.quick_actions)


@cache
def account_pages() -> tuple[AccountPage, ...]:
    return _in_order(lambda app: app.account_pages)


@cache
def home_sections() -> tuple[HomeSection | LiveHomeSection, ...]:
    return _in_order(lambda app: app.home)


@cache
def page_banners() -> tuple[PageBanner, ...]:
    return _in_order(lambda app: app.banners)


@cache
def waiting_items() -> tuple[WaitingItem, ...]:
    return _in_order(lambda app: app.waiting)


@cache
def desk_sources() -> tuple[DeskSource, ...]:
    return tuple(_all(lambda app: app.desk))


@cache
def first_steps() -> tuple[FirstStep, ...]:
    return _in_order(lambda app: app.first_steps)


@cache
def searched() -> tuple[SearchSource | SearchLookup, ...]:
    return _in_order(lambda app: app.search)


@cache
def search_sources() -> Mapping[str, SearchSource]:
    """By the label of their model."""
    return {source.model: source for source in searched() if isinstance(source, SearchSource)}


@cache
def notification_categories() -> tuple[NotificationCategory, ...]:
    return _in_order(lambda app: app.notification_categories)


@cache
def journal_topics() -> frozenset[str]:
    return frozenset(_all(lambda app: app.journal_topics))


@cache
def journal_subjects() -> Mapping[str, SubjectNames]:
    """How rows are named in the journal, by the label of their model."""
    return dict(_all(lambda app: app.journal_subjects.items()))


@cache
def schedule() -> tuple[ScheduledTask, ...]:
    return tuple(_all(lambda app: app.schedule))


@cache
def personal_data() -> tuple[PersonalData, ...]:
    return tuple(_all(lambda app: app.personal_data))


@cache
def help_sections(page: HelpPage) -> tuple[HelpSection, ...]:
    return tuple(section for section in _in_order(lambda app: app.help_sections) if section.page is page)


@cache
def data_uses() -> tuple[DataUse, ...]:
    return _in_order(lambda app: app.data_uses)


@cache
def retention() -> tuple[RetentionRule, ...]:
    return _in_order(lambda app: app.retention)


@cache
def alarms() -> tuple[Alarm, ...]:
    return _in_order(lambda app: app.alarms)
