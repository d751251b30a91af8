from enum import StrEnum

from django.db import models

from civic.core.descriptors import NotificationCategory

CATEGORY = NotificationCategory(
    key="residents",
    label="Inscriptions",
    icon="person-check",
    position=60,
    mandatory_reason="Ce message part toujours\u00a0: il répond à une demande que vous avez faite à la mairie.",
)


class MembershipStatus(models.TextChoices):
    UNCONFIRMED = "unconfirmed", "adresse e-mail à confirmer"  # not shown to the town hall yet
    PENDING = "pending", "en attente"
    ACCEPTED = "accepted", "inscrit"
    REFUSED = "refused", "refusé"
    LEFT = "left", "parti"


class ListOrder(StrEnum):
    """Of « Vos administrés », as the page says it: it depends on what is sought."""

    NAMES = "La liste suit l’ordre des noms."
    LAST_NAMES_FIRST = "Les noms de famille qui commencent ainsi viennent avant les prénoms."
    OLDEST_FIRST = "La plus ancienne demande vient en premier."
    LATEST_FIRST = "La réponse la plus récente vient en premier."


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


class IdentityReason(models.TextChoices):
    """Why somebody's name, civility or birth date should be another one."""

    MARRIAGE = "marriage", "Mariage ou pacs"
    SEPARATION = "separation", "Séparation ou veuvage"
    CIVIL_STATUS = "civil_status", "Changement à l’état civil"
    MISTAKE = "mistake", "Erreur à l’inscription"


class IdentityState(models.TextChoices):
    WAITING = "waiting", "en attente"
    ACCEPTED = "accepted", "acceptée"
    REFUSED = "refused", "refusée"
    WITHDRAWN = "withdrawn", "retirée"


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
