"""Pure: reads only what it is given."""

MOST_DEVICES = 10  # of one person

# The first that the browser's own description holds: those that pretend to be another come first.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)


def device_name(user_agent: str) -> str:
    """What a person recognises their device by: « Téléphone Android, Chrome »."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "")
    return ", ".join(filter(None, [_machine(user_agent), browser]))


def _machine(user_agent: str) -> str:
    if "iPhone" in user_agent:
        return "iPhone"
    if "iPad" in user_agent:
        return "iPad"
    if "Android" in user_agent:
        return "Téléphone Android" if "Mobile" in user_agent else "Tablette Android"
    for sign, name in (
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
        ("CrOS", "Chromebook"),
    ):
        if sign in user_agent:
            return f"Ordinateur {name}"
    return "Appareil"
