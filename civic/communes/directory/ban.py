"""Streets of the national address file (BAN), and of the file that a commune makes of its own (BAL): one line an
address, read by the names of the columns."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from civic.communes.directory.records import UnreadableFile
from civic.communes.directory.search_terms import commune_of_district
from civic.communes.directory.streets import LONGEST_STREET
from civic.core.text import clean_line

# Code of the commune, name of the street.
_COLUMNS = (("code_insee", "nom_voie"), ("commune_insee", "voie_nom"))


def streets_of(file: Path) -> dict[str, set[str]]:
    """Names of streets by the code of their commune. The file is read line by line: a département has a million."""
    try:
        with file.open("rb") as raw:
            is_gzip = raw.read(2) == b"\x1f\x8b"
        with (
            gzip.open(file, "rt", encoding="utf-8-sig")
            if is_gzip
            else file.open(encoding="utf-8-sig") as lines
        ):
            return _read(lines)
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError, csv.Error) as error:
        raise UnreadableFile("ni un fichier CSV en UTF-8, ni le même compressé par gzip.") from error


def _read(lines: Iterable[str]) -> dict[str, set[str]]:
    rows = csv.reader(lines, delimiter=";")
    header = next(rows, [])
    columns = next((pair for pair in _COLUMNS if set(pair) <= set(header)), None)
    if columns is None:
        raise UnreadableFile("les colonnes code_insee et nom_voie (ou celles d’une base locale) manquent.")
    code_at, name_at = map(header.index, columns)
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if len(row) == len(header) and (name := clean_line(row[name_at])[:LONGEST_STREET]):
            found[commune_of_district(row[code_at].strip())].add(name)
    return found
