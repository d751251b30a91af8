"""The menu of a commune's page, in order. A rubric that is not built or not switched on is absent, never dead."""

from civic.town_halls.enums import Feature, Right
from civic.ui.menu import Rubric, Who

RUBRICS = [
    Rubric("Fil d’actualité", "house-door", "commune_page", bar="Fil"),
    Rubric(
        "Groupes de discussion",
        "chat-dots",
        "discussion_list",
        who=Who.MEMBER,
        feature=Feature.DISCUSSIONS,
    ),
    Rubric("Sondages", "ui-checks", "poll_list", who=Who.MEMBER, feature=Feature.POLLS),
    Rubric("L’agenda", "calendar-event", "event_month", feature=Feature.AGENDA),
    Rubric("{the_mayor}", "person", "mayor_detail"),
    Rubric("La commune", "geo-alt", "commune_detail", bar="Commune"),
    Rubric("Liens utiles", "link-45deg", "link_list", feature=Feature.LINKS),
    Rubric("Votre demande", "hourglass-split", "membership_detail", who=Who.APPLICANT),
    Rubric(
        "Poster une publication",
        "pencil",
        "post_new",
        who=Who.TOWN_HALL,
        right=Right.PUBLISH,
        feature=Feature.POSTS,
    ),
    Rubric(
        "Brouillons et programmées",
        "clock",
        "post_unpublished",
        who=Who.TOWN_HALL,
        right=Right.PUBLISH,
        feature=Feature.POSTS,
    ),
    Rubric(
        "Vos administrés",
        "people",
        "membership_list",
        who=Who.TOWN_HALL,
        right=Right.RESIDENTS,
        bar="Administrés",
    ),
    Rubric(
        "Vos statistiques",
        "bar-chart-line",
        "statistics_overview",
        who=Who.TOWN_HALL,
        right=Right.STATISTICS,
    ),
    Rubric("Mes procurations", "person-badge", "delegation_list", who=Who.MAYOR),
    Rubric("Ma procuration", "person-badge", "delegation_own", who=Who.DELEGATE),
    Rubric("Journal de la mairie", "journal-text", "journal_list", who=Who.TOWN_HALL),
    Rubric("Réglages de la page", "gear", "town_hall_settings", who=Who.TOWN_HALL, right=Right.PAGE),
]
