"""Whoever took an account for a time has nothing left of it once its owner has taken the address back; and nobody keeps
the owner from doing so."""

from datetime import timedelta
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps

from civic.accounts.actions import email as actions
from civic.accounts.actions.account import invite_person
from civic.accounts.models import EmailChange, NotificationEmailAsked, Person
from civic.accounts.queries import needs_code
from civic.accounts.rules import is_aside
from civic.agenda.models import CalendarSubscription
from civic.core import registry
from civic.core.clock import now
from civic.core.descriptors import Foothold
from civic.core.text import has_mailbox
from civic.delegations.models import Delegation
from civic.delivery.models import PushDevice
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.accounts.mails import mails_to, path_in, subjects_to, text_of
from tests.memberships.test_memberships_views import FORM
from tests.together import together

pytestmark = pytest.mark.django_db
OWN, THIEF = "anne@exemple.test", "voleur@exemple.test"
ROOT = "/mon-compte/adresse-email/"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def browser(resident, client_of):
    return client_of(resident)


@pytest.fixture
def visitor(client_of):
    return client_of(None)


def change(browser, visitor, former=OWN, new=THIEF):
    """Returns the link that takes it back."""
    browser.post(ROOT, {"email": new, "password": PASSWORD})
    visitor.post(path_in(mails_to(new)[-1], ROOT))
    return path_in(mails_to(former)[-1], ROOT)


def device_of(person, name):
    return PushDevice.objects.create(
        person=person, name=name, endpoint="https://push.test/", endpoint_digest=name
    )


def left_of(person):
    return {
        str(row)
        for model, field in (
            (Authenticator, "user"),
            (PushDevice, "person"),
            (CalendarSubscription, "person"),
        )
        for row in model.objects.filter(**{field: person.pk})
    }


def test_what_was_added_since_ends_with_it_and_the_mail_names_it(browser, visitor, resident):
    undo = change(browser, visitor)
    person = Person.objects.get(pk=resident.pk)
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={})
    device_of(person, "Voleur")
    CalendarSubscription.objects.create(person=person)
    NotificationEmailAsked.objects.create(person=person, email=THIEF, digest="x", asked_at=now())
    Person.objects.filter(pk=person.pk).update(notification_email=THIEF)
    visitor.post(undo)
    assert left_of(resident) == set()
    assert Person.objects.get(pk=resident.pk).notification_email == ""
    assert not needs_code(resident)
    mail = text_of(mails_to(OWN)[-1])
    for words in (
        "Connexion renforcée",
        "Appareils à prévenir",
        "Adresse privée de votre agenda",
        "E-mail de notification",
    ):
        assert f"- {words}" in mail
    link = visitor.get(path_in(mails_to(OWN)[-1], "/mot-de-passe/"), follow=True).redirect_chain[-1][0]
    visitor.post(link, {"password1": "Une-autre-phrase-42"})
    assert visitor.get("/mon-compte/").status_code == 200


def test_what_there_was_before_stays_but_for_what_could_be_read(browser, visitor, resident):
    person = Person.objects.get(pk=resident.pk)
    device_of(person, "À moi")
    CalendarSubscription.objects.create(person=person)
    factor = TOTP.activate(person, SECRET).instance
    aged(person, 25)
    undo = change(browser, visitor)
    device_of(person, "Voleur")
    visitor.post(undo)
    assert left_of(resident) == {"À moi", str(factor)}
    assert needs_code(resident)


def aged(person, hours):
    """What there is of ways in and out was added so long ago."""
    moment = now() - timedelta(hours=hours)
    Authenticator.objects.filter(user=person).update(created_at=moment)
    PushDevice.objects.filter(person=person).update(added_at=moment)


@pytest.mark.parametrize(("hours", "stays"), [(23, False), (25, True)])
def test_what_was_added_just_before_ends_too(browser, visitor, resident, hours, stays):
    person = Person.objects.get(pk=resident.pk)
    factor = TOTP.activate(person, SECRET).instance
    device_of(person, "Voleur")
    aged(person, hours)
    visitor.post(change(browser, visitor))
    assert left_of(resident) == ({"Voleur", str(factor)} if stays else set())
    assert ("- Connexion renforcée" in text_of(mails_to(OWN)[-1])) is not stays


@pytest.mark.parametrize("given_up", [True, False])
def test_asking_again_takes_nothing_in_that_came_since(browser, visitor, resident, clock, given_up):
    browser.post(ROOT, {"email": THIEF, "password": PASSWORD})
    if given_up:
        browser.post(f"{ROOT}retirer/")
    person = Person.objects.get(pk=resident.pk)
    device_of(person, "Voleur")
    clock.forward(hours=30)
    visitor.post(change(browser, visitor))
    assert left_of(resident) == set()


def test_a_request_that_was_given_up_is_confirmed_by_no_link(browser, visitor, resident):
    browser.post(ROOT, {"email": THIEF, "password": PASSWORD})
    browser.post(f"{ROOT}retirer/")
    visitor.post(path_in(mails_to(THIEF)[-1], ROOT))
    assert Person.objects.get(pk=resident.pk).email == OWN


@pytest.mark.parametrize("order", ["owner first", "thief first"])
def test_a_change_by_a_process_of_before_does_not_get_in_the_owner_s_way(
    browser, visitor, resident, client_of, order
):
    """Unnumbered, without a word of what there was: made while the release is put in place."""
    owners = change(browser, visitor)
    thiefs = change(client_of(resident), visitor, former=THIEF, new="v2@exemple.test")
    EmailChange.objects.filter(new_email="v2@exemple.test").update(number=0, footholds=None)
    device_of(resident, "Voleur")
    for link in (owners, thiefs) if order == "owner first" else (thiefs, owners):
        visitor.post(link)
    assert Person.objects.get(pk=resident.pk).email == OWN
    assert left_of(resident) == set()


def test_the_mail_names_nothing_where_nothing_was_added(browser, visitor, resident):
    visitor.post(change(browser, visitor))
    assert "nous avons aussi retiré" not in text_of(mails_to(OWN)[-1])
    assert subjects_to(OWN)[-1] == "Votre adresse e-mail est de nouveau celle de votre compte"


def test_each_way_in_or_out_says_that_it_is_one():
    """A new one is declared as it is made."""
    ways = {data.field for data in registry.personal_data() if data.foothold is not Foothold.NONE}
    assert ways == {
        "mfa.Authenticator.user",
        "delivery.PushDevice.person",
        "agenda.CalendarSubscription.person",
        "accounts.NotificationEmailAsked.person",
    }
    added = [data for data in registry.personal_data() if data.foothold is Foothold.ADDED]
    assert all(apps.get_model(data.model)._meta.get_field(data.added_at) for data in added)


def test_a_clock_that_was_put_back_leaves_no_change_standing(browser, visitor, resident, clock, client_of):
    first = change(browser, visitor)
    clock.forward(hours=-1)
    second = change(client_of(resident), visitor, former=THIEF, new="v2@exemple.test")
    TOTP.activate(Person.objects.get(pk=resident.pk), SECRET)
    visitor.post(first)
    visitor.post(second)
    assert Person.objects.get(pk=resident.pk).email == OWN
    assert not EmailChange.objects.filter(undone_at=None).exists()
    assert not needs_code(resident)


def test_an_earlier_change_can_still_be_taken_back(browser, visitor, resident, client_of):
    first = change(browser, visitor)
    visitor.post(change(client_of(resident), visitor, former=THIEF, new="v2@exemple.test"))
    assert Person.objects.get(pk=resident.pk).email == THIEF
    visitor.post(first)
    assert Person.objects.get(pk=resident.pk).email == OWN


def test_an_address_that_was_left_is_invited_as_any_until_it_is_taken_back(
    browser, visitor, resident, mayor, commune, viewer_of, client_of
):
    undo = change(browser, visitor)
    invitation = {
        "title": "Adjoint", "rights": ["publish"], "starts_on": "", "ends_on": "", "email": OWN,
        "first_name": "Jean", "last_name": "Paul", "key": "k",
    }  # fmt: skip
    sent = client_of(mayor).post(f"/{commune.slug}/mairie/delegations/inviter/", invitation, follow=True)
    assert "L’invitation est envoyée à Jean Paul" in str(*sent.context["messages"])
    invited = Person.objects.get(email=OWN)
    link = path_in(mails_to(OWN)[-1], "/mot-de-passe/")
    assert visitor.get(link).status_code == 302
    visitor.post(undo)
    assert Person.objects.get(pk=resident.pk).email == OWN
    assert Delegation.objects.get(invited_email=OWN).person == invited
    invited.refresh_from_db()
    assert not has_mailbox(invited.email)
    assert visitor.get(link).status_code == 200  # « ce lien ne sert plus »


def test_who_used_an_invitation_to_an_address_that_was_left_keeps_it(browser, visitor, resident):
    undo = change(browser, visitor)
    context = {"giver": "Camille", "of_name": "de Villeneuve", "title": "Adjoint", "rights": []}
    template = "delegations/email/delegation_invitation"
    person, _ = invite_person(email=OWN, first_name="A", last_name="B", template=template, context=context)
    person.set_password(PASSWORD)
    person.save()
    assert "sert à un autre compte" in visitor.post(undo, follow=True).content.decode()
    assert Person.objects.get(email=OWN) == person


def test_who_never_confirmed_an_address_keeps_its_owner_from_nothing(browser, visitor, resident, commune):
    visitor.post("/inscription/", FORM | {"commune_code": commune.code, "email": "voulue@exemple.test"})
    squatter = Person.objects.get(email="voulue@exemple.test")
    browser.post(ROOT, {"email": "voulue@exemple.test", "password": PASSWORD})
    assert visitor.post(path_in(mails_to("voulue@exemple.test")[-1], ROOT)).status_code == 302
    assert Person.objects.get(pk=resident.pk).email == "voulue@exemple.test"
    assert is_aside(Person.objects.get(pk=squatter.pk).email)
    assert EmailAddress.objects.get(email="voulue@exemple.test").user_id == resident.pk


def test_a_confirmed_account_and_staff_keep_their_address(browser, visitor, resident):
    staff = PersonFactory(email="equipe@exemple.test", is_staff=True)
    EmailAddress.objects.filter(user=staff).update(verified=False)
    for email in (staff.email, PersonFactory().email):
        browser.post(ROOT, {"email": email, "password": PASSWORD})
        assert subjects_to(email)[-1] == "Cette adresse a déjà un compte"


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_two_who_come_to_one_address_at_once_are_one_and_a_refusal(
    resident, second_resident, commune, viewer_of
):
    links = []
    for person in (resident, second_resident):
        actions.ask_email_change(viewer=viewer_of(person, commune), email="unique@exemple.test")
        links.append(path_in(mails_to("unique@exemple.test")[-1], ROOT).split("/")[3])
    calls = [partial(actions.confirm_email_change, token=token) for token in links]
    answers = together(*calls, expected=actions.AddressTakenMeanwhile)
    assert sorted(type(one).__name__ for one in answers) == ["AddressTakenMeanwhile", "Person"]
    assert Person.objects.filter(email="unique@exemple.test").count() == 1
