from django.urls import reverse
from fountains.models import Fountain

from civic.core.descriptors import Subject
from civic.core.viewer import Viewer


def fountains_of(viewer: Viewer) -> list[Fountain]:
    return list(Fountain.objects.filter(commune_id=viewer.commune.id).order_by("name"))


def dry_fountains(viewer: Viewer) -> dict[str, int] | None:
    count = Fountain.objects.filter(commune_id=viewer.commune.id, name__contains="à sec").count()
    return {"count": count} if count else None


def subjects(viewer: Viewer, ids: list[str]) -> dict[str, Subject]:
    page = reverse("fountain_list", args=[viewer.commune.slug])
    rows = Fountain.objects.filter(pk__in=ids, commune_id=viewer.commune.id)
    return {str(row.pk): Subject(row.name, page) for row in rows}
