"""Whom to call in danger: said wherever nobody of a town hall may be reading."""

DANGER = "En cas de danger, appelez le 18 ou le 112."
NUMBERS = f"{DANGER} SAMU\u00a0: 15. Police et gendarmerie\u00a0: 17."
