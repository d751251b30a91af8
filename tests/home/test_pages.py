"""What somebody who does not belong to the commune is asked to do next."""

import pytest
from django.template.loader import get_template
from django.urls import reverse

from civic.home.pages import JoinStep, join_step
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory


@pytest.mark.parametrize("step", JoinStep)
def test_each_step_has_its_part(step):
    assert get_template(f"home/join/{step}.html")


@pytest.mark.django_db
def test_the_step_of_each(commune, viewer_of):
    def of(status=None, **facts):
        person = PersonFactory()
        if status:
            MembershipFactory(commune=commune, person=person, status=status)
        return join_step(viewer_of(person, commune), **({"owes_proof": False} | facts))

    assert join_step(viewer_of(None, commune), owes_proof=False) is JoinStep.SIGN_UP
    assert of() is JoinStep.REQUEST
    assert of("pending") is JoinStep.WAIT
    assert of("pending", owes_proof=True) is JoinStep.PROOF
    assert of("refused") is JoinStep.ANSWER


@pytest.mark.django_db
def test_the_platforms_people_without_a_commune_arrive_on_their_page(staff, client_of):
    assert client_of(staff).get(reverse("home")).url == reverse("console_home")
