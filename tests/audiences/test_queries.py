"""Who receives and who may see, held against each other."""

import pytest

from civic.accounts.models import Person
from civic.audiences.queries import recipients
from civic.communes import actions
from civic.communes.viewer import viewer_for
from civic.core.audience import Audience, admits

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("audience", Audience.values)
def test_receives_who_may_see_and_belongs(
    audience, commune, other_commune, resident, second_resident, applicant, stranger, mayor, delegate, staff
):
    told = set(recipients(commune_id=commune.pk, audience=audience))
    for person in Person.objects.all():
        viewer = viewer_for(person_id=person.pk, commune_id=commune.pk)
        assert (person.pk in told) == (viewer.is_member and admits(audience, viewer, commune.pk)), (
            person.email
        )
    assert mayor.pk in told
    assert stranger.pk not in told


def test_who_follows_the_page_hears_of_what_is_public_only(commune, stranger):
    actions.follow_commune(viewer=viewer_for(person_id=stranger.pk, commune_id=commune.pk))
    assert stranger.pk in recipients(commune_id=commune.pk, audience=Audience.PUBLIC)
    assert stranger.pk not in recipients(commune_id=commune.pk, audience=Audience.MEMBERS)


def test_in_batches_each_once(commune, resident, second_resident, mayor, delegate):
    everyone = recipients(commune_id=commune.pk, audience=Audience.MEMBERS)
    assert everyone == sorted(set(everyone), key=str)
    batches, after = [], None
    while batch := recipients(commune_id=commune.pk, audience=Audience.MEMBERS, after=after, limit=2):
        assert len(batch) <= 2
        batches += batch
        after = batch[-1]
    assert batches == everyone


def test_a_closed_account_is_not_told(commune, resident):
    Person.objects.filter(pk=resident.pk).update(is_active=False)
    assert resident.pk not in recipients(commune_id=commune.pk, audience=Audience.MEMBERS)
