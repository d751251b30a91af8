from django.db import models

from civic.core.ids import new_id


class Fountain(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id)
    commune = models.ForeignKey("communes.Commune", models.PROTECT, related_name="+")
    author = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    name = models.CharField("nom", max_length=80)

    def __str__(self) -> str:
        return self.name
