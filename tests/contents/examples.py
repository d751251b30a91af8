"""What of contents waits at the desk: drafts and scheduled ones, of each that has them."""

from datetime import timedelta
from typing import Any

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.contents.enums import Status
from civic.contents.models import Schedulable
from civic.contents.registry import lifecycle_of
from civic.core.clock import now
from civic.posts.enums import PUBLISH
from tests.architecture.world import Examples
from tests.contents.contract import CONTRACTS, Contract
from tests.contents.toys.models import Kite
from tests.contents.toys.queries import CRUMPLED
from tests.desk.waiting import DeskExamples, Waiting


def _waiting(contract: Contract, status: Status) -> Waiting:
    def make(commune: Commune, person: Person) -> Any:
        made = contract.twin(commune, person)
        at = now() + timedelta(days=1) if status == Status.SCHEDULED else None
        rows = contract.model.objects.filter(pk=made.pk)
        rows.update(status=status, published_at=None, publish_at=at)
        return made

    return Waiting(make, rights=[contract.right])


def _crumpled(commune: Commune, person: Person) -> Kite:
    return Kite.objects.create(commune=commune, title=CRUMPLED)


EXAMPLES: Examples = {"kite_id": lambda wanted: _crumpled(wanted.commune, wanted.owner).pk}
DESK: DeskExamples = {"crumpled_kite": Waiting(_crumpled, rights=[PUBLISH])}
for _contract in CONTRACTS:
    _name = _contract.model._meta.model_name
    # A toy has no page to go on with it.
    if issubclass(_contract.model, Schedulable) and _contract.model.__module__.startswith("civic."):
        DESK[f"{_name}_scheduled"] = _waiting(_contract, Status.SCHEDULED)
        if lifecycle_of(_contract.model).has_drafts:
            DESK[f"{_name}_draft"] = _waiting(_contract, Status.DRAFT)
