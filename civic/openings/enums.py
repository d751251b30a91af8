from django.db import models


class OpeningFunction(models.TextChoices):
    """The values stand in addresses."""

    MAYOR = "maire", "maire"
    AGENT = "agent", "agent de la mairie"


class OpeningStatus(models.TextChoices):
    """How far it is. `CHOSEN` to `DONE` in the order in which they follow one another."""

    CHOSEN = "chosen", "commune choisie"
    MAILED = "mailed", "code envoyé par e-mail"
    PAPER_ASKED = "paper_asked", "courrier à poster"
    PAPER_SENT = "paper_sent", "courrier posté"
    WAITING = "waiting", "code du courrier reconnu, le maire en place peut contester"
    PROVEN = "proven", "code reconnu, maire à indiquer"
    DONE = "done", "page ouverte"
    OVERTAKEN = "overtaken", "ouverte par une autre personne"
    STOPPED = "stopped", "arrêtée par la plateforme"
    GIVEN_UP = "given_up", "abandonnée"

    @classmethod
    def going_on(cls) -> frozenset["OpeningStatus"]:
        return frozenset({cls.CHOSEN, *cls.awaiting_code(), *cls.proven()})

    @classmethod
    def proven(cls) -> frozenset["OpeningStatus"]:
        """The code was right, the page is not open yet."""
        return frozenset({cls.WAITING, cls.PROVEN})

    @classmethod
    def awaiting_code(cls) -> frozenset["OpeningStatus"]:
        return frozenset({cls.MAILED, *cls.by_post()})

    @classmethod
    def by_post(cls) -> frozenset["OpeningStatus"]:
        return frozenset({cls.PAPER_ASKED, cls.PAPER_SENT})

    @classmethod
    def contestable(cls) -> frozenset["OpeningStatus"]:
        """By the sitting mayor: no mail reached the official mailbox."""
        return frozenset({*cls.by_post(), cls.WAITING})

    @classmethod
    def taking_minutes(cls) -> frozenset["OpeningStatus"]:
        """Whoever signs in goes on there, or reads it above a page of their own."""
        return frozenset({cls.CHOSEN, cls.MAILED, cls.PROVEN})

    @classmethod
    def taking_weeks(cls) -> frozenset["OpeningStatus"]:
        """By post: whoever signs in reads where the code is typed."""
        return cls.contestable()
