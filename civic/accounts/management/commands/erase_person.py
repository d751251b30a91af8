from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from civic.accounts.actions.erasure import erase_person
from civic.accounts.queries import person_by_email, person_by_id


class Command(BaseCommand):
    help = "Erases an account, once you know who is asking. What was written in a commune's name keeps its author."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("person", metavar="email or id")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = person_by_id(UUID(options["person"]))
        except ValueError:
            person = person_by_email(options["person"])
        if person is None:
            raise CommandError("Nobody has such an account.")
        erase_person(person_id=person.pk)
        self.stdout.write(f"The account {person.pk} is erased.")
