"""The register of elected people (répertoire national des élus): the file of mayors.

Semicolons, UTF-8 with or without a mark (older exports: Latin-1). Columns are found by their heading, since their
number and order have changed. Only the name, the sex and the start of the office are read: birth date, profession
and nationality are none of the platform's business.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date

from civic.communes.directory.fields import cleaned, day, insee_code
from civic.communes.directory.names import typographic
from civic.communes.directory.records import MayorRecord, Reading, UnreadableFile
from civic.core.text import is_digits, unaccented

_LARGEST_FILE = 100_000_000
_HEADINGS = {
    "code": "code de la commune",
    "department": "code du departement",
    "overseas": "code de la collectivite a statut particulier",
    "last_name": "nom de l elu",
    "first_name": "prenom de l elu",
    "sex": "code sexe",
    "since": "date de debut de la fonction",
    "mandate": "date de debut du mandat",
    "role": "libelle de la fonction",
}
_REQUIRED = ("code", "last_name", "first_name")
# Files of 2021 name overseas départements by letters: the code of the commune is then two letters and three digits.
_LETTERS = {
    "ZA": "971",
    "ZB": "972",
    "ZC": "973",
    "ZD": "974",
    "ZM": "976",
    "ZN": "988",
    "ZP": "987",
    "ZS": "975",
}


def _decoded(content: bytes) -> str:
    if len(content) > _LARGEST_FILE:
        raise UnreadableFile("fichier trop volumineux")
    if b"\x00" in content[:4096]:
        raise UnreadableFile("ce n’est pas un fichier texte")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _columns(headings: list[str]) -> dict[str, int]:
    plain = [unaccented(h) for h in headings]
    columns = {key: plain.index(heading) for key, heading in _HEADINGS.items() if heading in plain}
    missing = [_HEADINGS[key] for key in _REQUIRED if key not in columns]
    if missing:
        raise UnreadableFile(f"colonnes introuvables : {', '.join(missing)}")
    return columns


def _rows(text: str) -> Iterator[tuple[int, dict[str, str] | None]]:
    """Each line with its number; ``None`` for a line that has too few cells."""
    first_line = text.partition("\n")[0]
    delimiter = max(";,\t", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        columns = _columns(next(reader, []))
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            needed = max(columns[key] for key in _REQUIRED)
            row = {key: cells[i] if i < len(cells) else "" for key, i in columns.items()}
            yield reader.line_num, row if len(cells) > needed else None
    except csv.Error as error:
        raise UnreadableFile(f"CSV illisible ligne {reader.line_num} : {error}") from error


def _commune_code(row: dict[str, str]) -> str | None:
    raw = row["code"].strip().upper()
    department = (row.get("department") or row.get("overseas") or "").strip().upper()
    if department in _LETTERS:
        return insee_code(_LETTERS[department] + raw[-2:])
    if raw[:2] in _LETTERS and len(raw) == 5:
        return insee_code(_LETTERS[raw[:2]] + raw[-2:])
    if is_digits(raw) and len(raw) <= 3 and department:
        # The oldest files split the code: département in one column, number of the commune in the other.
        return insee_code(department.zfill(2) + raw.zfill(5 - len(department.zfill(2))))
    return insee_code(raw)


def mayors_from_csv(content: bytes, *, today: date) -> Reading[MayorRecord]:
    """The mayors of an official file. A date after ``today`` is left empty: day and month were swapped upstream."""
    reading: Reading[MayorRecord] = Reading()
    for line, row in _rows(_decoded(content)):
        if row is None:
            reading.refuse(line, "ligne incomplète")
            continue
        role = unaccented(row.get("role", ""))
        if "role" in row and role != "maire":
            continue  # the file of all municipal councillors: deputies and councillors are not our subject
        code = _commune_code(row)
        last_name = typographic(cleaned(row["last_name"], 120))
        first_name = typographic(cleaned(row["first_name"], 120))
        if code is None:
            reading.refuse(line, f"code de commune illisible : « {cleaned(row['code'], 20)} »")
        elif not last_name or not first_name:
            reading.refuse(line, f"nom ou prénom absent pour la commune {code}")
        else:
            sex = row.get("sex", "").strip().upper()
            since = day(row.get("since")) or day(row.get("mandate"))
            reading.add(
                MayorRecord(
                    code=code,
                    last_name=last_name,
                    first_name=first_name,
                    sex=sex if sex in ("F", "M") else "",
                    since=since if since and since <= today else None,
                ),
                line,
            )
    return reading
