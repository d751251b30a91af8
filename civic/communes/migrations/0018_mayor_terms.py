"""Mayors are found by their names: of a directory that is loaded already, by these terms."""

from typing import Any

from django.db import migrations

from civic.communes.directory.search_terms import mayor_terms

_BATCH = 5000


def add_terms(apps: Any, schema_editor: Any) -> None:
    commune_model, term_model = (
        apps.get_model("communes", "Commune"),
        apps.get_model("communes", "SearchTerm"),
    )
    known = commune_model.objects.filter(is_current=True).exclude(mayor_last_name="")
    rows = known.values_list("pk", "population", "mayor_first_name", "mayor_last_name")
    terms = (
        term_model(term=term, weight=population or 0, commune_id=pk)
        for pk, population, first_name, last_name in rows.iterator()
        for term in mayor_terms(first_name, last_name)
    )
    term_model.objects.bulk_create(list(terms), batch_size=_BATCH, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("communes", "0017_streets")]

    operations = [migrations.RunPython(add_terms, migrations.RunPython.noop)]
