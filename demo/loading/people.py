"""The people of the demo, all fictitious: who they are, where they live, what they wrote to the town hall."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from civic.core.text import slug

PASSWORD = "Demo-2026-mairie"  # noqa: S105 (printed on the screen of the demo)
STAFF_SECRET = "DEMODEMODEMODEMODEMODEMODEMODEMO"  # noqa: S105 (its codes are on a page of the demo)

WOMEN = {
    60: "Monique Jacqueline Danielle Françoise Martine Colette Josiane Simone Geneviève Andrée Michèle Odette",
    36: "Sandrine Nathalie Valérie Stéphanie Karine Sophie Delphine Fatima Isabelle Céline Laurence Émilie",
    18: "Léa Manon Chloé Inès Camille Sarah Océane Lina Margaux Élise Jade Anaïs",
}
MEN = {
    60: "Jean-Pierre Michel Bernard André Gérard Raymond Lucien René Alain Roger Guy Henri",
    36: "Stéphane Olivier Christophe Karim Frédéric Laurent Thierry Nicolas David Sébastien Antoine Grégory",
    18: "Lucas Hugo Théo Mathis Adam Enzo Nathan Yanis Baptiste Rayan Louis Tom",
}
FAMILIES = {
    "eze": "Giordano Barelli Fontan Rossi Ferrero Martin Gastaldi Blanc Isnard Raybaud Musso Lanteri Vidal Bonnet "
    "Garnero Traoré Nguyen Da-Silva Roux Bensaïd Maurel Pastorelli Auda Lefèvre "
    "D’Angelo Le-Goff Œuvrard De-La-Tour Ricci Brun Cauvin Mendes Orsini Faraut",
    "laigle": "Lecoq Hamel Leroux Lemoine Duval Fouquet Guérin Poulain Lebreton Chauvin Marais Vallée Boucher Kowalski "
    "Haddad Lemarchand Gosselin Renault Touzé Pichon D’Hérouville Le-Bihan",
}
STREETS = {
    "eze": ("avenue de Verdun", "chemin de la Colle", "rue du Barri", "avenue de la Liberté", "boulevard du Belvédère",
            "chemin des Oliviers", "rue de la Paix", "avenue Raymond-Poincaré", "sentier des Pêcheurs"),
    "laigle": ("rue des Tanneurs", "rue du Moulin", "quai de la Risle", "rue Gambetta", "place de la Halle",
               "rue des Émangeards", "avenue du Perche"),
}  # fmt: skip
TOWNS = {"eze": "06360 Èze", "laigle": "61300 L’Aigle"}

PRESENTATIONS = (
    "", "", "", "Bénévole à la médiathèque.", "Je tiens un gîte et trois ruches.",
    "Je soigne à domicile, toujours entre deux visites.", "Les boules, l’histoire locale et rien d’autre.",
    "À la ville la semaine, ici tous les week-ends.", "Bénévole au comité des fêtes.",
    "La menuiserie, de père en fille et de mère en fils.", "",
)  # fmt: skip
REQUESTS = (
    "Bonjour, nous venons d’acheter dans cette rue. Hâte de faire connaissance !",
    "J’ai repris au printemps la maison de Mme Barelli, au bout du chemin.",
    "",
    "Résidence secondaire depuis 1998. Je peux apporter ma taxe foncière.",
    "Locataire depuis septembre, je travaille au restaurant de la place.",
    "Bonjour, mon adresse était incomplète la première fois ; la voici en entier.",
    "Nous revenons au village après dix ans à Lyon. Il nous a manqué !",
    "Mon voisin M. Rossi m’a parlé de cette page. Merci d’avance.",
)
REFUSALS = (
    ("J’aimerais louer votre salle des fêtes pour un mariage.",
     ("Cette page est réservée aux habitants. Pour louer la salle, écrivez à l’accueil : "
     "nous vous répondrons avec plaisir.")),
    ("",
     ("L’adresse indiquée n’existe pas dans la commune. Si c’est une erreur, "
     "refaites une demande avec un justificatif.")),
)  # fmt: skip

RESTRICTED_NOW = (
    "Deux commentaires ont insulté une agente de l’accueil. Nous les avons retirés. Vous pourrez de nouveau "
    "commenter dans une semaine ; la critique reste la bienvenue, pas l’injure."
)
RESTRICTED_THEN = (
    "Vos commentaires renvoyaient tous à votre boutique en ligne. Pour une annonce, passez à l’accueil : "
    "nous vous dirons ce qui est possible."
)
CONTESTED = (
    "Je reconnais un mot de trop dans le premier commentaire, et j’ai présenté mes excuses à l’accueil. Le second "
    "répondait à un voisin et ne visait personne de la mairie. Une semaine me paraît longue."
)


@dataclass(frozen=True, slots=True)
class Character:
    email: str
    first_name: str
    last_name: str
    woman: bool
    age: int
    address: str
    presentation: str = ""
    portrait: str = ""  # of a file in pictures/

    def born(self, today: date) -> date:
        shift = sum(map(ord, self.email)) % 360 + 1
        return date(today.year - self.age, today.month, 1) - timedelta(days=shift)


def _known(email: str, name: str, woman: bool, age: int, address: str, presentation: str) -> Character:
    first_name, _, last_name = name.partition(" ")
    portrait = "portraits/" + email.removesuffix(".demo").replace("@", "_")
    return Character(email, first_name, last_name, woman, age, address, presentation, portrait)


# Those whose accounts are printed on the screen of the demo.
MAYOR = _known(
    "maire@eze.demo", "Hélène Arnaldi", True, 57, "2 rue du Barri, 06360 Èze",
    "Maire depuis 2020. Je lis tous vos messages.",
)  # fmt: skip
DIRECTOR = _known(
    "dgs@eze.demo", "Sandrine Vial", True, 44, "18 avenue de Verdun, 06360 Èze",
    "Directrice générale des services de la mairie.",
)  # fmt: skip
RESIDENT = _known(
    "citoyen@eze.demo", "Marc Olivieri", False, 49, "7 chemin de la Colle, 06360 Èze",
    "Père de deux collégiens, pêcheur du dimanche.",
)  # fmt: skip
RESIDENT_OF_TWO = _known(
    "citoyenne@eze.demo", "Claire Fontanel", True, 38, "25 avenue de la Liberté, 06360 Èze",
    "Architecte, entre la mer et la forêt normande.",
)  # fmt: skip
APPLICANT = _known(
    "attente@eze.demo", "Julien Mercier", False, 31, "3 sentier des Pêcheurs, 06360 Èze",
    "",
)  # fmt: skip
OTHER_MAYOR = _known(
    "maire@laigle.demo", "Philippe Duhamel", False, 61, "1 place de la Halle, 61300 L’Aigle",
    "Maire de L’Aigle. Ma porte est ouverte le vendredi matin.",
)  # fmt: skip
FORMER_MAYOR = Character(
    "colette.lebreton@laigle.habitants.demo", "Colette", "Lebreton", True, 79,
    "4 quai de la Risle, 61300 L’Aigle", "Maire de L’Aigle de 2001 à 2014. Je continue à vous lire.",
)  # fmt: skip
OTHER_RESIDENT = _known(
    "citoyen@laigle.demo", "Yves Lemonnier", False, 66, "9 rue des Tanneurs, 61300 L’Aigle",
    "Trompettiste de l’harmonie municipale.",
)  # fmt: skip
STAFF = _known(
    "admin@plateforme.demo", "Camille Renaud", True, 35, "10 rue des Ateliers, 75011 Paris",
    "",
)  # fmt: skip


def residents(town: str, count: int, random: Random, *, faces: int = 0) -> list[Character]:
    """`count` people of all ages from 18 to 88; the first `faces` of them with a portrait, of their age."""
    families = FAMILIES[town].split()
    taken: set[tuple[str, str]] = set()
    found = []
    for number in range(count):
        age = 18 + round(70 * ((number * 0.618034) % 1))  # evenly spread, whatever the count
        woman = number % 2 == 0
        bracket = 60 if age >= 60 else 36 if age >= 36 else 18
        names = (WOMEN if woman else MEN)[bracket].split()
        while True:
            first, last = random.choice(names), random.choice(families).replace("-", " ")
            if (first, last) not in taken:
                break
        taken.add((first, last))
        address = f"{random.randint(1, 90)} {random.choice(STREETS[town])}, {TOWNS[town]}"
        email = f"{slug(first)}.{slug(last)}@{town}.habitants.demo"
        portrait = f"portraits/{town}_{number + 1}" if number < faces else ""
        found.append(
            Character(email, first, last, woman, age, address, random.choice(PRESENTATIONS), portrait)
        )
    return found
