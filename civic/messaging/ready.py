"""Answers that a town hall may start from: data alone. « {prénom} » is filled in for each resident, « [jour] » by
whoever writes."""

from typing import NamedTuple


class ReadyReply(NamedTuple):
    key: str  # in the address of the form
    name: str
    text: str


READY_REPLIES = (
    ReadyReply(
        "bien-recu",
        "Bien reçu, nous revenons vers vous",
        "Bonjour {prénom},\n\nNous avons bien reçu votre message et nous vous en remercions. Nous nous renseignons et "
        "revenons vers vous d’ici le [jour].\n\nBien à vous,\nla mairie",
    ),
    ReadyReply(
        "rendez-vous",
        "Prendre rendez-vous",
        "Bonjour {prénom},\n\nPour en parler de vive voix, nous vous proposons un rendez-vous à la mairie le [jour] à "
        "[heure]. Ce moment vous convient-il\u202f? Sinon, dites-nous quand vous êtes disponible.\n\nBien à vous,\n"
        "la mairie",
    ),
    ReadyReply(
        "horaires",
        "Horaires de la mairie",
        "Bonjour {prénom},\n\nLa mairie vous accueille [jours], de [heure] à [heure]. En dehors de ces heures, écrivez-"
        "nous ici\u00a0: nous vous répondons dès l’ouverture.\n\nBien à vous,\nla mairie",
    ),
    ReadyReply(
        "etat-civil",
        "Acte d’état civil",
        "Bonjour {prénom},\n\nUn acte de naissance, de mariage ou de décès est gratuit. Nous pouvons vous le préparer "
        "si l’événement a eu lieu dans notre commune\u00a0: indiquez-nous les nom, prénoms et date de la personne, "
        "puis passez avec votre pièce d’identité à partir du [jour]. S’il a eu lieu ailleurs, demandez-le à "
        "cette commune-là.\n\nBien à vous,\nla mairie",
    ),
)
_BY_KEY = {ready.key: ready for ready in READY_REPLIES}


def ready_reply(key: str) -> ReadyReply | None:
    return _BY_KEY.get(key)
