import pytest
from django.core.management import CommandError, call_command

from civic.posts.enums import PUBLISH
from civic.town_halls.enums import MANAGE_RESIDENTS

pytestmark = pytest.mark.django_db


def test_a_resident_becomes_delegate(commune, resident, viewer_of):
    call_command(
        "give_delegation", commune.slug, resident.email, "Adjoint", "publish", "--until", "2100-01-01"
    )
    viewer = viewer_of(resident, commune)
    assert viewer.may(PUBLISH)
    assert not viewer.may(MANAGE_RESIDENTS)


def test_never_to_the_mayor_nor_to_nobody(commune, mayor):
    for email in (mayor.email, "personne@exemple.fr"):
        with pytest.raises(CommandError):
            call_command("give_delegation", commune.slug, email, "Adjoint", "publish")
