"""What was known to be automatic by its title is so by a column."""

import pytest

from civic.core.clock import now
from tests.migrating import migrate_to, models_at

BEFORE = [("threads", "0009_file_count"), ("messaging", "0007_notes_stay")]


@pytest.mark.django_db(transaction=True)
def test_the_title_becomes_a_column(commune, mayor, resident):
    with models_at(*BEFORE, latest=("accounts", "communes")) as models:
        model = models.get_model("threads", "Message")
        thread = models.get_model("threads", "Thread").objects.create(
            commune_id=commune.pk, kind="private", encrypted=True, last_number=3
        )
        models.get_model("messaging", "Conversation").objects.create(
            pk=thread.pk,
            commune_id=commune.pk,
            thread=thread,
            resident_id=resident.pk,
            addressee="team",
            active_at=now(),
        )
        for number, title, settles in (
            (1, "Réponse automatique", False),
            (2, "Maire", True),
            (3, "Réponse automatique", True),
        ):
            model.objects.create(
                thread=thread,
                number=number,
                author_id=mayor.pk,
                for_town_hall=True,
                settles=settles,
                author_title=title,
                encrypted_body="Bonjour",
                key=str(number),
                written_at=now(),
            )
        latest = migrate_to()
        found = latest.get_model("threads", "Message").objects.order_by("number")
        assert list(found.values_list("is_automatic", "author_title")) == [
            (True, "Réponse automatique"),
            (False, "Maire"),
            (False, "Réponse automatique"),
        ]
        assert latest.get_model("messaging", "Conversation").objects.get().automatic_number == 1
