from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from civic.accounts.actions import strong as actions
from civic.accounts.queries import person_by_email
from civic.core.text import elided


class Command(BaseCommand):
    help = "For who lost the phone and the recovery codes, once you know who is asking. The person gets an e-mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        person = person_by_email(options["email"])
        if person is None:
            raise CommandError("Aucun compte à cette adresse.")
        if actions.remove_strong_authentication(person_id=person.pk):
            self.stdout.write(f"La connexion renforcée {elided('de', person.full_name)} est désactivée.")
        else:
            self.stdout.write(f"{person.full_name} n’avait pas de connexion renforcée.")
