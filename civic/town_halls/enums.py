from django.db import models


class Right(models.TextChoices):
    """What a mayor may hand to a delegate, one by one."""

    PUBLISH = "publish", "Publier"
    COMMENTS = "comments", "Modérer les commentaires"
    RESIDENTS = "residents", "Gérer les administrés"
    PAGE = "page", "Tenir la page de la commune"
    STATISTICS = "statistics", "Voir les statistiques"
    AGENDA = "agenda", "Tenir l’agenda"
    POLLS = "polls", "Ouvrir des sondages"
    DISCUSSIONS = "discussions", "Animer les discussions"
    MESSAGES = "messages", "Répondre aux messages"
    REPORTS = "reports", "Traiter les signalements"
    NOTICES = "notices", "Publier les actes"
    ALERTS = "alerts", "Diffuser des alertes"
    SMS = "sms", "Envoyer des SMS"


# What a stolen password must not be enough for: these work for a delegate with strong authentication alone.
GUARDED = frozenset({Right.ALERTS.value, Right.SMS.value})


class Feature(models.TextChoices):
    """What a town hall can switch on. A page of a feature that is off is not there (404)."""

    POSTS = "posts", "Publications"
    LINKS = "links", "Liens utiles"
    POLLS = "polls", "Sondages"
    DISCUSSIONS = "discussions", "Groupes de discussion"
    AGENDA = "agenda", "Agenda"

    @property
    def sentence(self) -> str:
        """What the settings say of it."""
        return _FEATURE_SENTENCES[self]


_FEATURE_SENTENCES = {
    Feature.POSTS: "Vos nouvelles dans le fil, avec photos, vidéos et commentaires.",
    Feature.LINKS: "Les adresses que vos administrés cherchent souvent, à côté du fil.",
    Feature.POLLS: "Vos questions aux administrés, en haut du fil, avec un vote secret.",
    Feature.DISCUSSIONS: "Des débats que vous ouvrez, où vos administrés se répondent.",
    Feature.AGENDA: "Vos dates en mois, semaine et planning, dans le téléphone de vos administrés s’ils le veulent.",
}


class Colour(models.TextChoices):
    """The tint of a commune’s pages. Each is in frontend/styles/themes.css, readable there (a test counts)."""

    BLUE = "blue", "Bleu registre"
    SEA = "sea", "Bleu lagon"
    FOREST = "forest", "Vert forêt"
    OLIVE = "olive", "Vert olive"
    CLAY = "clay", "Terre cuite"
    WINE = "wine", "Lie-de-vin"
    LAVENDER = "lavender", "Lavande"
    SLATE = "slate", "Ardoise"
