"""What a statement of SQL does, by its words."""

import re

_VERB = re.compile(r"\b(INSERT|UPDATE|DELETE|REPLACE|MERGE)\b")
# What holds words of people or names of columns, locks rows, or is a function of the same name.
_NO_VERB = re.compile(
    r"""'(?:[^']|'')*'|"[^"]*"|--[^\n]*|/\*.*?\*/|\bFOR (?:NO KEY )?UPDATE\b|\bREPLACE\s*\(""", re.DOTALL
)


def writes(sql: str) -> bool:
    """Also behind a common table expression: `WITH … UPDATE`."""
    statement = _NO_VERB.sub(" ", sql.upper()).lstrip(" \n\t(")
    if statement.startswith("WITH"):
        return bool(_VERB.search(statement))
    return bool(_VERB.match(statement))
