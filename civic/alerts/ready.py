"""Texts that are ready for what happens most, with the blanks to fill: « [rue] ». Data alone."""

from dataclasses import dataclass

from civic.alerts.enums import Level


@dataclass(frozen=True, slots=True)
class ReadyMessage:
    key: str  # in the address of the editor
    label: str
    level: Level
    text: str


READY_MESSAGES = (
    ReadyMessage(
        "coupure-eau",
        "Coupure d’eau",
        Level.IMPORTANT,
        "L’eau est coupée [rue ou quartier], de [heure] à [heure], pour [raison]. Faites une réserve avant. "
        "Au retour, laissez couler l’eau quelques minutes avant de la boire.",
    ),
    ReadyMessage(
        "coupure-electricite",
        "Coupure d’électricité",
        Level.IMPORTANT,
        "L’électricité est coupée [rue ou quartier] depuis [heure]. Retour prévu vers [heure]. Si une personne "
        "chez vous dépend d’un appareil médical, appelez la mairie au [téléphone].",
    ),
    ReadyMessage(
        "route-barree",
        "Route barrée",
        Level.IMPORTANT,
        "[Rue ou route] est barrée entre [lieu] et [lieu], jusqu’à [date et heure], à cause de [raison]. "
        "Déviation par [rue].",
    ),
    ReadyMessage(
        "tempete",
        "Tempête",
        Level.DANGER,
        "Vents violents attendus de [heure] à [heure]. Restez chez vous, rentrez ce qui peut s’envoler, "
        "éloignez-vous des arbres et des câbles tombés. N’allez ni en forêt ni au bord de l’eau.",
    ),
    ReadyMessage(
        "orages",
        "Orages",
        Level.DANGER,
        "Orages violents attendus de [heure] à [heure]. Abritez-vous dans un bâtiment, loin des arbres et de "
        "l’eau. Débranchez vos appareils et évitez de vous déplacer.",
    ),
    ReadyMessage(
        "inondation",
        "Inondation, crue",
        Level.DANGER,
        "L’eau monte [rue ou quartier]. Montez à l’étage, coupez l’électricité et le gaz. Ne descendez pas au "
        "sous-sol, ne prenez pas votre voiture, laissez vos enfants à l’école. Accueil\u00a0: [lieu].",
    ),
    ReadyMessage(
        "neige-verglas",
        "Neige, verglas",
        Level.IMPORTANT,
        "Neige et verglas attendus de [heure] à [heure]. Ne prenez la route que si c’est indispensable. "
        "Déneigez devant chez vous. Routes fermées\u00a0: [rues].",
    ),
    ReadyMessage(
        "canicule",
        "Canicule",
        Level.IMPORTANT,
        "Fortes chaleurs du [date] au [date]. Buvez souvent, fermez les volets le jour, prenez des nouvelles de "
        "vos voisins âgés. Salle fraîche ouverte\u00a0: [lieu], de [heure] à [heure].",
    ),
    ReadyMessage(
        "grand-froid",
        "Grand froid",
        Level.IMPORTANT,
        "Grand froid du [date] au [date]. Couvrez-vous, n’utilisez pas de chauffage d’appoint la nuit, "
        "prenez des nouvelles de vos voisins. Salle chauffée\u00a0: [lieu].",
    ),
    ReadyMessage(
        "avalanches",
        "Avalanches",
        Level.DANGER,
        "Fort risque d’avalanches jusqu’au [date et heure]. N’allez pas hors des pistes ouvertes. "
        "Routes fermées\u00a0: [routes].",
    ),
    ReadyMessage(
        "vagues-submersion",
        "Vagues, submersion",
        Level.DANGER,
        "Fortes vagues attendues de [heure] à [heure]. N’allez ni sur la plage ni sur les digues. "
        "En bord de mer, fermez portes et volets et montez à l’étage.",
    ),
    ReadyMessage(
        "incendie",
        "Incendie",
        Level.DANGER,
        "Un incendie est en cours [lieu]. Fermez portes et fenêtres, restez à l’intérieur, laissez la route "
        "libre aux secours. Ne partez que si les pompiers vous le demandent. Accueil\u00a0: [lieu].",
    ),
    ReadyMessage(
        "personne-disparue",
        "Personne disparue",
        Level.IMPORTANT,
        "Avis de recherche\u00a0: [prénom, âge]. Dernière fois\u00a0: [lieu], le [date] vers [heure]. "
        "Description\u00a0: [taille, vêtements]. Si vous voyez cette personne, appelez la gendarmerie au 17.",
    ),
    ReadyMessage(
        "ecole-fermee",
        "École fermée",
        Level.IMPORTANT,
        "L’école [nom] est fermée le [date], à cause de [raison]. Garderie\u00a0: [lieu et heures]. "
        "Réouverture prévue le [date].",
    ),
    ReadyMessage(
        "eau-non-potable",
        "Eau non potable",
        Level.DANGER,
        "Ne buvez pas l’eau du robinet [rue ou quartier], même bouillie, jusqu’à nouvel ordre. "
        "Bouteilles distribuées\u00a0: [lieu], de [heure] à [heure].",
    ),
    ReadyMessage(
        "fin-de-danger",
        "Fin de danger",
        Level.INFORMATION,
        "Le danger est passé\u00a0: [ce qui se passait]. Vous pouvez sortir et reprendre vos activités. "
        "Restent fermés\u00a0: [rues ou lieux].",
    ),
)
_BY_KEY = {ready.key: ready for ready in READY_MESSAGES}


def ready_message(key: str) -> ReadyMessage | None:
    return _BY_KEY.get(key)
