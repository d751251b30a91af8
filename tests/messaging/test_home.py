"""`/messagerie/`: of a person, wherever they have one."""

import pytest
from django.urls import reverse

from civic.core import registry
from civic.messaging.enums import FEATURE
from civic.town_halls.actions.settings import change_features
from tests.communes.factories import MembershipFactory

pytestmark = pytest.mark.django_db
HOME = reverse("messaging")


def test_whoever_has_one_is_led_there(client_of, commune, resident):
    answer = client_of(resident).get(HOME)
    assert answer.url == reverse("conversation_list", args=[commune.slug])


def test_of_several_one_is_chosen(client_of, commune, other_commune, resident):
    MembershipFactory(commune=other_commune, person=resident)
    shown = client_of(resident).get(HOME).text
    for place in (commune, other_commune):
        assert reverse("conversation_list", args=[place.slug]) in shown


def test_where_the_town_hall_has_none_nobody_is_led(
    client_of, viewer_of, commune, other_commune, mayor, resident
):
    others = [feature for feature in registry.features() if feature != FEATURE]
    change_features(viewer=viewer_of(mayor, commune), features=others)
    assert "Pas encore de messagerie" in client_of(resident).get(HOME).text
    MembershipFactory(commune=other_commune, person=resident)
    answer = client_of(resident).get(HOME)
    assert answer.url == reverse("conversation_list", args=[other_commune.slug])
    assert client_of(resident).get(answer.url).status_code == 200


def test_nor_where_the_request_still_waits(client_of, commune, applicant):
    assert "Pas encore de messagerie" in client_of(applicant).get(HOME).text
