"""Encrypts all that lies encrypted by the first of ENCRYPTION_KEYS, while the service runs: `manage.py rotate_keys`.

It may be stopped at any moment and started again: what is done stays done.
"""

from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from civic.core.rotation import Store, stores

# The first writes, the second has nothing left to write, unless somebody held a row. More than that: a process that
# was not restarted goes on writing by a former key.
MOST_PASSES = 5
EVERY = 1.0  # seconds between two lines


@dataclass(slots=True)
class Pass:
    changed: int = 0  # written, or left to the next one
    unreadable: list[str] = field(default_factory=list)


class Command(BaseCommand):
    help = "Rechiffre par la première clé de ENCRYPTION_KEYS, sans arrêter le service. Peut être interrompu et relancé."

    def handle(self, *args: Any, **options: Any) -> None:
        if len(settings.ENCRYPTION_KEYS) > 1 and not settings.INDEX_KEY:
            raise CommandError(
                "INDEX_KEY manque : donnez-lui la valeur de la dernière clé de ENCRYPTION_KEYS, puis redémarrez le "
                "service. Sans elle, cette clé retirée, on ne retrouverait plus personne par son numéro ou sa rue."
            )
        try:
            found = self._passes()
        except KeyboardInterrupt:
            self.stdout.write("\nArrêté. Ce qui est fait reste fait : relancez la même commande pour finir.")
            raise SystemExit(130) from None
        for value in found.unreadable:
            self.stderr.write(f"{value} : aucune clé ne l’ouvre, laissé tel quel.")
        if found.unreadable:
            raise CommandError(
                f"Ne retirez aucune clé. Valeurs illisibles, nommées ci-dessus : {_figure(len(found.unreadable))}. "
                "Remettez la clé qui manque à la fin de ENCRYPTION_KEYS, ou supprimez ces valeurs, puis relancez."
            )
        if found.changed:
            raise CommandError(
                "Ne retirez aucune clé. Valeurs encore écrites par une ancienne clé pendant la relecture : "
                f"{_figure(found.changed)}. Redémarrez tous les processus, puis relancez."
            )
        self.stdout.write(
            "Tout s’ouvre avec la première clé de ENCRYPTION_KEYS : les autres peuvent en être retirées."
        )

    def _passes(self) -> Pass:
        """Until one finds that all is by the first key: what is said at the end was read, not remembered."""
        for number in range(MOST_PASSES):
            if number:
                self.stdout.write("Relecture : tout s’ouvre-t-il avec la première clé ?")
            found = Pass()
            for store in stores():
                self._go_through(store, found)
            if not found.changed:
                break
        return found

    def _go_through(self, store: Store, found: Pass) -> None:
        total, seen, renewed, told = store.count(), 0, 0, monotonic()
        for batch in store.renew():
            seen, renewed = seen + batch.seen, renewed + batch.renewed
            found.changed += batch.renewed + batch.left
            found.unreadable += [f"{store.name} {key}" for key in batch.unreadable]
            if monotonic() - told > EVERY:
                told = monotonic()
                self.stdout.write(f"{store.name} : {_figure(seen)} sur {_figure(max(total, seen))}")
        if seen:
            done = f"{store.name} : {_figure(seen)} sur {_figure(seen)}"
            self.stdout.write(f"{done}, rechiffrées : {_figure(renewed)}")


def _figure(number: int) -> str:
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
