from django.db import models


class Status(models.TextChoices):
    """How far a content has come. What is closed has a `closed_at`, what is removed a `removed_at`."""

    DRAFT = "draft", "brouillon"
    SCHEDULED = "scheduled", "programmé"
    PUBLISHED = "published", "publié"
