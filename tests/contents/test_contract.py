"""What every content keeps to, whatever it is."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import Http404

from civic.accounts.models import Person
from civic.contents import actions, refusals
from civic.contents.enums import Status
from civic.contents.models import Authored, Pinnable, Removable, Schedulable, WithThread
from civic.contents.registry import lifecycle_of
from civic.core import registry
from civic.core.clock import FURTHEST, UNDO_FOR, months_later, now, today_in
from civic.core.descriptors import HomeSection
from civic.core.refusals import NotAllowed
from civic.journal.models import Entry
from civic.notifications.models import Notification
from civic.threads.models import Thread
from civic.threads.rules import may_see
from civic.town_halls.models import TownHall
from civic.worker.models import Job
from tests.accounts.mails import mails_to
from tests.contents.contract import CONTRACTS, Contract
from tests.notifications.orders import handle_in, orders_of
from tests.together import together

pytestmark = pytest.mark.django_db


def with_trait(*traits):
    contracts = [one for one in CONTRACTS if all(issubclass(one.model, trait) for trait in traits)]
    return pytest.mark.parametrize("contract", contracts, ids=str)


each = pytest.mark.parametrize("contract", CONTRACTS, ids=str)
announced = pytest.mark.parametrize("contract", [one for one in CONTRACTS if one.is_news], ids=str)


@pytest.fixture
def editor(mayor, commune, viewer_of):
    return viewer_of(mayor, commune)


def journal():
    return Entry.objects.count()


def news_of(content):
    return Notification.objects.filter(target_id=content.pk, withdrawn_at=None).count()


# --- One form makes one content -------------------------------------------------------------------------------------


@each
def test_the_same_form_with_the_same_words_makes_one(contract: Contract, editor):
    first = contract.make(editor, "k")
    written = journal()
    assert contract.make(editor, "k") == first
    assert (contract.model.objects.count(), journal()) == (1, written)


@each
def test_the_same_form_with_anything_else_in_it_is_refused_and_changes_nothing(contract: Contract, editor):
    first = contract.make(editor, "k")
    before = contract.model.objects.values().get(pk=first.pk)
    for others in contract.others.values():
        with pytest.raises(refusals.AlreadySent):
            contract.make(editor, "k", **others)
    if issubclass(contract.model, Schedulable):
        with pytest.raises(refusals.AlreadySent):
            contract.make(editor, "k", publish_at=now() + timedelta(days=1))
    assert contract.model.objects.values().get() == before


@each
def test_another_form_and_one_without_a_key_make_another(contract: Contract, editor):
    contract.make(editor, "k")
    contract.make(editor, "l")
    contract.make(editor, "")
    contract.make(editor, "")
    assert contract.model.objects.count() == 4


@each
def test_the_form_is_known_again_after_somebody_edited_what_it_made(contract: Contract, editor):
    made = contract.make(editor, "k")
    contract.edit(editor, made, made.version)
    assert contract.make(editor, "k") == made
    assert contract.model.objects.count() == 1


@with_trait(Removable)
def test_the_form_of_what_was_removed_says_so(contract: Contract, editor):
    contract.remove(editor, contract.make(editor, "k"))
    with pytest.raises(refusals.AlreadyRemoved):
        contract.make(editor, "k")


# --- What people say under it ---------------------------------------------------------------------------------------


def thread_of(content):
    return Thread.objects.get(pk=content.thread_id)


@with_trait(WithThread)
def test_its_thread_answers_nobody_once_it_is_removed(contract: Contract, editor):
    made = contract.make(editor, "k")
    assert may_see(editor, thread_of(made))
    contract.remove(editor, made)
    assert thread_of(made).audience == "nobody"
    contract.restore(editor, made)
    assert may_see(editor, thread_of(made))


@with_trait(WithThread, Schedulable)
def test_its_thread_answers_nobody_until_it_is_out(contract: Contract, editor, clock, run_jobs):
    made = contract.make(editor, "k", publish_at=now() + timedelta(hours=1))
    assert thread_of(made).audience == "nobody"
    assert not may_see(editor, thread_of(made))
    clock.forward(hours=1)
    run_jobs()
    assert may_see(editor, thread_of(made))


@with_trait(WithThread)
def test_its_thread_goes_where_its_feature_goes(contract: Contract, editor):
    thread = thread_of(contract.make(editor, "k"))
    feature = registry.descriptors()[contract.model._meta.app_label].feature
    assert thread.feature == (feature or "")
    if feature:
        assert not may_see(replace(editor, features=editor.features - {thread.feature}), thread)


# --- Who ------------------------------------------------------------------------------------------------------------


@with_trait(Authored)
def test_it_is_signed_in_the_function_of_the_writing(contract: Contract, commune, delegate, viewer_of):
    made = contract.make(viewer_of(delegate, commune), "k")
    made.refresh_from_db()
    assert (made.author, made.author_title) == (delegate, "Directrice générale des services")


@each
def test_who_lacks_the_right_is_refused(
    contract: Contract, commune, editor, delegate_with, resident, viewer_of
):
    made = contract.make(editor, "k")
    powerless = delegate_with(*(right for right in registry.rights() if right != contract.right))
    for person in (powerless, resident):
        viewer = viewer_of(person, commune)
        with pytest.raises(NotAllowed):
            contract.make(viewer, "m")
        for act in _acts(contract, viewer, made):
            with pytest.raises(NotAllowed):
                act()
    assert contract.model.objects.count() == 1


@each
def test_an_account_that_was_closed_meanwhile_changes_nothing(contract: Contract, editor):
    made = contract.make(editor, "k")
    gone = contract.remove(editor, contract.make(editor, "l")) if contract.remove else None
    before = list(contract.model.objects.order_by("pk").values())
    Person.objects.filter(pk=editor.person_id).update(is_active=False)
    acts = [lambda: contract.make(editor, "m"), lambda: contract.edit(editor, made, made.version)]
    if contract.pin:
        acts.append(lambda: contract.pin(editor, made, True))
    if contract.set_open:
        acts.append(lambda: contract.set_open(editor, made, False))
    if contract.remove:
        acts += [lambda: contract.remove(editor, made), lambda: contract.restore(editor, gone)]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert list(contract.model.objects.order_by("pk").values()) == before


@each
def test_the_twin_in_another_commune_is_not_there(contract: Contract, editor, other_commune, other_mayor):
    twin = contract.twin(other_commune, other_mayor)
    for act in _acts(contract, editor, twin):
        with pytest.raises(Http404):
            act()


def _acts(contract: Contract, viewer, content):
    yield lambda: contract.edit(viewer, content, content.version)
    if contract.pin:
        yield lambda: contract.pin(viewer, content, True)
    if contract.set_open:
        yield lambda: contract.set_open(viewer, content, False)
    if contract.remove:
        yield lambda: contract.remove(viewer, content)
        yield lambda: contract.restore(viewer, content)


# --- Two editors ----------------------------------------------------------------------------------------------------


@each
def test_the_second_of_two_editors_is_warned(contract: Contract, editor):
    made = contract.make(editor, "k")
    opened = made.version
    first = contract.edit(editor, made, opened)
    assert first.version > opened
    with pytest.raises(refusals.ChangedMeanwhile) as refused:
        contract.edit(editor, made, opened, title="Encore autre")
    assert refused.value.version == first.version
    contract.edit(editor, made, refused.value.version, title="Encore autre")


# --- Its hour -------------------------------------------------------------------------------------------------------


@with_trait(Schedulable)
def test_it_waits_for_its_hour_and_is_published_once(contract: Contract, editor, clock, run_jobs):
    at = now() + timedelta(hours=2)
    made = contract.make(editor, "k", publish_at=at)
    assert (made.status, made.publish_at, made.published_at) == (Status.SCHEDULED, at, None)
    clock.forward(hours=1, minutes=59)
    run_jobs()
    assert contract.model.objects.get().status == Status.SCHEDULED
    clock.forward(minutes=1)
    run_jobs()
    made.refresh_from_db()
    assert (made.status, made.publish_at, made.published_at) == (Status.PUBLISHED, None, at)
    written = journal()
    actions.publish_due(label=lifecycle_of(made).label, content_id=made.pk)
    actions.publish_all_due()
    run_jobs()
    assert journal() == written


@with_trait(Schedulable)
@pytest.mark.parametrize("jump", [timedelta(days=40), timedelta(days=-40)], ids=["ahead", "back"])
def test_a_clock_that_jumps_neither_loses_it_nor_publishes_it_before(
    contract: Contract, editor, clock, run_jobs, jump
):
    start, at = now(), now() + timedelta(hours=2)
    made = contract.make(editor, "k", publish_at=at)
    clock.at(start + jump)
    actions.publish_all_due()
    run_jobs()
    made.refresh_from_db()
    assert made.is_published == (jump > timedelta())
    clock.at(at)
    actions.publish_all_due()
    run_jobs()
    made.refresh_from_db()
    assert (made.status, made.published_at) == (Status.PUBLISHED, at)


@with_trait(Schedulable)
def test_the_minute_that_the_form_proposed_still_means_now(contract: Contract, editor, clock):
    made = contract.make(editor, "k", publish_at=now() - timedelta(minutes=9))
    assert (made.status, made.published_at) == (Status.PUBLISHED, now())


@with_trait(Schedulable)
def test_hours_that_cannot_be(contract: Contract, editor, clock):
    with pytest.raises(refusals.DateInThePast):
        contract.make(editor, "k", publish_at=now() - timedelta(minutes=11))
    with pytest.raises(refusals.DateTooFar):
        contract.make(editor, "k", publish_at=now() + FURTHEST + timedelta(minutes=1))
    assert not contract.model.objects.exists()


@with_trait(Schedulable, Removable)
def test_what_was_removed_is_not_published(contract: Contract, editor, clock, run_jobs):
    made = contract.make(editor, "k", publish_at=now() + timedelta(minutes=5))
    contract.remove(editor, made)
    clock.forward(minutes=6)
    actions.publish_all_due()
    run_jobs()
    assert contract.model.objects.get().published_at is None


# --- At the top -----------------------------------------------------------------------------------------------------


@with_trait(Pinnable)
def test_no_more_are_pinned_than_there_is_room_for(contract: Contract, editor, clock):
    most = lifecycle_of(contract.model).max_pinned
    made = [contract.make(editor, f"k{number}") for number in range(most + 1)]
    for one in made[:most]:
        contract.pin(editor, one, True)
        contract.pin(editor, one, True)
    with pytest.raises(refusals.TooManyPinned):
        contract.pin(editor, made[most], True)
    contract.pin(editor, made[0], False)
    contract.pin(editor, made[most], True)
    assert contract.model.objects.filter(pinned_at__isnull=False).count() == most


@with_trait(Pinnable, Removable)
def test_restored_it_is_pinned_no_more_where_its_place_was_taken(contract: Contract, editor, clock):
    most = lifecycle_of(contract.model).max_pinned
    made = [contract.make(editor, f"k{number}") for number in range(most + 1)]
    for one in made[:most]:
        contract.pin(editor, one, True)
    contract.remove(editor, made[0])
    contract.pin(editor, made[most], True)
    contract.restore(editor, made[0])
    assert contract.model.objects.filter(pinned_at__isnull=False).count() == most
    assert contract.model.objects.get(pk=made[0].pk).pinned_at is None


@with_trait(Pinnable, Schedulable)
def test_what_is_not_published_is_not_pinned(contract: Contract, editor):
    made = contract.make(editor, "k", publish_at=now() + timedelta(hours=1))
    with pytest.raises(refusals.OnlyPublishedIsPinned):
        contract.pin(editor, made, True)


@with_trait(Pinnable)
def test_a_pin_ends_with_its_last_day_in_the_commune(contract: Contract, editor, clock, run_jobs):
    made, here = contract.make(editor, "k"), ZoneInfo(editor.commune.time_zone)
    today = today_in(editor.commune.time_zone)
    with pytest.raises(refusals.PinEndsInThePast):
        contract.pin(editor, made, True, last_day=today - timedelta(days=1))
    for last_day in (months_later(today, 12) + timedelta(days=1), date.max):
        with pytest.raises(refusals.PinEndsTooLate):
            contract.pin(editor, made, True, last_day=last_day)
    contract.pin(editor, made, True, last_day=months_later(today, 12))
    contract.pin(editor, made, True, last_day=today)
    contract.pin(editor, made, True, last_day=today + timedelta(days=2))
    midnight = datetime.combine(today + timedelta(days=3), time(), here)
    for moment, is_pinned in ((midnight - timedelta(seconds=1), True), (midnight, False)):
        clock.at(moment)
        actions.unpin_all_due()
        run_jobs()
        row = contract.model.objects.get()
        assert (row.pinned_at is not None, row.pinned_until is not None) == (is_pinned, is_pinned)
    assert Entry.objects.order_by("pk").last().actor_id is None


@with_trait(Pinnable)
def test_a_pin_without_an_end_stays(contract: Contract, editor, clock):
    made = contract.make(editor, "k")
    contract.pin(editor, made, True, last_day=today_in(editor.commune.time_zone))
    contract.pin(editor, made, True)
    clock.forward(days=400)
    actions.unpin_all_due()
    assert contract.model.objects.get().pinned_at is not None


# --- Removal --------------------------------------------------------------------------------------------------------


@with_trait(Removable)
def test_removed_it_can_be_restored_for_ten_minutes(contract: Contract, editor, clock, run_jobs):
    made = contract.make(editor, "k")
    contract.remove(editor, made)
    first = contract.model.objects.get()
    assert first.removed_at == now()
    clock.forward(minutes=9)
    contract.remove(editor, made)
    run_jobs()
    assert contract.model.objects.get().removed_at == first.removed_at
    contract.restore(editor, made)
    contract.restore(editor, made)
    clock.forward(minutes=2)
    actions.erase_all_removed()
    run_jobs()
    assert contract.model.objects.get().removed_at is None


@with_trait(Removable)
def test_gone_before_anybody_heard_it_is_news_once_it_is_back(contract: Contract, editor, clock, run_jobs):
    """A slip that is undone before the worker has passed; of what was there for long, nobody hears again."""
    made, other = contract.make(editor, "k"), contract.make(editor, "l")
    contract.remove(editor, made)
    run_jobs()
    assert news_of(made) == 0
    contract.restore(editor, made)
    run_jobs()
    assert news_of(made) == news_of(other) == contract.is_news
    clock.forward(days=2)
    Notification.objects.all().delete()  # they are kept for half a year
    contract.remove(editor, made)
    run_jobs()
    contract.restore(editor, made)
    run_jobs()
    assert news_of(made) == 0


@announced
@orders_of(3)
def test_gone_and_back_it_is_news_once_in_whatever_order_the_jobs_come(
    contract: Contract, order, editor, resident, run_jobs
):
    """A worker that was killed leaves its job to another, after those that came later."""
    made = contract.make(editor, "k")
    contract.remove(editor, made)
    contract.restore(editor, made)
    handle_in(order, made.pk)
    run_jobs()
    assert news_of(made) == 1
    assert len(mails_to(resident.email)) == 1


@announced
def test_back_before_its_own_news_left_it_is_announced_once_and_as_its_authors(
    contract: Contract, editor, commune, delegate_with, viewer_of, resident, clock, run_jobs
):
    """The job that tells of it failed a first time, and comes after that of the restoration, by somebody else."""
    made = contract.make(editor, "k")
    Job.objects.update(due_at=now() + timedelta(minutes=3))
    other = viewer_of(delegate_with(contract.right), commune)
    contract.remove(other, made)
    contract.restore(other, made)
    run_jobs()
    clock.forward(minutes=3)
    run_jobs()
    told = Notification.objects.filter(target_id=made.pk)
    assert [one.actor_id for one in told] == [editor.person_id]
    assert len(mails_to(resident.email)) == 1


@with_trait(Removable)
@pytest.mark.parametrize("is_lost", [False, True], ids=["own job", "its job was lost"])
def test_after_that_it_is_erased(contract: Contract, editor, clock, run_jobs, is_lost):
    contract.remove(editor, contract.make(editor, "k"))
    other = contract.make(editor, "l")
    if is_lost:
        Job.objects.all().delete()
    clock.forward(minutes=11)
    if is_lost:
        actions.erase_all_removed()
    run_jobs()
    left = contract.model.objects.filter(lifecycle_of(contract.model).erasable)
    assert list(left.filter(removed_at__isnull=False)) == []
    assert left.get() == other


@with_trait(Removable)
def test_too_late_it_is_not_restored(contract: Contract, editor, clock):
    made = contract.make(editor, "k")
    contract.remove(editor, made)
    clock.forward(seconds=UNDO_FOR.total_seconds())
    with pytest.raises(refusals.TooLateToRestore):
        contract.restore(editor, made)


@with_trait(Removable)
def test_removed_it_is_neither_edited_nor_closed_nor_pinned(contract: Contract, editor):
    made = contract.make(editor, "k")
    removed = contract.remove(editor, made)
    with pytest.raises(refusals.AlreadyRemoved):
        contract.edit(editor, made, removed.version)
    if contract.pin:
        with pytest.raises(refusals.AlreadyRemoved):
            contract.pin(editor, made, True)
    for is_open in (False, True) if contract.set_open else ():
        with pytest.raises(refusals.AlreadyRemoved):
            contract.set_open(editor, made, is_open)


# --- On the commune's page ------------------------------------------------------------------------------------------


def sections_of(contract: Contract, viewer) -> list[str]:
    """What the app of the content shows on the commune's page, in the part that is cached."""
    app = registry.descriptors()[contract.model._meta.app_label]
    return [section.render(viewer) for section in app.home if isinstance(section, HomeSection)]


@each
def test_the_page_that_shows_it_is_rendered_again_when_it_changes(contract: Contract, commune, editor):
    def see(act):
        sections, version = sections_of(contract, editor), TownHall.objects.get(commune=commune).version
        done = act()
        is_shown = sections_of(contract, editor) != sections
        assert is_shown == (contract.shown is not None)
        if is_shown:
            after = TownHall.objects.get(commune=commune).version
            assert after > version, "add bump_page_version to after_saving of its lifecycle"
        return done

    made = see(lambda: contract.make(editor, "k", **(contract.shown() if contract.shown else {})))
    see(lambda: contract.edit(editor, made, made.version))
    if contract.remove:
        see(lambda: contract.remove(editor, made))
        see(lambda: contract.restore(editor, made))


shown = [one for one in CONTRACTS if one.shown and one.remove]


@pytest.mark.parametrize("contract", shown, ids=str)
def test_what_stands_beside_the_feed_is_seen_there(contract: Contract, editor):
    empty = sections_of(contract, editor)
    made = contract.make(editor, "k", **contract.shown())
    assert sections_of(contract, editor) != empty
    contract.remove(editor, made)
    assert sections_of(contract, editor) == empty


# --- In words -------------------------------------------------------------------------------------------------------


@each
def test_what_is_said(contract: Contract):
    lifecycle = lifecycle_of(contract.model)
    refused = {
        "AlreadySent": (),
        "ChangedMeanwhile": (),
        "AlreadyRemoved": (Removable,),
        "TooLateToRestore": (Removable,),
        "TooManyPinned": (Pinnable,),
        "OnlyPublishedIsPinned": (Pinnable, Schedulable),
        "DateInThePast": (Schedulable,),
    }
    assert refused.keys() == {kind.__name__ for kind in refusals.ContentRefusal.__subclasses__()}
    wanted = {name for name, traits in refused.items() if all(map(lifecycle.has, traits))}
    assert contract.sentences.keys() == wanted
    for name, sentence in contract.sentences.items():
        kind = getattr(refusals, name)
        refusal = kind(lifecycle, 1) if kind is refusals.ChangedMeanwhile else kind(lifecycle)
        assert refusal.message == sentence


@each
def test_its_table_has_what_comes_with_its_traits(contract: Contract):
    names = {one.name for one in [*contract.model._meta.constraints, *contract.model._meta.indexes]}
    wanted = {
        one.name % {"app_label": contract.model._meta.app_label, "class": contract.model._meta.model_name}
        for trait in contract.model.__mro__
        for one in [*vars(trait).get("CONSTRAINTS", []), *vars(trait).get("INDEXES", [])]
    }
    assert wanted - names == set(), "add the CONSTRAINTS and INDEXES of its traits to the Meta of the model"


@pytest.mark.django_db(transaction=True)
@each
def test_the_same_form_twice_at_once_makes_one(contract: Contract, editor):
    made = together(*[lambda: contract.make(editor, "k")] * 2)
    assert (len({content.pk for content in made}), contract.model.objects.count()) == (1, 1)
