from datetime import timedelta

from civic.communes.models import Commune
from civic.core.clock import now
from civic.vigilance.models import VigilanceDraft, VigilanceWarning


def draft_in(commune: Commune, *, phenomenon: int = 3, colour: int = 3) -> VigilanceDraft:
    """Ready at the town hall, for some hours."""
    moment = now()
    warning, _ = VigilanceWarning.objects.get_or_create(
        department=commune.department_id,
        phenomenon=phenomenon,
        day=moment.date(),
        defaults={"colour": colour, "begins_at": moment, "ends_at": moment + timedelta(hours=12)},
    )
    values = {"colour": colour, "made_at": moment}
    return VigilanceDraft.objects.get_or_create(commune=commune, warning=warning, defaults=values)[0]
