from django.db import models


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


class ImportKind(models.TextChoices):
    """What brings the directory up to date."""

    DIRECTORY = "directory", "Annuaire compilé"
    COMMUNES = "communes", "Liste des communes"
    TOWN_HALLS = "town_halls", "Coordonnées des mairies"
    MAYORS = "mayors", "Liste des maires"
