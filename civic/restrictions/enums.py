from collections.abc import Iterable

from django.db import models


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
    def in_words(cls, scopes: Iterable[str], joined: str) -> str:
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
