"""What the parts of this app's addresses stand for in the access matrix."""

from tests.architecture.world import Examples

EXAMPLES: Examples = {"code": lambda wanted: wanted.commune.code, "name": lambda wanted: "commune"}
