"""What the parts of this app's addresses stand for in the access matrix."""

from tests.architecture.world import Examples
from tests.links.factories import UsefulLinkFactory

EXAMPLES: Examples = {"useful_link_id": lambda wanted: UsefulLinkFactory(commune=wanted.commune).pk}
