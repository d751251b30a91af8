"""Once an account is erased, every table and every file is searched for what is left of its person."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.urls import reverse
from PIL import Image

from civic.accounts.actions.erasure import erase_person
from civic.delivery.models import OutgoingMail
from civic.moderation.models import Flag
from civic.posts.enums import PUBLISH
from civic.threads.actions import messages
from civic.threads.thread_kinds import COMMENTS
from tests.accounts.factories import PersonFactory
from tests.communes.factories import DelegationFactory, MembershipFactory

pytestmark = pytest.mark.django_db

WORDS = (
    "Zorglub",
    "zorglub",
    "Quetzal",
    "quetzal",
    "33611223344",
    "TEXTEUN",
    "TEXTEDEUX",
    "LÉGENDE",
    "CORPS",
)
# Where the key of an account that is gone stays, and why. The words stay nowhere.
STAYS = {
    # What happened, without a name: purged after twelve months.
    ("journal.Entry", "actor_id"),
    ("journal.Entry", "data"),
    ("journal.Entry", "target_id"),
    # Work that is done or waits, by keys alone: purged two days after it is done.
    ("worker.Job", "arguments"),
    # What was sent to whom, without what it said: purged after sixty days.
    ("delivery.Delivery", "person_id"),
    # How much was uploaded in which hour: purged after two days.
    ("media.UploadedBytes", "owner_id"),
    # What open pages were told: purged after an hour.
    ("live.Change", "topic"),
}


def found_in_tables(wanted: tuple[str, ...]) -> set[tuple[str, str, str]]:
    return {
        (model._meta.label, field.name, word)
        for model in apps.get_models()
        for row in model._default_manager.all()
        for field in model._meta.concrete_fields
        for word in wanted
        if word in json.dumps(getattr(row, field.attname), default=str, ensure_ascii=False)
    }


def photo() -> SimpleUploadedFile:
    written = BytesIO()
    Image.new("RGB", (300, 300), (3, 4, 5)).save(written, "JPEG")
    return SimpleUploadedFile("photo.jpg", written.getvalue(), "image/jpeg")


def files_of(folder: str) -> set[Path]:
    return {path for path in Path(folder).rglob("*") if path.is_file()}


def test_nothing_is_left_but_keys(
    commune, mayor, second_resident, post, client_of, viewer_of, run_jobs, settings
):
    person = PersonFactory(
        first_name="Zorglubine",
        last_name="Quetzalcoatl",
        email="zorglub@exemple.test",
        mobile="+33611223344",
        presentation="Zorglubine, voisine",
    )
    MembershipFactory(commune=commune, person=person)
    run_jobs()
    files = files_of(settings.MEDIA_ROOT)
    said = {"kind": COMMENTS, "thread_id": post.thread_id}
    viewer, other = viewer_of(person, commune), viewer_of(second_resident, commune)
    first = messages.write_message(viewer=viewer, **said, body="TEXTEUN", key="1")
    messages.write_message(viewer=other, **said, body="Oui", key="2", answers=first.pk)
    second = messages.write_message(viewer=viewer, **said, body="TEXTEDEUX", key="3")
    town_hall = viewer_of(mayor, commune)
    messages.remove_message(
        viewer=town_hall, kind=COMMENTS, message_id=second.pk, reason="Zorglubine exagère"
    )
    run_jobs()
    messages.flag_message(
        viewer=other, kind=COMMENTS, message_id=first.pk, reason="insult", words="Zorglubine dit TEXTEUN"
    )
    delegation = DelegationFactory(commune=commune, person=person, given_by=mayor, rights=[PUBLISH])
    upload = reverse("media_upload", args=[commune.slug])
    sent = client_of(person).post(
        upload, {"file": photo(), "alt": "LÉGENDE"}, headers={"accept": "application/json"}
    )
    assert "errors" not in sent.json()
    delegation.delete()
    EmailMessage("Parti", "CORPS", to=[person.email]).send()
    run_jobs()
    EmailMessage("En attente", "CORPS", to=[f"Zorglubine <{person.email.upper()}>"]).send()
    sent_to_others = OutgoingMail.objects.count()
    wanted = (*WORDS, str(person.pk))
    assert {word for _, _, word in found_in_tables(wanted)} >= {*WORDS} - {"quetzal", "TEXTEDEUX"}
    assert files_of(settings.MEDIA_ROOT) > files

    erase_person(person_id=person.pk)
    for _ in range(2):  # at once, and after all that it started
        left = found_in_tables(wanted)
        assert {(label, field) for label, field, _ in left} <= STAYS
        assert {word for _, _, word in left} <= {str(person.pk)}
        run_jobs()
    assert files_of(settings.MEDIA_ROOT) == files
    assert not Flag.objects.exists()
    assert OutgoingMail.objects.count() < sent_to_others
