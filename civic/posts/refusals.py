"""What is said when a publication is not written as it should be."""

from civic.core.refusals import Refusal


class NothingToPublish(Refusal):
    message = "Donnez un titre à votre publication, ou écrivez quelques mots."
