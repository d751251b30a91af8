"""An installation from before `communes` was split, with one row of everything that moved, is migrated.

Run by test_migrations.py in a process of its own, since it needs an empty database. Prints what it finds afterwards.
"""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [
    ("communes", "0012_agenda_of_town_halls"),
    ("contenttypes", "0002_remove_content_type_name"),
    ("journal", "0002_town_hall_acts"),
    ("media", "0003_emblems"),
    ("moderation", "0002_appeals"),
    ("worker", "0001_initial"),
]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MOVED = [
    "TownHall", "Office", "CvEntry", "CommunePhoto", "Membership", "Follow", "Solicitation", "ProofRequest",
    "ProofFile", "AddressWord", "Delegation", "Restriction",
]  # fmt: skip


def fill(apps: Apps) -> dict[str, Any]:
    """One row of each model that moves; their keys by model."""
    made: dict[str, Any] = {}

    def add(label: str, **fields: Any) -> Any:
        row = apps.get_model(label).objects.create(**fields)
        made[label.split(".")[1]] = str(row.pk)
        return row

    region = add("communes.Region", code="93", name="Région")
    department = add("communes.Department", code="06", name="Département", region=region)
    commune = add("communes.Commune", code="06001", slug="ici-06", name="Ici", department=department)
    person = add("accounts.Person", email="une@exemple.fr", first_name="Une", last_name="Personne")
    mayor = apps.get_model("accounts.Person").objects.create(email="maire@exemple.fr")
    media = add("media.Media", kind="photo", status="ready")
    add("communes.TownHall", commune=commune, emblem=media, residents=1)
    office = add("communes.Office", commune=commune, person=mayor, since=date(2020, 7, 3))
    add("communes.CvEntry", office=office, key="a", year=2016, text="Élection")
    add("communes.CommunePhoto", commune=commune, media=media, position=0)
    membership = add(
        "communes.Membership", commune=commune, person=person, status="pending", requested_at=NOW
    )
    add("communes.Follow", commune=commune, person=person)
    add("communes.Solicitation", commune=commune, sent_at=NOW, residents_told=3)
    request = add("communes.ProofRequest", membership=membership, asked_at=NOW, words="Une facture")
    add(
        "communes.ProofFile",
        request=request,
        content_type="application/pdf",
        size=1,
        digest="d",
        added_at=NOW,
    )
    add("communes.AddressWord", commune=commune, digest="d", last_first="personne une", membership=membership)
    add("communes.Delegation", commune=commune, person=person, given_by=mayor, title="Adjoint", starts_at=NOW)
    restriction = add(
        "communes.Restriction", commune=commune, person=person, key="a", starts_at=NOW,
        ends_at=NOW + timedelta(days=7), reason="insult", words="Des mots",
    )  # fmt: skip
    add(
        "moderation.Appeal",
        restriction=restriction,
        commune=commune,
        person=person,
        words="Je conteste",
        created_at=NOW,
    )
    add(
        "journal.Entry",
        kind="MembershipRequested",
        target_type="communes.membership",
        target_id=str(membership.pk),
    )
    add("worker.Job", task="civic.communes.tasks.forget_old_proofs", due_at=NOW)
    apps.get_model("contenttypes.ContentType").objects.create(app_label="communes", model="restriction")
    return made


def found(made: dict[str, Any]) -> dict[str, Any]:
    """The same rows through today's models, and what hangs together."""
    from django.apps import apps

    models = {model.__name__: model for model in apps.get_models() if model.__module__.startswith("civic.")}
    kept = {name: str(models[name]._base_manager.get().pk) for name in MOVED}
    file = models["ProofFile"]._base_manager.get()
    entry, job = models["Entry"]._base_manager.get(), models["Job"]._base_manager.get()
    types = apps.get_model("contenttypes.ContentType")._base_manager
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    return {
        "kept": kept == {name: made[name] for name in MOVED},
        "proof of": str(file.request.membership.person_id) == made["Person"],
        "appeal of": str(models["Appeal"]._base_manager.get().restriction_id) == made["Restriction"],
        "mayor since": str(models["Commune"]._base_manager.get().offices.get().since),
        "emblem": str(models["TownHall"]._base_manager.get().emblem_id) == made["Media"],
        "entry": [entry.kind, entry.target_type],
        "job": job.task,
        "content types": list(types.values_list("app_label", flat=True).filter(model="restriction")),
        "tables left": sorted(
            table for table in tables if table in {f"communes_{model.lower()}" for model in MOVED}
        ),
    }


def main() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    made = fill(executor.loader.project_state(BEFORE).apps)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    print(json.dumps(found(made)))


if __name__ == "__main__":
    django.setup()
    main()
