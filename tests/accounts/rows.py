"""A row of any model, by its factory where it has one: for what is tested of all that the apps declare."""

import datetime
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import models
from factory.django import DjangoModelFactory

from civic.communes.models import Commune
from civic.core.clock import now

TESTS = Path(__file__).parents[1]


def _factories() -> Iterator[type[DjangoModelFactory]]:
    for path in sorted(TESTS.glob("*/factories.py")):
        module = import_module(f"tests.{path.parent.name}.factories")
        for found in vars(module).values():
            if isinstance(found, type) and issubclass(found, DjangoModelFactory) and found._meta.model:
                yield found


FACTORIES = {factory._meta.model: factory for factory in _factories()}


def make_row(model: type[models.Model], commune: Commune, **given: Any) -> models.Model:
    """Its required fields are filled with anything; other rows that it needs are made, all of this commune."""
    if model is Commune:
        return commune
    factory = FACTORIES.get(model)
    known = set(factory._meta.pre_declarations.as_dict()) if factory else set()
    for field in model._meta.concrete_fields:
        if not {field.name, field.attname} & {*given, *known} and _is_required(field):
            related = isinstance(field, models.ForeignKey) and field.related_model
            given[field.name] = make_row(related, commune) if related else _anything(field)
            if related is Commune:
                given[field.attname] = commune.pk  # some factories read the key alone
    return factory(**given) if factory else model._default_manager.create(**given)


def _is_required(field: models.Field) -> bool:
    is_automatic = isinstance(field, models.AutoField | models.CompositePrimaryKey) or getattr(
        field, "auto_now_add", False
    )
    return not (is_automatic or field.null or field.has_default() or field.blank)


def _anything(field: models.Field) -> Any:
    if field.choices:
        return field.choices[0][0]
    match field:
        case models.EmailField():
            return f"{uuid4().hex}@exemple.test"
        case models.DateTimeField():
            return now()
        case models.DateField():
            return datetime.date(2026, 1, 1)
        case models.UUIDField():
            return uuid4()
        case models.BinaryField():
            return b"-"
        case models.JSONField():
            return {}
        case models.BooleanField():
            return True
        case models.IntegerField():
            return 1
        case models.URLField():
            return "https://exemple.fr/"
        case models.CharField():
            return uuid4().hex[: field.max_length]
        case _:
            return "-"
