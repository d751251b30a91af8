from django.db import models


class PostStatus(models.TextChoices):
    DRAFT = "draft", "brouillon"
    SCHEDULED = "scheduled", "programmée"
    PUBLISHED = "published", "publiée"
    REMOVED = "removed", "supprimée"  # can be brought back for a few minutes, then gone for good
