"""What the official files do not say of a département: its time zone."""

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
# As the settings of a town hall name them.
TIME_ZONES = {
    PARIS: "Hexagone et Corse",
    "America/Guadeloupe": "Guadeloupe",
    "America/Martinique": "Martinique",
    "America/Cayenne": "Guyane",
    "Indian/Reunion": "La Réunion",
    "Indian/Mayotte": "Mayotte",
    "America/Miquelon": "Saint-Pierre-et-Miquelon",
    "America/St_Barthelemy": "Saint-Barthélemy",
    "America/Marigot": "Saint-Martin",
    "Pacific/Noumea": "Nouvelle-Calédonie",
    "Pacific/Wallis": "Wallis-et-Futuna",
    "Pacific/Tahiti": "Polynésie française : Tahiti et les îles de la Société",
    "Pacific/Marquesas": "Polynésie française : Marquises",
    "Pacific/Gambier": "Polynésie française : Gambier",
    "Indian/Kerguelen": "Terres australes",
    "Etc/GMT+8": "Clipperton",
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


def department_code_of(commune_code: str) -> str:
    """ "06" for "06059", "974" for "97411", "2A" for "2A004"."""
    return commune_code[:3] if commune_code[:2] in ("97", "98") else commune_code[:2]


def timezone_of(commune_code: str) -> str:
    """IANA name of the commune's time zone."""
    own = _TIMEZONES_OF_COMMUNES.get(commune_code)
    return own or _TIMEZONES.get(department_code_of(commune_code), PARIS)
