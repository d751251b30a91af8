"""An account is erased: what the apps declared of each row that speaks of a person is what the database shows."""

from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models

from civic.accounts.actions.erasure import erase_person
from civic.accounts.actions.tries import record_failure
from civic.accounts.models import Person, SignInTries
from civic.accounts.queries import rows_of
from civic.agenda.enums import ParticipationState
from civic.agenda.models import CalendarEvent, Participation
from civic.core import registry
from civic.core.clock import now
from civic.core.descriptors import AfterErasure, PersonalData
from civic.core.refusals import NotAllowed
from civic.delegations.models import Delegation
from civic.media import storage
from civic.media.enums import MediaKind, MediaStatus
from civic.media.models import LinkPreview, Media
from civic.memberships.models import Follow, Membership, ProofFile, ProofRequest
from civic.posts.actions import PostContent, edit_post, publish_post, save_draft
from civic.posts.enums import PUBLISH
from civic.threads.actions import likes, messages
from civic.threads.models import Message, Thread
from civic.threads.thread_kinds import COMMENTS
from civic.town_halls.models import Office, TownHall
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.accounts.rows import make_row
from tests.agenda.factories import CalendarEventFactory
from tests.communes.factories import CommuneFactory, DelegationFactory, TownHallFactory
from tests.threads.factories import MessageFactory

# What nothing uses goes at once.
IN_USE = {model: {"attached_at": now()} for model in (Media, LinkPreview)}
# A commune has one mayor at a time.
OVER = {"town_halls.Office.invited_by": {"ended_at": now()}}


def everywhere(person: Person) -> dict[PersonalData, models.Model]:
    """A row of this person in each place that an app declares, in a commune of its own."""
    commune, made = CommuneFactory(), {}
    TownHallFactory(commune=commune)
    for data in registry.personal_data():
        model = apps.get_model(data.model)
        if model is Person:
            continue
        field = model._meta.get_field(data.field_name)
        by = person if isinstance(field, models.ForeignKey) else person.pk
        more = IN_USE.get(model, {}) | OVER.get(data.field, {})
        made[data] = make_row(model, commune, **{data.field_name: by}, **more)
        assert rows_of(data, person.pk).filter(pk=made[data].pk).exists(), data.field
    return made


def database() -> dict[str, list[Any]]:
    return {model._meta.label: rows(model._default_manager.all()) for model in apps.get_models()}


def rows(found: "models.QuerySet[Any]") -> list[Any]:
    return list(found.order_by("pk").values())


def all_about(person: Person) -> dict[str, list[Any]]:
    return {data.field: rows(rows_of(data, person.pk)) for data in registry.personal_data()}


@pytest.fixture
def person(db: None) -> Person:
    return PersonFactory(
        first_name="Andrée",
        last_name="Untel",
        email="andree@exemple.test",
        civility="mme",
        mobile="+33612345678",
        presentation="Bonjour.",
    )


def test_the_database_agrees_with_each_declaration(person):
    made = everywhere(person)
    erase_person(person_id=person.pk)
    found = {}
    for data, row in made.items():
        still = type(row)._default_manager.filter(pk=row.pk).values_list(data.field_name, flat=True)
        found[data.field] = list(still)
    expected = {
        AfterErasure.DELETED: [],
        AfterErasure.DETACHED: [None],
        AfterErasure.RETAINED: [person.pk],
        AfterErasure.PURGED: [person.pk],
    }
    assert found == {data.field: expected[data.after_erasure] for data in made}
    gone = {AfterErasure.DELETED, AfterErasure.DETACHED}
    assert {
        data.field: rows_of(data, person.pk).count()
        for data in registry.personal_data()
        if data.after_erasure in gone and data.model != "accounts.Person"
    } == {data.field: 0 for data in made if data.after_erasure in gone}


def test_a_twin_is_untouched(person):
    twin = PersonFactory(first_name="Andrée", last_name="Untel", mobile="+33612345678")
    everywhere(person)
    everywhere(twin)
    before = all_about(twin)
    erase_person(person_id=person.pk)
    assert all_about(twin) == before


def test_erased_twice_is_erased_once(person):
    everywhere(person)
    erase_person(person_id=person.pk)
    before = database()
    erase_person(person_id=person.pk)
    assert database() == before


def test_a_name_is_all_that_stays_beside_what_is_kept(person):
    everywhere(person)
    erase_person(person_id=person.pk)
    (left,) = Person.objects.filter(pk=person.pk).values()
    empty = {field.attname: field.get_default() for field in Person._meta.concrete_fields}
    assert left == empty | {
        "id": person.pk,
        "first_name": "Andrée",
        "last_name": "Untel",
        "joined_at": person.joined_at,
        "email": f"{person.pk}@erased.invalid",
        "password": "!",
        "is_active": False,
        "session_version": 1,
    }


def test_nothing_stays_where_nothing_is_kept(person, resident, comment):
    for gone in (person, resident):
        erase_person(person_id=gone.pk)
        erase_person(person_id=gone.pk)
        assert not Person.objects.filter(pk=gone.pk).exists()
    assert not Message.objects.filter(pk=comment.pk).exists()


def test_nobody_signs_in_any_more(client, person):
    record_failure(email=person.email, source="198.51.100.7", device="")
    browser = type(client)()
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get("/mon-compte/").status_code == 200
    everywhere(person)
    erase_person(person_id=person.pk)
    assert not SignInTries.objects.exists()
    assert browser.get("/mon-compte/").status_code == 302
    for email in (person.email, f"{person.pk}@erased.invalid"):
        client.post("/connexion/", {"login": email, "password": PASSWORD})
        assert "_auth_user_id" not in client.session


def test_who_was_still_at_it_writes_nothing_more(delegate_with, commune, post, viewer_of):
    person = delegate_with(PUBLISH)
    viewer = viewer_of(person, commune)
    content = PostContent(title="Fête")
    kept = publish_post(viewer=viewer, key="a", content=content)
    erase_person(person_id=person.pk)
    before = database()
    where = {"viewer": viewer, "kind": COMMENTS, "thread_id": post.thread_id}
    for late in (
        lambda: messages.write_message(**where, body="Encore", key="b"),
        lambda: likes.like_content(**where, liked=True),
        lambda: save_draft(viewer=viewer, key="b", content=content),
        lambda: publish_post(viewer=viewer, key="b", content=content),
        lambda: edit_post(viewer=viewer, post_id=kept.pk, version=kept.version, content=content),
    ):
        with pytest.raises(NotAllowed):
            late()
    assert database() == before


def test_what_was_not_committed_as_the_account_closed_is_erased_later(
    delegate_with, other_commune, run_jobs, clock
):
    """Of who stays the author of something, a row can still refer to the account."""
    person = delegate_with(PUBLISH)
    erase_person(person_id=person.pk)
    Follow.objects.create(person=person, commune=other_commune)
    run_jobs()
    assert Follow.objects.filter(person=person).exists()
    clock.forward(minutes=16)
    run_jobs()
    assert not Follow.objects.filter(person=person).exists()
    assert Person.objects.get(pk=person.pk).email == f"{person.pk}@erased.invalid"


def test_portrait_and_proofs_go_with_their_files(person, commune, run_jobs):
    person.photo = Media.objects.create(
        owner_id=person.pk, kind=MediaKind.PORTRAIT, status=MediaStatus.READY, attached_at=person.joined_at
    )
    person.save()
    storage.put(person.photo.pk, "96.webp", b"-")
    membership = make_row(Membership, commune, person=person, status="pending")
    proof = make_row(ProofFile, commune, request=make_row(ProofRequest, commune, membership=membership))
    storage.seal(proof.pk, b"-")
    erase_person(person_id=person.pk)
    run_jobs()
    assert not Media.objects.filter(pk=person.photo.pk).exists()
    for opened in (lambda: storage.open_file(person.photo.pk, "96.webp"), lambda: storage.unseal(proof.pk)):
        with pytest.raises(FileNotFoundError):
            opened()


def test_counts_go_on_without_them(resident, second_resident, comment, commune, viewer_of):
    answer = MessageFactory(thread=comment.thread, author=second_resident)
    viewer = viewer_of(resident, commune)
    likes.like_message(viewer=viewer, kind=COMMENTS, message_id=answer.pk, liked=True)
    likes.like_content(viewer=viewer, kind=COMMENTS, thread_id=comment.thread_id, liked=True)
    before, residents = Thread.objects.get(pk=comment.thread_id), TownHall.objects.get().residents
    erase_person(person_id=resident.pk)
    after = Thread.objects.get(pk=comment.thread_id)
    assert (before.messages, before.speakers, before.likes) == (2, 2, 1)
    assert (after.messages, after.speakers, after.likes) == (1, 1, 0)
    assert after.version > before.version
    answer.refresh_from_db()
    assert answer.likes == 0
    assert TownHall.objects.get().residents == residents - 1
    assert not Membership.objects.filter(person_id=resident.pk).exists()


def test_the_place_at_an_event_goes_to_who_waits(resident, second_resident, commune):
    event = CalendarEventFactory(commune=commune, takes_participants=True, places=1, going=1, waiting=1)
    for person, state in (
        (resident, ParticipationState.GOING),
        (second_resident, ParticipationState.WAITING),
    ):
        Participation.objects.create(event=event, person=person, state=state, joined_at=event.made_at)
    erase_person(person_id=resident.pk)
    (left,) = Participation.objects.all()
    assert (left.person_id, left.state) == (second_resident.pk, ParticipationState.GOING)
    event = CalendarEvent.objects.get()
    assert (event.going, event.waiting) == (1, 0)


def test_what_they_held_of_a_town_hall_ends(mayor, resident, commune, run_jobs):
    person = PersonFactory()
    received = DelegationFactory(
        commune=commune, person=person, given_by=mayor, invited_email=person.email, rights=[]
    )
    given = DelegationFactory(commune=commune, person=resident, given_by=mayor, rights=[])
    erase_person(person_id=person.pk)
    run_jobs()
    assert all_about(person)["notifications.Notification.person"] == []
    received.refresh_from_db()
    assert (received.ends_at is not None, received.invited_email) == (True, "")
    assert Delegation.objects.get(pk=given.pk).ends_at is None
    erase_person(person_id=mayor.pk)
    run_jobs()
    assert Delegation.objects.get(pk=given.pk).ends_at is not None
    assert Office.objects.get(commune=commune).ended_at is not None
    assert not Membership.objects.filter(person=mayor).exists()


@pytest.mark.parametrize("by", ["email", "pk"])
def test_the_command_says_no_more_than_the_key(person, by, caplog, capsys):
    said = StringIO()
    call_command("erase_person", str(getattr(person, by)), stdout=said)
    assert not Person.objects.filter(pk=person.pk).exists()
    assert said.getvalue() == f"The account {person.pk} is erased.\n"
    spoken = caplog.text + "".join(capsys.readouterr())
    assert not [word for word in (person.email, person.last_name, person.mobile) if word in spoken]


@pytest.mark.parametrize("wanted", ["personne@exemple.test", "01890000-0000-7000-8000-000000000000"])
def test_the_command_knows_nobody_else(db, wanted):
    with pytest.raises(CommandError):
        call_command("erase_person", wanted)
