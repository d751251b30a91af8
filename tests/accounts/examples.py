"""What the parts of this app's addresses stand for in the access matrix."""

from tests.architecture.world import Examples

EXAMPLES: Examples = {
    "uidb36": lambda wanted: "1",
    "key": lambda wanted: "inconnue",
    "email_confirm token": lambda wanted: "inconnue",
    "email_undo token": lambda wanted: "inconnue",
}
