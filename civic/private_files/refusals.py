from civic.core.refusals import Refusal


class FilesRefused(Refusal):
    """What is wrong with the files of a form: a sentence for each of them, said beside their field."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))


class VirusFound(Refusal):
    message = "L’antivirus a reconnu un virus dans ce fichier\u00a0: il n’est pas envoyé. Prévenez qui vous l’a donné."


class ScannerSilent(Refusal):
    message = (
        "L’antivirus ne répond pas, et aucun fichier ne part sans avoir été vérifié. Réessayez dans quelques minutes, "
        "ou envoyez votre message sans fichier."
    )


class FileUnreadable(Refusal):
    message = "Ce fichier ne peut pas être lu pour le moment."
