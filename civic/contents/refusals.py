"""What is said when the state of a content forbids it, with the content's own name in the sentence."""

from civic.contents.registry import Lifecycle
from civic.core.refusals import Refusal


class ContentRefusal(Refusal):
    """With the name of the content in its sentence."""

    def __init__(self, lifecycle: Lifecycle) -> None:
        super().__init__(self.sentence(lifecycle))

    def sentence(self, of: Lifecycle) -> str:
        raise NotImplementedError


class AlreadySent(ContentRefusal):
    """The form made its content, and came back from the browser's history with something else in it."""

    def sentence(self, of: Lifecycle) -> str:
        return of.already_sent


class ChangedMeanwhile(ContentRefusal):
    """Another editor saved first. `version`: the one that is there now."""

    status = 409

    def __init__(self, lifecycle: Lifecycle, version: int) -> None:
        self.version = version
        super().__init__(lifecycle)

    def sentence(self, of: Lifecycle) -> str:
        return f"Quelqu’un a modifié {of.noun.this} pendant que vous écriviez. {of.changed_meanwhile}".strip()


class AlreadyRemoved(ContentRefusal):
    def sentence(self, of: Lifecycle) -> str:
        return f"{of.noun.this.capitalize()} a été supprimé{of.noun.e}."


class TooLateToRestore(ContentRefusal):
    def sentence(self, of: Lifecycle) -> str:
        subject, pronoun = of.noun.this.capitalize(), "elle" if of.noun.feminine else "il"
        return f"{subject} a été supprimé{of.noun.e} il y a plus de dix minutes\u00a0: {pronoun} ne peut plus revenir."


class DateInThePast(ContentRefusal):
    def sentence(self, of: Lifecycle) -> str:
        return of.past


class DateTooFar(Refusal):
    message = "Choisissez une date dans les deux ans qui viennent."


class TooManyPinned(ContentRefusal):
    def sentence(self, of: Lifecycle) -> str:
        noun = of.noun
        return f"{of.max_pinned} {noun.plural} sont déjà épinglé{noun.e}s. Détachez-en un{noun.e} d’abord."


class OnlyPublishedIsPinned(ContentRefusal):
    def sentence(self, of: Lifecycle) -> str:
        noun = of.noun
        return f"Seul{noun.e} un{noun.e} {noun.singular} déjà en ligne peut être épinglé{noun.e}."


class WrongPinEnd(Refusal):
    pass


class PinEndsInThePast(WrongPinEnd):
    message = "Choisissez aujourd’hui ou un jour à venir, ou laissez vide."


class PinEndsTooLate(WrongPinEnd):
    message = "Choisissez un jour dans l’année qui vient, ou laissez vide."
