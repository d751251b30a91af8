"""The ways of saying no. Actions raise, `civic.core.access.page` answers.

A thing outside what the viewer sees is not here: that is `django.http.Http404`, so that nobody learns it exists.
"""


class Refusal(Exception):
    """The state of things forbids it (422). Subclasses are named after the fact and carry the sentence shown."""

    message = "Cette action n’est plus possible."
    of_several = ""  # the sentence about several at once, where it is another one
    status = 422

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.message)
        if message:
            self.message = message


class NotAllowed(Refusal):
    """The viewer lacks the right (403)."""

    message = "Vous n’avez pas l’autorisation de faire cela."
    status = 403


def require[T](found: T | None) -> T:
    """Raise NotAllowed unless a rule said yes, or there is what was looked for; gives it back."""
    if not found:
        raise NotAllowed
    return found
