from collections.abc import Callable
from dataclasses import replace

import pytest
from django.http import Http404

from civic.core.clock import now
from civic.core.ids import new_id
from civic.core.viewer import Viewer
from civic.media import queries, rules
from civic.media.enums import Audience, MediaKind
from civic.media.models import Media

WHO = ["mayor_view", "delegate_view", "resident_view", "visitor_view"]


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [
        (Audience.PUBLIC, WHO),
        (Audience.MEMBERS, WHO[:3]),
        (Audience.TOWN_HALL, WHO[:2]),
    ],
)
def test_who_sees_a_photo(audience: Audience, seen_by: list[str], request: pytest.FixtureRequest) -> None:
    media = Media(commune_id=1, owner_id=new_id(), kind=MediaKind.PHOTO, audience=audience)
    viewers = {name: request.getfixturevalue(name) for name in WHO}
    assert [name for name, viewer in viewers.items() if rules.may_see(viewer, media)] == seen_by


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("audience", list(Audience))
def test_nothing_of_another_commune_is_seen(
    who: str, audience: Audience, request: pytest.FixtureRequest, elsewhere: Callable[[Viewer], Viewer]
) -> None:
    viewer: Viewer = request.getfixturevalue(who)
    media = Media(commune_id=1, owner_id=viewer.person_id, kind=MediaKind.PHOTO, audience=audience)
    assert not rules.may_see(elsewhere(viewer), media)
    assert not rules.may_use(elsewhere(viewer), media)


def test_who_sent_it_sees_it_before_it_is_published(resident_view: Viewer) -> None:
    media = Media(commune_id=1, owner_id=resident_view.person_id, kind=MediaKind.PHOTO)
    assert rules.may_see(resident_view, media)
    assert rules.may_use(resident_view, media)
    assert not rules.may_see(replace(resident_view, membership="pending"), media)
    assert not rules.may_use(replace(resident_view, person_id=new_id()), media)


def test_agents_of_the_town_hall_share_what_they_send(mayor_view: Viewer, delegate_view: Viewer) -> None:
    media = Media(commune_id=1, owner_id=delegate_view.person_id, by_town_hall=True, kind=MediaKind.PHOTO)
    assert rules.may_use(mayor_view, media)
    of_a_resident = Media(commune_id=1, owner_id=new_id(), kind=MediaKind.PHOTO)
    assert not rules.may_use(mayor_view, of_a_resident)


def test_only_who_sent_it_describes_it_and_until_a_content_shows_it(
    mayor_view: Viewer, delegate_view: Viewer, resident_view: Viewer
) -> None:
    media = Media(commune_id=1, owner_id=delegate_view.person_id, by_town_hall=True, kind=MediaKind.PHOTO)
    former = replace(resident_view, person_id=delegate_view.person_id)
    assert rules.may_describe(delegate_view, media)
    assert [rules.may_describe(viewer, media) for viewer in (mayor_view, former)] == [False, False]
    own = Media(commune_id=1, owner_id=resident_view.person_id, kind=MediaKind.PHOTO)
    assert rules.may_describe(resident_view, own)
    assert not rules.may_describe(replace(resident_view, membership=""), own)
    media.attached_at = own.attached_at = now()
    assert not rules.may_describe(delegate_view, media)
    assert not rules.may_describe(resident_view, own)


def test_a_portrait_is_seen_by_who_is_signed_in(visitor_view: Viewer, resident_view: Viewer) -> None:
    portrait = Media(owner_id=new_id(), kind=MediaKind.PORTRAIT, audience=Audience.MEMBERS)
    assert rules.may_see(resident_view, portrait)
    assert not rules.may_see(visitor_view, portrait)
    portrait.audience = Audience.PUBLIC
    assert rules.may_see(visitor_view, portrait)
    portrait.audience = Audience.TOWN_HALL
    assert not rules.may_see(resident_view, portrait)


@pytest.mark.django_db
def test_usable_media_keeps_the_order_and_leaves_out_the_others(mayor_view: Viewer) -> None:
    mine = [
        Media.objects.create(commune_id=1, owner_id=mayor_view.person_id, kind=MediaKind.PHOTO)
        for _ in range(3)
    ]
    twin = Media.objects.create(commune_id=2, owner_id=mayor_view.person_id, kind=MediaKind.PHOTO)
    asked = [mine[2].id, twin.id, mine[0].id, new_id(), mine[2].id]
    assert queries.usable_media(mayor_view, asked) == [mine[2], mine[0]]


@pytest.mark.django_db
def test_portraits_and_photos_have_their_own_addresses(mayor_view: Viewer) -> None:
    portrait = Media.objects.create(
        owner_id=mayor_view.person_id, kind=MediaKind.PORTRAIT, audience=Audience.MEMBERS
    )
    photo = Media.objects.create(commune_id=1, kind=MediaKind.PHOTO, audience=Audience.PUBLIC)
    assert queries.portrait_for(mayor_view, portrait.id) == portrait
    assert queries.media_for(mayor_view, photo.id) == photo
    for lookup, media in ((queries.media_for, portrait), (queries.portrait_for, photo)):
        with pytest.raises(Http404):
            lookup(mayor_view, media.id)
