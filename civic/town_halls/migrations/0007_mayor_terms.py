"""Mayors who are here are found by their own names, too."""

from typing import Any

from django.db import migrations

from civic.communes.directory.search_terms import mayor_terms


def add_terms(apps: Any, schema_editor: Any) -> None:
    offices = apps.get_model("town_halls", "Office").objects.filter(ended_at=None)
    term_model = apps.get_model("communes", "SearchTerm")
    names = ("commune_id", "commune__population", "person__first_name", "person__last_name")
    terms = [
        term_model(term=term, weight=population or 0, commune_id=commune_id)
        for commune_id, population, first_name, last_name in offices.values_list(*names)
        for term in mayor_terms(first_name, last_name)
    ]
    term_model.objects.bulk_create(terms, batch_size=5000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("communes", "0018_mayor_terms"), ("town_halls", "0006_townhall_banner")]

    operations = [migrations.RunPython(add_terms, migrations.RunPython.noop)]
