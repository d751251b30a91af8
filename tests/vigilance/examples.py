"""What the parts of this app's addresses stand for in the access matrix; what of it waits at the desk."""

from civic.alerts.enums import SEND_ALERTS
from civic.vigilance.enums import Colour
from tests.architecture.world import Examples
from tests.desk.waiting import DeskExamples, Waiting
from tests.vigilance.factories import draft_in

EXAMPLES: Examples = {"draft_id": lambda wanted: draft_in(wanted.commune).pk}

DESK: DeskExamples = {
    "vigilance": Waiting(lambda commune, person: draft_in(commune, colour=Colour.RED), rights=[SEND_ALERTS]),
}

RIGHT_OPENS = {"alerts": ["vigilance_put_away", "vigilance_take_back"]}
