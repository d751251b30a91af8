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


class Right(models.TextChoices):
    """What a mayor may hand to a delegate, one by one."""

    PUBLISH = "publish", "Publier"
    RESIDENTS = "residents", "Gérer les administrés"
    COMMENTS = "comments", "Modérer les commentaires"
    PAGE = "page", "Régler la page de la commune"


class Feature(models.TextChoices):
    """What a town hall can switch on. A page of a feature that is off is not there (404)."""

    POSTS = "posts", "Publications"
