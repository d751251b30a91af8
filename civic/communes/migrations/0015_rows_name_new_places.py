"""Rows that name a model by its label, and jobs that wait for a task by its path, name the new places."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LABELS = {
    "communes.townhall": "town_halls.townhall",
    "communes.office": "town_halls.office",
    "communes.cventry": "town_halls.cventry",
    "communes.communephoto": "town_halls.communephoto",
    "communes.membership": "memberships.membership",
    "communes.follow": "memberships.follow",
    "communes.solicitation": "memberships.solicitation",
    "communes.proofrequest": "memberships.proofrequest",
    "communes.prooffile": "memberships.prooffile",
    "communes.addressword": "memberships.addressword",
    "communes.delegation": "delegations.delegation",
    "communes.restriction": "restrictions.restriction",
}
TASKS = {
    "civic.communes.tasks.solicit_town_hall": "civic.memberships.actions.solicitations.solicit_town_hall",
    "civic.communes.tasks.tell_waiting_town_halls": "civic.memberships.actions.solicitations.solicit_town_halls",
    "civic.communes.tasks.prepare_proof_file": "civic.memberships.actions.proofs.prepare_proof_file",
    "civic.communes.tasks.erase_proof_files": "civic.memberships.actions.proofs.erase_proof_files",
    "civic.communes.tasks.forget_old_proofs": "civic.memberships.actions.proofs.purge_old_proofs",
    "civic.communes.tasks.remind_town_hall": "civic.memberships.actions.reminders.remind_town_hall",
    "civic.communes.tasks.remind_town_halls": "civic.memberships.actions.reminders.remind_town_halls",
    "civic.communes.tasks.end_restriction": "civic.restrictions.actions.end_restriction",
    "civic.communes.tasks.end_due_restrictions": "civic.restrictions.actions.end_due_restrictions",
    "civic.communes.tasks.erase_removed_parts": "civic.town_halls.actions.purging.erase_removed_parts",
}
NAMING = [("journal", "Entry"), ("moderation", "Flag"), ("notifications", "Notification")]


def rename(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _rename(apps, LABELS, TASKS)


def rename_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _rename(apps, {new: old for old, new in LABELS.items()}, {new: old for old, new in TASKS.items()})


def _rename(apps: Apps, labels: dict[str, str], tasks: dict[str, str]) -> None:
    for app, model in NAMING:
        rows = apps.get_model(app, model).objects
        for old, new in labels.items():
            rows.filter(target_type=old).update(target_type=new)
    jobs = apps.get_model("worker", "Job").objects
    for old, new in tasks.items():
        jobs.filter(task=old).update(task=new)
    types = apps.get_model("contenttypes", "ContentType").objects
    for old, new in labels.items():
        (old_app, model), new_app = old.split("."), new.split(".")[0]
        # Where migrations are run one by one, the new one may have been made already.
        if not types.filter(app_label=new_app, model=model).exists():
            types.filter(app_label=old_app, model=model).update(app_label=new_app)


class Migration(migrations.Migration):
    dependencies = [
        ("communes", "0014_models_moved"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("journal", "0002_town_hall_acts"),
        ("moderation", "0003_restriction_in_its_app"),
        ("notifications", "0004_put_away_unread"),
        ("worker", "0001_initial"),
    ]

    operations = [migrations.RunPython(rename, rename_back)]
