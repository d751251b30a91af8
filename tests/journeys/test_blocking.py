"""A resident is blocked from comments for a week, is notified, contests, and is heard."""

from playwright.sync_api import Page, expect

from civic.accounts.models import Person
from civic.memberships.models import Membership
from civic.posts.models import Post


def test_blocked_for_a_week_notified_and_heard(
    enter, look, mayor: Person, resident: Person, staff: Person, post: Post
):
    slug = post.commune.slug
    member = Membership.objects.get(person=resident)
    theirs: Page = enter(resident)
    theirs.goto(f"/{slug}/")
    theirs.get_by_label("Votre commentaire").first.fill("Un texte écrit avant de savoir")

    desk: Page = enter(mayor)
    desk.goto(f"/{slug}/mairie/administres/{member.pk}/")
    desk.get_by_role("link", name="Bloquer…").click()
    look(desk, "block")
    expect(desk.get_by_label("Dernier jour du blocage")).to_be_hidden()
    desk.get_by_label("Jusqu’à une date").check()
    desk.get_by_label("Dernier jour du blocage").fill("2020-01-01")
    desk.get_by_label("Propos injurieux").check()
    desk.get_by_label("Votre message à la personne").fill("Vos mots ont blessé une agente.")
    desk.get_by_role("button", name="Bloquer").click()
    expect(desk.locator("#erreurs")).to_contain_text("Choisissez une date à venir")
    look(desk, "block-date-in-the-past")
    expect(desk.get_by_label("Votre message à la personne")).to_have_value("Vos mots ont blessé une agente.")
    desk.get_by_label("Toute prise de parole").check()
    desk.get_by_label("1 semaine").check()
    expect(desk.get_by_role("status").filter(has_text="ne pourra plus prendre la parole")).to_be_visible()
    desk.get_by_label("Toute prise de parole").uncheck()
    expect(desk.get_by_role("status").filter(has_text="ne pourra plus commenter")).to_be_visible()
    desk.get_by_role("button", name="Bloquer").click()
    expect(desk.locator("#messages")).to_contain_text("ne peut plus commenter")
    look(desk, "block-card")
    desk.goto(f"/{slug}/mairie/administres/?liste=bloques")
    expect(desk.get_by_role("listitem").filter(has_text="Anne Martin").first).to_be_visible()
    look(desk, "block-list")

    # The form was open before: what was written is not lost.
    theirs.get_by_role("button", name="Ok : envoyer votre commentaire").first.click()
    expect(theirs.get_by_text("Votre texte est conservé").first).to_be_visible()
    expect(theirs.get_by_label("Votre commentaire").first).to_have_value("Un texte écrit avant de savoir")
    look(theirs, "block-comment-refused")
    theirs.goto(f"/{slug}/")
    look(theirs, "block-feed")
    theirs.get_by_role("link", name="Lire la décision, la contester").first.click()
    look(theirs, "block-decision")
    theirs.get_by_role("link", name="Contester ce blocage").click()
    theirs.get_by_label("Vos raisons").fill("Je ne visais personne.")
    look(theirs, "block-appeal")
    theirs.wait_for_timeout(700)  # kept on this device by now
    theirs.reload()
    expect(theirs.get_by_label("Vos raisons")).to_have_value("Je ne visais personne.")
    theirs.get_by_role("button", name="Envoyer mon recours").click()
    expect(theirs.get_by_text("À l’étude")).to_be_visible()
    look(theirs, "block-appeal-sent")
    assert "appeal-" not in theirs.evaluate("Object.keys({ ...localStorage, ...sessionStorage }).join()")

    office: Page = enter(staff)
    office.goto("/plateforme/")
    office.get_by_role("link", name="Recours").click()
    look(office, "block-appeals")
    office.get_by_role("link", name="Lire et répondre").click()
    office.get_by_label("Lever le blocage").check()
    office.get_by_label("Votre réponse").fill("Le doute vous profite.")
    look(office, "block-answer")
    office.get_by_role("button", name="Envoyer la réponse").click()
    expect(office.get_by_text("Aucun recours en attente")).to_be_visible()
    look(office, "block-appeals-none")

    theirs.goto(f"/{slug}/blocage/")
    expect(theirs.get_by_text("Le doute vous profite.")).to_be_visible()
    look(theirs, "block-over")
    theirs.goto(f"/{slug}/")
    expect(theirs.get_by_label("Votre commentaire").first).to_be_visible()
