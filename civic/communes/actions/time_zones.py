from civic.communes.models import Commune


def change_commune_time_zone(*, commune_id: int, time_zone: str) -> bool:
    """By which clock a commune lives. Returns whether it is another one than before."""
    other = Commune.objects.filter(pk=commune_id).exclude(timezone=time_zone)
    return bool(other.update(timezone=time_zone))
