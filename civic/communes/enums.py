from collections.abc import Iterable

from django.db import models


class MembershipStatus(models.TextChoices):
    UNCONFIRMED = "unconfirmed", "adresse e-mail à confirmer"  # not shown to the town hall yet
    PENDING = "pending", "en attente"
    ACCEPTED = "accepted", "inscrit"
    REFUSED = "refused", "refusé"
    LEFT = "left", "parti"


class Residence(models.TextChoices):
    MAIN = "main", "Résidence principale"
    SECOND = "second", "Résidence secondaire"


class Proof(models.TextChoices):
    """What the agent saw. The document itself is never kept."""

    ELECTORAL_ROLL = "electoral_roll", "Liste électorale"
    ADDRESS = "address", "Justificatif de domicile"
    SECOND_HOME = "second_home", "Justificatif de résidence secondaire"
    KNOWN = "known", "Personne connue de la mairie"
    UNSTATED = "unstated", "Non précisé"
    AUTOMATIC = "automatic", "Acceptation automatique"


class WantedProof(models.TextChoices):
    """What would do, when a town hall asks for a proof."""

    BILL = "bill", "Une facture d’énergie, d’eau ou d’internet de moins de trois mois"
    RENT = "rent", "Une quittance de loyer ou un bail"
    DEED = "deed", "Un titre de propriété ou une attestation du notaire"
    TAX = "tax", "Un avis de taxe foncière ou de taxe d’habitation"
    HOST = "host", "Une attestation de la personne qui vous héberge"


class ProofFileStatus(models.TextChoices):
    WAITING = "waiting", "en préparation"
    READY = "ready", "prêt"
    FAILED = "failed", "en échec"


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


class DelegationState(models.TextChoices):
    OFFERED = "offered", "en attente de réponse"
    EXPIRED = "expired", "restée sans réponse"
    DECLINED = "declined", "refusée"
    PLANNED = "planned", "à venir"
    RUNNING = "running", "en cours"
    ENDED = "ended", "terminée"
    WITHDRAWN = "withdrawn", "retirée"

    @classmethod
    def standing(cls) -> frozenset["DelegationState"]:
        """Those that give rights, now or once something is still to come."""
        return frozenset({cls.OFFERED, cls.PLANNED, cls.RUNNING})


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


class Fact(models.TextChoices):
    """The lines of a commune’s identity card, in order. The values stand in addresses."""

    POPULATION = "population", "Population"
    AREA = "superficie", "Superficie"
    DENSITY = "densite", "Densité"
    POSTAL_CODES = "codes-postaux", "Code postal"
    CODE = "code-insee", "Code INSEE"
    DEPARTMENT = "departement", "Département"
    INTERCOMMUNALITY = "intercommunalite", "Intercommunalité"
    ADDRESS = "adresse", "Adresse de la mairie"
    PHONE = "telephone", "Téléphone"
    EMAIL = "courriel", "E-mail"
    WEBSITE = "site", "Site officiel"
    HOURS = "horaires", "Horaires d’ouverture"
    PLACE = "position", "Coordonnées géographiques"


class RestrictionScope(models.TextChoices):
    """What a town hall can take from a resident for a time. Never reading, alerts, notices or the agenda."""

    COMMENTS = "comments", "Commenter"
    MESSAGES = "messages", "Écrire au maire"
    DISCUSSIONS = "discussions", "Participer aux discussions"
    ALL = "all", "Toute prise de parole"

    @classmethod
    def reached(cls, scopes: Iterable[str]) -> frozenset[str]:
        """The ways of speaking that are closed: `ALL` stands for each of them."""
        chosen = frozenset(scopes)
        return frozenset(cls.values) - {cls.ALL.value} if cls.ALL in chosen else chosen

    @classmethod
    def said(cls, scopes: Iterable[str], joined: str) -> str:
        """« commenter ni écrire au maire », « commenter et écrire au maire »: in the order above."""
        chosen = frozenset(scopes)
        if cls.ALL in chosen:
            return "prendre la parole"
        verbs = [scope.label[:1].lower() + scope.label[1:] for scope in cls if scope in chosen]
        return f" {joined} ".join(filter(None, [", ".join(verbs[:-1]), *verbs[-1:]]))


class RestrictionReason(models.TextChoices):
    INSULT = "insult", "Propos injurieux"
    HARASSMENT = "harassment", "Harcèlement"
    OFF_TOPIC = "off_topic", "Hors sujet répété"
    ADVERTISING = "advertising", "Publicité"
    IMPERSONATION = "impersonation", "Usurpation d’identité"
    OTHER = "other", "Autre raison"


class RestrictionDuration(models.TextChoices):
    DAY = "day", "1 jour"
    WEEK = "week", "1 semaine"
    MONTH = "month", "1 mois"
    DATE = "date", "Jusqu’à une date"
