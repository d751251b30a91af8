"""What the official files do not say of a département: its time zone and the preposition in front of its name."""

from civic.communes.directory.names import APOSTROPHE, Article

PARIS = "Europe/Paris"

_TIMEZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "984": "Indian/Kerguelen",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
    "989": "Etc/GMT+8",
}
# French Polynesia spreads over three time zones: the Marquesas and the Gambier islands have their own.
_TIMEZONES_OF_COMMUNES = {
    "98718": "Pacific/Marquesas",
    "98723": "Pacific/Marquesas",
    "98731": "Pacific/Marquesas",
    "98746": "Pacific/Marquesas",
    "98756": "Pacific/Marquesas",
    "98757": "Pacific/Marquesas",
    "98719": "Pacific/Gambier",
}

_WITH_EN = {"16", "19", "24", "33", "48", "53", "73", "85", "971", "972", "973", "987", "988"}
_WITH_A = {"75", "974", "975", "976", "977", "978", "986"}
_IRREGULAR_IN = {
    "984": "dans les Terres australes et antarctiques françaises",
    "989": f"sur l{APOSTROPHE}île de Clipperton",
}
_IRREGULAR_OF = {
    "984": "des Terres australes et antarctiques françaises",
    "987": "de la Polynésie française",
    "988": "de la Nouvelle-Calédonie",
    "989": f"de l{APOSTROPHE}île de Clipperton",
}


def department_code_of(commune_code: str) -> str:
    """ "06" for "06059", "974" for "97411", "2A" for "2A004"."""
    return commune_code[:3] if commune_code[:2] in ("97", "98") else commune_code[:2]


def timezone_of(commune_code: str) -> str:
    """IANA name of the commune's time zone."""
    own = _TIMEZONES_OF_COMMUNES.get(commune_code)
    return own or _TIMEZONES.get(department_code_of(commune_code), PARIS)


def of_department(code: str, name: str, article: int) -> str:
    """ "de l’Orne", "des Alpes-Maritimes", "du Nord", "de Paris"."""
    if code in _IRREGULAR_OF:
        return _IRREGULAR_OF[code]
    match Article(article):
        case Article.LE:
            return f"du {name}"
        case Article.LA:
            return f"de la {name}"
        case Article.LES:
            return f"des {name}"
        case Article.L:
            return f"de l{APOSTROPHE}{name}"
        case Article.VOWEL:
            return f"d{APOSTROPHE}{name}"
        case _:
            return f"de {name}"


def in_department(code: str, name: str, article: int) -> str:
    """ "dans l’Orne", "dans les Alpes-Maritimes", "en Haute-Savoie", "à La Réunion"."""
    if code in _IRREGULAR_IN:
        return _IRREGULAR_IN[code]
    if code in _WITH_A:
        return f"à {name}"
    if code in _WITH_EN:
        return f"en {name}"
    match Article(article):
        case Article.LE:
            return f"dans le {name}"
        case Article.LA:
            # Compound feminine names take "en": en Haute-Savoie, en Loire-Atlantique, en Côte-d’Or.
            return f"en {name}" if "-" in name else f"dans la {name}"
        case Article.LES:
            return f"dans les {name}"
        case Article.L:
            return f"dans l{APOSTROPHE}{name}"
        case _:
            return f"en {name}"
