from django.urls import reverse
from fountains.models import Fountain

from civic.core.descriptors import Subject, WaitingLine
from civic.core.viewer import Viewer


def fountains_of(viewer: Viewer) -> list[Fountain]:
    return list(Fountain.objects.filter(commune_id=viewer.commune.id).order_by("name"))


def dry_fountains(viewer: Viewer) -> list[WaitingLine]:
    page = reverse("fountain_list", args=[viewer.commune.slug])
    dry = Fountain.objects.filter(commune_id=viewer.commune.id, name__contains="à sec").order_by("pk")
    return [WaitingLine("droplet", fountain.name, page, "Y aller") for fountain in dry[:3]]


def subjects(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    page = reverse("fountain_list", args=[viewer.commune.slug])
    rows = Fountain.objects.filter(pk__in=ids, commune_id=viewer.commune.id)
    return {str(row.pk): Subject(row.name, page) for row in rows}
