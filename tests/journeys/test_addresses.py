"""A second home with an address of its own, then a move; a mailbox that was misspelt at sign-up."""

from playwright.sync_api import Page, expect

from civic.accounts.models import Person
from civic.communes.actions.streets import import_streets
from civic.memberships.models import Membership
from tests.accounts.factories import PASSWORD
from tests.journeys.screen import both_widths


@both_widths
def test_a_second_home_and_a_move(enter, look, commune, other_commune, resident: Person, mayor: Person):
    import_streets(
        streets={commune.code: ["Rue du Barri", "Rue Basse"], other_commune.code: ["Rue du Barrage"]}
    )
    own: Page = enter(resident)
    own.goto(f"/mon-compte/communes/?commune={other_commune.slug}")
    look(own, "second-home")
    own.get_by_label("Numéro et rue").press_sequentially("4 barr")
    expect(own.get_by_role("option")).to_have_text(["Rue du Barrage"])
    own.keyboard.press("ArrowDown")
    look(own, "second-home-street")
    own.keyboard.press("Enter")
    assert own.get_by_label("Numéro et rue").input_value() == "4 Rue du Barrage"
    own.get_by_role("button", name="Envoyer ma demande").click()
    expect(own.get_by_role("heading", level=1)).to_contain_text("Votre demande est à la mairie")
    look(own, "second-home-waits")

    own.goto("/mon-compte/communes/")
    look(own, "communes-with-addresses")
    own.get_by_role("link", name=f"Changer d’adresse : {commune.name}").click()
    own.get_by_label("Numéro et rue").fill("")
    own.get_by_label("Numéro et rue").press_sequentially("12 bis, bas")
    own.get_by_role("option", name="Rue Basse").click()
    own.get_by_label("Code postal").fill("123")
    own.get_by_role("button", name="Enregistrer mon adresse").click()
    expect(own.locator("#erreurs")).to_contain_text("Un code postal a 5 chiffres")
    look(own, "address-mistake")
    own.get_by_label("Code postal").fill("06 360")
    own.get_by_role("button", name="Enregistrer mon adresse").click()
    expect(own.locator("#messages")).to_contain_text("Votre adresse est enregistrée")

    agent: Page = enter(mayor)
    card = Membership.objects.get(person=resident, commune=commune)
    agent.goto(f"/{commune.slug}/mairie/administres/{card.pk}/")
    expect(agent.get_by_text("12 bis, Rue Basse")).to_be_visible()
    expect(agent.get_by_text("Rue du Barrage")).to_have_count(0)
    look(agent, "card-with-address")


@both_widths
def test_a_misspelt_mailbox_is_corrected(enter, look, read_mail, commune):
    own: Page = enter()
    own.goto(f"/inscription/?commune={commune.slug}")
    for label, words in (
        ("Numéro et rue", "3 rue du Four"),
        ("Prénom", "Zoé"),
        ("Date de naissance", "21/03/1950"),
        ("Adresse e-mail", "zoe@exmple.test"),
        ("Mot de passe", PASSWORD),
    ):
        own.get_by_label(label, exact=True).fill(words)
    own.get_by_label("J’accepte les conditions").check()
    own.get_by_role("button", name="Créer mon compte").click()
    expect(own.get_by_role("alert")).to_contain_text("Votre mot de passe n’est pas gardé")
    look(own, "sign-up-password-again")
    own.get_by_label("Nom", exact=True).fill("Noir")
    own.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    own.get_by_role("button", name="Créer mon compte").click()
    expect(own.get_by_text("zoe@exmple.test")).to_be_visible()
    look(own, "sign-up-written-to")
    own.get_by_role("link", name="Corriger cette adresse").click()
    own.get_by_label("Adresse e-mail").fill("zoe@exemple.test")
    look(own, "sign-up-correct")
    own.get_by_role("button", name="Écrire à cette adresse").click()
    expect(own.get_by_text("zoe@exemple.test")).to_be_visible()
    read_mail(own, "zoe@exemple.test")


@both_widths
def test_notifications_go_to_another_mailbox(enter, look, read_mail, commune, resident: Person):
    own: Page = enter(resident)
    own.goto("/mon-compte/")
    look(own, "profile-mailboxes")
    own.get_by_role("link", name="Choisir l’e-mail de notification").click()
    own.get_by_label("E-mail de notification").fill("nouvelles@exemple.test")
    own.get_by_role("button", name="Envoyer le lien").click()
    expect(own.get_by_text("Un lien vient de partir vers nouvelles@exemple.test")).to_be_visible()
    look(own, "notification-email-waits")
    mailbox: Page = enter()
    read_mail(mailbox, "nouvelles@exemple.test")
    mailbox.frame_locator("iframe").get_by_role("link", name="Confirmer mon adresse").click()
    look(mailbox, "notification-email-confirm")
    mailbox.get_by_role("button", name="Oui, c’est mon adresse").click()
    own.goto("/mon-compte/email-de-notification/")
    expect(own.get_by_text("Vos notifications partent à nouvelles@exemple.test")).to_be_visible()
    look(own, "notification-email-done")
    own.get_by_role("button", name=f"Tout recevoir à {resident.email}").click()
    expect(own.locator("#messages")).to_contain_text("à l’adresse de votre connexion")
