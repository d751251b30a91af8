"""Every address of the product, read from the resolver."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from civic.core.access import Page


@dataclass(frozen=True)
class Address:
    name: str
    route: str
    view: Any
    converters: dict[str, Any]

    @property
    def page(self) -> Page:
        return self.view.page

    @property
    def is_of_commune(self) -> bool:
        return "slug" in self.converters

    @property
    def object_keys(self) -> list[str]:
        return [name for name in self.converters if name != "slug"]


def _walk(resolver: URLResolver, prefix: str = "") -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Address(pattern.name or "", route, pattern.callback, pattern.pattern.converters)
        else:
            yield from _walk(pattern, route)


ADDRESSES = list(_walk(get_resolver()))
