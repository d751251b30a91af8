"""Another name, answered by the two town halls that know its owner; another address, and back."""

from playwright.sync_api import Page, expect

from civic.accounts.models import Person
from civic.core.clock import now
from civic.memberships.models import IdentityAnswer, Membership
from tests.accounts.factories import PASSWORD
from tests.communes.factories import MembershipFactory
from tests.journeys.screen import both_widths


@both_widths
def test_a_new_name_is_answered_by_two_town_halls_and_one_is_left(
    enter, look, commune, other_commune, mayor: Person, other_mayor: Person, resident: Person
):
    MembershipFactory(commune=other_commune, person=resident)
    Person.objects.filter(pk=resident.pk).update(identity_accepted_at=now())
    own: Page = enter(resident)
    own.goto("/mon-compte/")
    look(own, "identity-profile")
    own.get_by_role("link", name="Demander un changement").click()
    own.get_by_label("Nom", exact=True).fill("LE GOFF")
    own.get_by_role("button", name="Envoyer ma demande").click()
    expect(own.locator("#erreurs")).to_contain_text("Choisissez une raison")
    look(own, "identity-no-reason")
    own.get_by_label("Mariage ou pacs").check()
    own.get_by_label("Un mot pour la mairie").fill("Mariés le 3 mai à Villeneuve.")
    own.get_by_role("button", name="Envoyer ma demande").click()
    expect(own.get_by_text("En attente de sa réponse")).to_have_count(2)
    look(own, "identity-waits")

    agent: Page = enter(mayor)
    agent.goto(f"/{commune.slug}/mairie/")
    expect(agent.get_by_text("Anne Martin demande à changer d’identité", exact=True)).to_be_visible()
    look(agent, "identity-desk")
    answer = IdentityAnswer.objects.get(commune=commune)
    agent.goto(f"/{commune.slug}/mairie/administres/identite/{answer.pk}/")
    look(agent, "identity-answer")
    agent.get_by_role("button", name="Accepter").click()
    agent.locator("#messages").get_by_role("button", name="Annuler").click()
    expect(agent.locator("#messages")).to_contain_text("l’identité reste Anne Martin")
    agent.get_by_role("button", name="Accepter").click()
    expect(agent.get_by_text("La réponse d’une autre mairie est encore attendue.")).to_be_visible()
    own.goto("/mon-compte/")
    expect(own.get_by_role("heading", name="Anne Martin")).to_be_visible()

    other: Page = enter(other_mayor)
    answer = IdentityAnswer.objects.get(commune=other_commune)
    other.goto(f"/{other_commune.slug}/mairie/administres/identite/{answer.pk}/")
    other.get_by_text("Refuser…").click()
    look(other, "identity-refuse")
    other.get_by_role("button", name="Accepter").click()
    expect(other.locator("#messages")).to_contain_text("Anne Martin, désormais Anne Le Goff")

    own.goto("/mon-compte/")
    expect(own.get_by_role("heading", name="Anne Le Goff")).to_be_visible()
    own.goto("/mon-compte/identite/")
    look(own, "identity-done")
    card = Membership.objects.get(person=resident, commune=commune)
    agent.goto(f"/{commune.slug}/mairie/administres/{card.pk}/")
    expect(agent.get_by_text("Anne Martin, désormais Anne Le Goff")).to_be_visible()
    look(agent, "identity-card")

    own.goto("/mon-compte/communes/")
    own.get_by_role("link", name="Quitter la page de Villeneuve").click()
    own.get_by_role("button", name="Quitter la page de Villeneuve").click()
    expect(own.locator("#erreurs")).to_contain_text("Écrivez votre mot de passe")
    look(own, "leave-no-password")
    own.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    own.get_by_role("button", name="Quitter la page de Villeneuve").click()
    expect(own.locator("#messages")).to_contain_text("Vous avez quitté la page de Villeneuve")


@both_widths
def test_the_name_of_the_mayor_takes_a_second_look(enter, look, commune, mayor: Person, resident: Person):
    Person.objects.filter(pk=resident.pk).update(identity_accepted_at=now())
    own: Page = enter(resident)
    own.goto("/mon-compte/identite/")
    own.get_by_label("Prénom", exact=True).fill(mayor.first_name)
    own.get_by_label("Nom", exact=True).fill(mayor.last_name)
    own.get_by_label("Erreur").check()
    own.get_by_role("button", name="Envoyer ma demande").click()
    own.goto("/mon-compte/")
    expect(own.get_by_role("link", name="Voir ma demande")).to_be_visible()
    look(own, "identity-profile-waits")

    agent: Page = enter(mayor)
    answer = IdentityAnswer.objects.get()
    agent.goto(f"/{commune.slug}/mairie/")
    expect(agent.get_by_text(f"Exactement le nom de {mayor.full_name}, maire")).to_be_visible()
    agent.goto(f"/{commune.slug}/mairie/administres/identite/{answer.pk}/")
    look(agent, "identity-answer-close")
    agent.get_by_role("button", name="Accepter…").click()
    expect(agent.get_by_text("portera exactement le nom")).to_be_visible()
    look(agent, "identity-accept")
    agent.get_by_role("button", name="J’ai vérifié").click()
    expect(agent.locator("#messages")).to_contain_text("C’est fait")
    look(agent, "identity-accepted")


@both_widths
def test_an_address_is_changed_and_taken_back(enter, look, read_mail, commune, resident: Person):
    own: Page = enter(resident)
    own.goto("/mon-compte/")
    own.get_by_role("link", name="Changer d’adresse e-mail").click()
    look(own, "email-change")
    own.get_by_label("Nouvelle adresse e-mail").fill("nouvelle@exemple.test")
    own.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    own.get_by_role("button", name="Envoyer le lien").click()
    expect(own.get_by_text("Un lien vient de partir vers nouvelle@exemple.test")).to_be_visible()
    look(own, "email-waits")

    mailbox: Page = enter()
    read_mail(mailbox, "nouvelle@exemple.test")
    mailbox.frame_locator("iframe").get_by_role("link", name="Confirmer mon adresse").click()
    look(mailbox, "email-confirm")
    mailbox.get_by_role("button", name="Oui, c’est mon adresse").click()
    own.goto("/mon-compte/")
    expect(own.get_by_text("nouvelle@exemple.test")).to_be_visible()

    read_mail(mailbox, "anne@exemple.test", "a été changée")
    mailbox.frame_locator("iframe").get_by_role("link", name="Reprendre mon adresse").click()
    look(mailbox, "email-undo")
    mailbox.get_by_role("button", name="Reprendre mon ancienne adresse").click()
    expect(mailbox.locator("#messages")).to_contain_text("de nouveau à l’adresse anne@exemple.test")
    look(mailbox, "email-back")
    own.goto("/mon-compte/")
    own.wait_for_url("**/connexion/**")  # signed out by it
