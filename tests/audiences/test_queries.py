"""Who receives and who may see, held against each other."""

import pytest

from civic.accounts.models import Person
from civic.audiences.queries import recipients, still_admitted
from civic.core.audience import Audience, admits
from civic.memberships.actions.joining import follow_commune
from civic.viewers.queries.viewer import viewer_for

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("audience", Audience.values)
def test_receives_who_may_see_and_belongs(
    audience, commune, other_commune, resident, second_resident, applicant, stranger, mayor, delegate, staff
):
    found = set(recipients(commune_id=commune.pk, audience=audience))
    everyone = list(Person.objects.values_list("pk", flat=True))
    assert still_admitted(commune_id=commune.pk, audience=audience, people=everyone) == found
    for person in Person.objects.all():
        viewer = viewer_for(person_id=person.pk, commune_id=commune.pk)
        assert (person.pk in found) == (viewer.is_member and admits(audience, viewer, commune.pk)), (
            person.email
        )
    assert mayor.pk in found
    assert stranger.pk not in found


def test_who_follows_the_page_hears_of_what_is_public_only(commune, stranger):
    follow_commune(viewer=viewer_for(person_id=stranger.pk, commune_id=commune.pk))
    assert stranger.pk in set(recipients(commune_id=commune.pk, audience=Audience.PUBLIC))
    assert stranger.pk not in set(recipients(commune_id=commune.pk, audience=Audience.MEMBERS))


def test_by_bounds_nobody_is_left_out(commune, resident, second_resident, mayor, delegate):
    everyone = sorted(set(recipients(commune_id=commune.pk, audience=Audience.MEMBERS)))
    middle = everyone[1]
    below = set(recipients(commune_id=commune.pk, audience=Audience.MEMBERS, upto=middle))
    above = set(recipients(commune_id=commune.pk, audience=Audience.MEMBERS, after=middle))
    assert below == set(everyone[:2])
    assert above == set(everyone[2:])
