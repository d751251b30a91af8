"""How long the server takes to answer one completion over the whole directory, on the embedded database.

`python -m benchmarks.bench_completion [rounds]`, on the demo's database; the directory is loaded when it is not there.
Prints the time of the query alone, of the whole answer (middleware, query, template) and the processor time that this
answer took, which a busy machine does not lengthen as much: p50, p99 and longest, in ms.
"""

import logging
import os
import sys
import time

LIMIT_MS = 20.0
# What people type letter by letter, the most crowded beginnings, postal codes, codes, and what matches nothing.
WORDS = (
    "Èze",
    "L'Aigle",
    "Saint-Ouen-sur-Seine",
    "La Rochelle",
    "Marseille",
    "Villeneuve-lès-Avignon",
    "Le Havre",
)
CROWDED = (
    "s",
    "sa",
    "sai",
    "saint",
    "saint ",
    "saint m",
    "sainte",
    "l",
    "la",
    "le",
    "les",
    "mont",
    "bois",
    "v",
    "a",
)
CODES = ("06360", "063", "06", "7", "75", "2A", "2A004", "97", "61214", "saint martin 06", "Èze (06360)")
NOTHING = ("zzzz", "%", "_", "' OR 1=1", "x" * 1000, "\u202e", "saint zz")


def typed() -> list[str]:
    letter_by_letter = [word[:n] for word in WORDS for n in range(1, len(word) + 1)]
    return [*letter_by_letter, *CROWDED, *CODES, *NOTHING]


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django

    django.setup()
    logging.getLogger("civic.request").setLevel(
        logging.WARNING
    )  # writing 500 lines here is not the answer’s work
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from civic.communes.models import Commune
    from civic.communes.queries.directory import communes_matching

    call_command("migrate", verbosity=0)
    call_command("load_directory")
    communes = Commune.objects.current().count()
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    client = Client(headers={"HX-Request": "true"}, SERVER_NAME="127.0.0.1")
    address = reverse("commune_completion")
    query, answer, processor = [], [], []
    slowest: tuple[float, str] = (0.0, "")
    client.get(address, {"q": "warm"})
    for _ in range(rounds):
        for text in typed():
            start = time.perf_counter()
            communes_matching(text)
            query.append((time.perf_counter() - start) * 1000)
            start, spent = time.perf_counter(), time.process_time()
            response = client.get(address, {"q": text})
            answer.append((time.perf_counter() - start) * 1000)
            processor.append((time.process_time() - spent) * 1000)
            assert response.status_code == 200
            slowest = max(slowest, (answer[-1], text))
    print(f"{connection.vendor}, {communes} communes, {len(answer)} answers")
    print(f"{'ms':<14}{'p50':>8}{'p99':>8}{'max':>8}")
    for name, values in (("query", query), ("whole answer", answer), ("its processor", processor)):
        print(f"{name:<14}{percentile(values, 0.5):>8.2f}{percentile(values, 0.99):>8.2f}{max(values):>8.2f}")
    print(f"slowest: {slowest[1][:40]!r}")
    within = percentile(answer, 0.99) < LIMIT_MS
    print(f"p99 under {LIMIT_MS:.0f} ms: {'yes' if within else 'NO'}")
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
