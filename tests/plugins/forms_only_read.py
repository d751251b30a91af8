"""Checking a form may read the database, and must leave it as it was: what is to be written is for an action."""

from typing import Any

import pytest
from django.db import connection
from django.forms import BaseForm

from tests.plugins.statements import writes


class FormWrote(AssertionError):
    pass


def _refuse_to_write(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if writes(sql):
        raise FormWrote(sql[:200])
    return execute(sql, params, many, context)


@pytest.fixture(autouse=True)
def forms_only_read(monkeypatch: pytest.MonkeyPatch) -> None:
    full_clean = BaseForm.full_clean

    def watched(form: BaseForm) -> None:
        # The sign-in library checks a password inside its forms, and axes counts the wrong ones there.
        if any(base.__module__.startswith("allauth.") for base in type(form).__mro__):
            full_clean(form)
            return
        with connection.execute_wrapper(_refuse_to_write):
            full_clean(form)

    monkeypatch.setattr(BaseForm, "full_clean", watched)
