"""Whoever belongs to a commune, holds an office or a delegation there, or follows it, is told from now on."""

from django.db import migrations

_OPEN = """
INSERT INTO notifications_inbox (person_id, commune_id, opened_at, read_until, cleared_until, choices, muted)
SELECT person_id, commune_id, {now}, {nothing}, {nothing}, '{{}}', ','
FROM (
    SELECT person_id, commune_id FROM communes_membership WHERE status = 'accepted'
    UNION SELECT person_id, commune_id FROM communes_office WHERE ended_at IS NULL
    UNION SELECT person_id, commune_id FROM communes_delegation
    UNION SELECT person_id, commune_id FROM communes_follow
) known
WHERE true
ON CONFLICT DO NOTHING"""


def open_inboxes(apps, schema_editor):
    nothing = "'" + "0" * 32 + "'"
    now = "CURRENT_TIMESTAMP"
    if schema_editor.connection.vendor == "postgresql":
        nothing = f"CAST({nothing} AS uuid)"
    schema_editor.execute(_OPEN.format(now=now, nothing=nothing))


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial"), ("communes", "0004_solicitation_stopped")]
    operations = [migrations.RunPython(open_inboxes, migrations.RunPython.noop)]
