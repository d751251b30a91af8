from django.db import models


class MailStatus(models.TextChoices):
    QUEUED = "queued", "en attente"
    SENT = "sent", "envoyé"
    FAILED = "failed", "échec"


class Channel(models.TextChoices):
    EMAIL = "email", "E-mail"
    PUSH = "push", "Appareils"


class DeliveryStatus(models.TextChoices):
    QUEUED = "queued", "en attente"
    SENDING = "sending", "en cours d’envoi"
    SENT = "sent", "envoyé"
    FAILED = "failed", "échec"
    SKIPPED = "skipped", "non envoyé"


class Reason(models.TextChoices):
    """Why something was not sent, or not yet."""

    CHOSEN_OFF = "chosen_off", "la personne ne veut pas de ce message"
    DAILY_DIGEST = "daily_digest", "gardé pour le résumé du jour"
    WEEKLY_DIGEST = "weekly_digest", "gardé pour le résumé de la semaine"
    NOT_OFFERED = "not_offered", "ce message ne part pas par ce canal"
    QUIET_HOURS = "quiet_hours", "attend la fin des heures calmes"
    ALREADY_READ = "already_read", "déjà lu sur le site"
    WITHDRAWN = "withdrawn", "le contenu a été retiré"
    NO_LONGER_ADMITTED = "no_longer_admitted", "la personne n’a plus accès à ce contenu"
    PERSON_GONE = "person_gone", "le compte n’existe plus"
    NO_MAILBOX = "no_mailbox", "le compte n’a pas d’adresse"
    NO_DEVICE = "no_device", "aucun appareil"
    REFUSED = "refused", "refusé par le serveur du destinataire"
    UNREACHABLE = "unreachable", "serveur injoignable"
    INTERRUPTED = "interrupted", "l’envoi a été interrompu à chaque essai"
    NOT_RENDERED = "not_rendered", "le message n’a pas pu être écrit"
