"""A new mayor’s first hour: a page with a face, someone to help, the first residents, the first who goes too far."""

from playwright.sync_api import Locator, Page, expect

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.links.models import UsefulLink
from civic.memberships.models import Membership
from civic.posts.models import Post
from civic.threads.models import Message
from tests.accounts.factories import PASSWORD, PersonFactory
from tests.communes.factories import MembershipFactory
from tests.media.files import encoded, picture

HELPER = "claire.aubert@exemple.test"
LINKS = [
    ("Cantine", "www.exemple.fr/cantine"),
    ("Bus", "https://bus.exemple.fr/"),
    ("Piscine", "https://piscine.exemple.fr/horaires"),
]


def message_of_page(page: Page) -> Locator:
    return page.locator("#messages")


def edit(page: Page, section: str) -> Locator:
    """Press the pencil of a section: its form takes its place."""
    page.get_by_role("link", name=section, exact=True).click()
    form = page.locator("main form:has(.form__actions)").first
    expect(form.get_by_role("button", name="Enregistrer")).to_be_visible()
    return form


def save(form: Locator) -> None:
    form.get_by_role("button", name="Enregistrer").click()


def write(page: Page, label: str, text: str) -> None:
    """In the light editor, once its script has arrived."""
    expect(page.get_by_role("group", name="Mise en forme")).to_be_visible()
    page.get_by_role("textbox", name=label).click()
    page.keyboard.type(text)


def titles(page: Page) -> Locator:
    return page.locator("#liens .useful-link__text a")


def test_a_page_gets_a_face(enter, look, mayor: Person, commune: Commune):
    page: Page = enter(mayor)
    slug = commune.slug

    # A photo.
    page.goto(f"/{slug}/maire/")
    look(page, "first-hour-empty")
    page.get_by_role("link", name="Ajouter ma photo").click()
    portrait = {"name": "moi.jpg", "mimeType": "image/jpeg", "buffer": encoded(picture(600, 600))}
    page.get_by_label("Votre photo").set_input_files(portrait)
    page.get_by_role("button", name="Enregistrer ma photo").click()
    expect(page.get_by_role("button", name="Retirer ma photo")).to_be_visible()

    # The mayor's page, section by section, in place.
    page.goto(f"/{slug}/maire/")
    form = edit(page, "Modifier le slogan")
    form.get_by_label("Votre slogan").fill("Entre terre et mer")
    save(form)
    expect(page.locator(".mayor__slogan")).to_have_text("« Entre terre et mer »")
    form = edit(page, "Écrire votre présentation")
    write(page, "Votre présentation", "Institutrice, puis maire de la ville où je suis née.")
    save(form)
    expect(page.locator("#presentation .prose")).to_contain_text("Institutrice")
    for year, text in (("2001", "Conseillère municipale"), ("2016", "Maire")):
        page.get_by_role("link", name="Ajouter une ligne").click()
        page.get_by_label("Année").fill(year)
        page.get_by_label("Ce que vous avez fait").fill(text)
        save(page.locator(".cv__form"))
        expect(page.locator(".cv__form")).to_have_count(0)
    expect(page.locator(".cv__text")).to_have_text(["2016 : Maire", "2001 : Conseillère municipale"])
    page.reload()
    expect(page.locator(".cv__text")).to_have_count(2)
    expect(page.locator(".profile__head img")).to_have_js_property("complete", True)
    look(page, "first-hour-mayor")

    # The commune: its presentation, and a figure of the official directory that has aged.
    page.goto(f"/{slug}/commune/")
    form = edit(page, "Écrire la présentation")
    write(page, "Présentation de la commune", "Un village perché, un marché le jeudi.")
    save(form)
    expect(page.locator("#presentation .prose")).to_contain_text("Un village perché")
    form = edit(page, "Corriger : Population")
    expect(form).to_contain_text("Valeur officielle")
    form.get_by_label("Nombre d’habitants").fill("2 300")
    save(form)
    line = page.locator("#population")
    expect(line).to_contain_text("Corrigé par la mairie le")
    expect(line).to_contain_text("2\u202f300")
    look(page, "first-hour-commune")

    # Three links, put in order by hand and by the keyboard.
    page.goto(f"/{slug}/liens/")
    look(page, "first-hour-no-link")
    for title, address in LINKS:
        page.get_by_role("link", name="Ajouter un lien").first.click()
        page.get_by_label("Titre").fill(title)
        page.get_by_label("Adresse").fill(address)
        page.get_by_role("button", name="Enregistrer").click()
        expect(titles(page).last).to_have_text(title)
    expect(titles(page).first).to_have_attribute("href", "https://www.exemple.fr/cantine")
    with page.expect_response("**/deplacer/") as moved:
        _drag(page, "Piscine", above="Cantine")
    moved.value.finished()
    page.wait_for_timeout(300)  # the list as the server has it takes the place of the one that was dragged
    expect(titles(page)).to_have_text(["Piscine", "Cantine", "Bus"])
    down = page.get_by_role("button", name="Descendre « Piscine »")
    down.focus()
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_text(["Cantine", "Piscine", "Bus"])
    expect(page.get_by_role("button", name="Descendre « Piscine »")).to_be_focused()
    expect(page.locator("#liens-annonce")).not_to_be_empty()
    look(page, "first-hour-links")
    in_order = UsefulLink.objects.filter(commune=commune).order_by("position")
    assert [link.title for link in in_order] == ["Cantine", "Piscine", "Bus"]

    # A visitor sees all of it, and none of the tools.
    visitor: Page = enter()
    visitor.goto(f"/{slug}/")
    expect(visitor.locator(".mayor__slogan")).to_contain_text("Entre terre et mer")
    expect(visitor.get_by_role("link", name="Piscine")).to_be_visible()
    visitor.goto(f"/{slug}/maire/")
    expect(visitor.locator(".cv__text").first).to_have_text("2016 : Maire")
    expect(visitor.locator("main").get_by_role("link", name="Modifier")).to_have_count(0)
    expect(visitor.get_by_text(mayor.email)).to_have_count(0)
    look(visitor, "first-hour-visitor")


def _drag(page: Page, title: str, *, above: str) -> None:
    handle = page.locator(f"[data-sortable-target=row][data-title='{title}'] [data-sortable-target=handle]")
    target = page.locator(f"[data-sortable-target=row][data-title='{above}']")
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), target.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + end["height"] / 2, steps=6)
    page.mouse.move(end["x"] + 20, end["y"] + 4, steps=6)
    page.mouse.up()


def test_someone_helps_under_their_own_name(enter, look, read_mail, mayor: Person, commune: Commune):
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/mairie/delegations/")
    look(page, "first-hour-no-delegation")
    page.get_by_role("link", name="Inviter une personne").click()
    page.get_by_label("Adresse e-mail").fill(HELPER)
    page.get_by_label("Prénom").fill("Claire")
    page.get_by_label("Nom", exact=True).fill("Aubert")
    page.get_by_label("Fonction").fill("Secrétaire de mairie")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.get_by_label("Fonction").input_value() == "Secrétaire de mairie"
    page.get_by_role("checkbox", name="Publier", exact=False).first.check()
    look(page, "first-hour-delegation")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_role("heading", name="Claire Aubert")).to_be_visible()
    look(page, "first-hour-invited")

    theirs: Page = enter()
    read_mail(theirs, HELPER)
    look(theirs, "first-hour-invitation-mail")
    theirs.frame_locator("iframe").get_by_role("link").first.click()
    theirs.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    theirs.get_by_label("J’accepte").check()
    theirs.get_by_role("button", name="Créer mon compte").click()
    expect(theirs.get_by_role("heading", level=1)).to_contain_text("vous propose d’agir en son nom")
    look(theirs, "first-hour-offer")
    theirs.get_by_role("button", name="J’accepte").click()
    theirs.get_by_role("link", name="Ouvrir la page").click()
    theirs.get_by_role("link", name="Publier").click()  # the one thing that they may begin
    theirs.get_by_label("Titre de votre publication").fill("La mairie fermera à 17 h vendredi")
    theirs.get_by_role("button", name="Valider").click()
    article = theirs.get_by_role("article", name="La mairie fermera à 17 h vendredi")
    expect(article).to_contain_text("Claire Aubert")
    expect(article).to_contain_text("pour la mairie")
    assert Post.objects.get().author.email == HELPER

    page.goto(f"/{commune.slug}/mairie/delegations/journal/")
    act = page.get_by_role("listitem").filter(has_text="a publié")
    expect(act).to_contain_text("Claire Aubert")
    expect(act).to_contain_text("La mairie fermera à 17 h vendredi")
    look(page, "first-hour-journal")

    # Withdrawn: the page that is still open can do nothing more.
    theirs.goto(f"/{commune.slug}/actualites/nouvelle/")
    theirs.get_by_label("Titre de votre publication").fill("Trop tard")
    page.goto(f"/{commune.slug}/mairie/delegations/")
    page.get_by_role("button", name="Retirer : Claire Aubert").click()
    expect(message_of_page(page)).not_to_be_empty()
    with theirs.expect_response(lambda answer: answer.request.method == "POST") as refused:
        theirs.get_by_role("button", name="Valider").click()
    assert refused.value.status == 403
    assert Post.objects.count() == 1


def test_the_first_residents_and_the_first_who_goes_too_far(
    enter, look, read_mail, mayor: Person, resident: Person, comment: Message, commune: Commune
):
    for first, last in (("Irène", "Vasseur"), ("Hugo", "Le Goff")):
        person = PersonFactory(first_name=first, last_name=last, email=f"{first.lower()}@exemple.test")
        MembershipFactory(commune=commune, person=person, status="pending")
    page: Page = enter(mayor)
    page.goto(f"/{commune.slug}/mairie/administres/")
    look(page, "first-hour-requests")
    page.get_by_role("link", name="Refuser Irène Vasseur").click()
    page.get_by_label("Votre message").fill("Votre adresse est à Autreville : sa mairie vous attend.")
    page.get_by_role("button", name="Refuser et envoyer le message").click()
    expect(message_of_page(page)).to_contain_text("refusée")
    page.locator("summary").filter(has_text="Accepter Hugo Le Goff").click()
    page.get_by_role("button", name="Personne connue de la mairie").click()
    expect(page.locator(".resident")).to_contain_text(
        "Hugo Le Goff fait maintenant partie de vos administrés"
    )
    assert {row.person.last_name: row.status for row in Membership.objects.select_related("person")} == {
        "Vasseur": "refused",
        "Le Goff": "accepted",
        resident.last_name: "accepted",
    }

    page.goto(f"/{commune.slug}/mairie/administres/?liste=inscrits")
    page.get_by_label("Prénom ou nom").fill("le-g")
    page.keyboard.press("Enter")
    expect(page.locator(".resident")).to_have_count(1)
    expect(page.locator(".resident")).to_contain_text("Hugo Le Goff")
    page.get_by_label("Prénom ou nom").fill(resident.first_name[:3].lower())
    page.keyboard.press("Enter")
    page.get_by_role("link", name=resident.full_name).click()
    look(page, "first-hour-resident")
    page.get_by_role("link", name="Bloquer").click()
    page.get_by_label("Commenter", exact=True).check()
    page.get_by_label("1 semaine").check()
    page.get_by_label("Propos injurieux").check()
    page.get_by_label("Votre message à la personne").fill(
        "Vous avez insulté un voisin. Merci de rester courtois."
    )
    look(page, "first-hour-block")
    page.get_by_role("button", name="Bloquer", exact=True).click()
    expect(message_of_page(page)).not_to_be_empty()
    expect(page.get_by_text("Blocage en cours")).to_be_visible()

    theirs: Page = enter(resident)
    theirs.goto(f"/{commune.slug}/")
    notice = theirs.locator(".notice", has_text="La mairie a suspendu votre droit de commenter").first
    expect(notice).to_be_visible()
    expect(theirs.get_by_text(comment.body)).to_be_visible()  # reading goes on
    look(theirs, "first-hour-blocked-feed")
    notice.get_by_role("link", name="Lire la décision").click()
    expect(theirs.locator("main")).to_contain_text("Vous avez insulté un voisin.")
    expect(theirs.get_by_role("link", name="Contester ce blocage")).to_be_visible()
    look(theirs, "first-hour-blocked")
    read_mail(theirs, resident.email)
    expect(theirs.locator(".mail-text")).to_contain_text("Vous avez insulté un voisin.")
