"""The mayor fills the agenda, moves a date by hand and by the form; two residents want the last place."""

from datetime import date, timedelta

from playwright.sync_api import Page, expect

from civic.accounts.models import Person
from civic.agenda.models import CalendarEvent
from civic.communes.models import Commune
from civic.core.clock import months_later, now
from tests.journeys.screen import both_widths


def _coming_month() -> date:
    """The 10th of next month: in the middle of its grid."""
    return months_later(now().date().replace(day=10), 1)


@both_widths
def test_the_mayor_keeps_the_agenda_and_residents_take_part(
    enter, look, width, mayor: Person, resident: Person, second_resident: Person, commune: Commune
):
    day = _coming_month()
    month = f"/{commune.slug}/agenda/?mois={day:%Y-%m}"
    desk: Page = enter(mayor)
    desk.goto(month)
    look(desk, "agenda-month-empty")
    desk.locator(f'td[data-day="{day}"] .calendar__day').click()
    desk.get_by_label("Titre").fill("Atelier compost")
    desk.get_by_label("Heure de début").fill("14:00")
    desk.get_by_label("Heure de fin").fill("13:00")
    desk.get_by_label("Proposer « Je participe »").check()
    desk.get_by_label("Nombre de places").fill("1")
    look(desk, "agenda-form")
    desk.get_by_role("button", name="Ajouter à l’agenda").click()
    expect(desk.get_by_text("La fin est avant le début").first).to_be_visible()
    look(desk, "agenda-form-refused")
    desk.get_by_label("Heure de fin").fill("16:00")
    desk.get_by_role("button", name="Ajouter à l’agenda").click()
    expect(desk.locator("#messages")).to_contain_text("L’événement est dans l’agenda")
    look(desk, "agenda-month")
    event = CalendarEvent.objects.get()

    # By keyboard, from day to day.
    desk.locator(f'td[data-day="{day}"] .calendar__day').focus()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowLeft")
    reached = day + timedelta(days=6)
    expect(desk.locator(f'td[data-day="{reached}"] .calendar__day')).to_be_focused()
    expect(desk.locator('.calendar__day[tabindex="0"]')).to_have_count(1)
    shown = desk.locator(".calendar-turn__period").inner_text()
    desk.keyboard.press("PageDown")
    expect(desk.locator(".calendar-turn__period")).not_to_have_text(shown)
    desk.go_back()
    expect(desk.locator(".calendar-turn__period")).to_have_text(shown)

    other = day + timedelta(days=1)
    if width >= 768:
        desk.locator("[data-move]").drag_to(desk.locator(f'td[data-day="{other}"]'))
        expect(desk.locator("#messages")).to_contain_text("est déplacé")
        expect(desk.locator(f'td[data-day="{other}"]')).to_contain_text("Atelier compost")
        desk.get_by_role("button", name="Annuler").click()
        expect(desk.locator(f'td[data-day="{day}"]')).to_contain_text("Atelier compost")

    one: Page = enter(resident)
    one.goto(f"/{commune.slug}/agenda/planning/")
    look(one, "agenda-planning")
    one.get_by_role("link", name="Atelier compost").click()
    one.get_by_role("button", name="Je participe").click()
    expect(one.get_by_text("Nous vous le rappellerons la veille")).to_be_visible()
    look(one, "agenda-event")

    two: Page = enter(second_resident)
    address = f"/{commune.slug}/agenda/{event.pk}/"
    two.goto(address)
    two.get_by_role("button", name="M’inscrire en liste d’attente").click()
    expect(two.get_by_text("la prochaine place est pour vous")).to_be_visible()
    look(two, "agenda-event-waiting")
    one.get_by_role("button", name="Je ne participe plus").click()
    expect(one.locator("#messages")).to_contain_text("vous ne participez plus")
    two.goto(address)
    expect(two.get_by_text("Nous vous le rappellerons la veille")).to_be_visible()

    desk.goto(address)
    expect(desk.get_by_text(second_resident.full_name)).to_be_visible()
    look(desk, "agenda-event-town-hall")
    desk.get_by_role("button", name="Supprimer").click()
    expect(desk.locator("#messages")).to_contain_text("supprimé")
    two.goto(address)
    expect(two.get_by_text("Cet événement est annulé")).to_be_visible()

    two.goto("/mon-compte/agenda/")
    two.get_by_role("button", name="Créer mon adresse").click()
    expect(two.get_by_role("link", name="M’abonner sur cet appareil")).to_be_visible()
    look(two, "agenda-subscription")
    two.goto(f"/{commune.slug}/agenda/semaine/?jour={day}")
    look(two, "agenda-week")
    desk.goto(month)
    desk.locator(f'td[data-day="{other}"] .calendar__day').click()
    desk.get_by_label("Titre").fill("Café avec le maire")
    desk.get_by_label("On peut y rencontrer le maire").check()
    desk.get_by_label("Toute la journée").check()
    desk.get_by_role("button", name="Ajouter à l’agenda").click()
    # A day on which something is opens that day, also for who may add to it.
    desk.locator(f'td[data-day="{other}"] .calendar__day').click()
    expect(desk.locator(f"#jour-{other}")).to_contain_text("Rencontrez le maire")
    expect(desk.locator(f"#jour-{other}")).to_be_in_viewport()
    look(desk, "agenda-day")
    desk.get_by_label("Voir").select_option("Où rencontrer le maire")
    desk.get_by_role("button", name="Afficher").click()
    expect(desk.get_by_role("link", name="Café avec le maire")).to_be_visible()
    expect(desk.get_by_role("link", name="Atelier compost")).to_have_count(0)
    look(desk, "agenda-only")
