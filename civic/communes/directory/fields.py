"""Single values of the official files: codes, dates, telephone numbers, addresses on the web."""

import re
from datetime import date, datetime
from urllib.parse import urlsplit

from civic.core.text import clean_line, is_digits

NBSP = "\N{NO-BREAK SPACE}"
_CODE = re.compile(r"^(?:\d{5}|2[AB]\d{3})$")
_POSTAL_CODE = re.compile(r"^\d{5}$")
_EMAIL = re.compile(r"^[^@\s,;<>\"']{1,64}@(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)+[a-zA-Z]{2,}$")


def cleaned(value: object, longest: int = 255) -> str:
    """One line without control or direction characters, cut at ``longest``."""
    return clean_line(str(value or ""))[:longest].strip()


def insee_code(value: object) -> str | None:
    """A five-character INSEE code; some exports lose the leading zero ("1001" for "01001")."""
    code = str(value or "").strip().upper()
    if is_digits(code) and len(code) == 4:
        code = "0" + code
    return code if _CODE.match(code) and not code.startswith("00") else None


def postal_code(value: object) -> str | None:
    code = str(value or "").strip()
    if is_digits(code) and len(code) == 4:
        code = "0" + code
    return code if _POSTAL_CODE.match(code) else None


def siren(value: object) -> str | None:
    """A nine-digit SIREN whose Luhn key is right."""
    digits = str(value or "").strip()
    if not (is_digits(digits) and len(digits) == 9):
        return None
    doubled = (int(d) * (2 if i % 2 else 1) for i, d in enumerate(digits))
    return digits if sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0 else None


def day(value: object) -> date | None:
    """A date written 2026-03-22 (since 2026) or 22/03/2026 (before)."""
    text = str(value or "").strip()
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    return None


def phone(value: object, commune_code: str) -> str:
    """A number as it is read aloud, "04 92 10 60 60"; empty when it cannot be dialled."""
    digits = re.sub(r"\D", "", str(value or "").replace("(0)", ""))
    if digits.startswith("0033"):
        digits = "0" + digits[4:]
    elif digits.startswith("33") and len(digits) == 11:
        digits = "0" + digits[2:]
    pacific = commune_code.startswith("98") and len(digits) in (6, 8)
    short = len(digits) == 4 and digits.startswith("3")
    if not (pacific or short or (len(digits) == 10 and digits.startswith("0"))):
        return ""
    return NBSP.join(digits[i : i + 2] for i in range(0, len(digits), 2))


def email(value: object) -> str:
    """An e-mail address, or nothing when it cannot be written to."""
    address = str(value or "").strip()
    return address if len(address) <= 254 and _EMAIL.match(address) else ""


def website(value: object) -> str:
    """An http(s) address, or nothing; the scheme is added when it is missing."""
    address = cleaned(value, 500)
    if not address or " " in address:
        return ""
    if "://" not in address:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    usable = parts.scheme.lower() in ("http", "https") and "." in host and parts.username is None
    return address if usable else ""


def coordinate(value: object, limit: float) -> float | None:
    """Degrees between -limit and limit; a zero is what files write for "unknown"."""
    try:
        number = float(str(value).strip().replace(",", "."))
    except (TypeError, ValueError):
        return None
    return round(number, 6) if number and -limit <= number <= limit else None
