import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from civic.accounts.queries import person_by_email, personal_data_of


class Command(BaseCommand):
    help = "Writes all that is kept about a person, as JSON, for a request to see one's data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        person = person_by_email(options["email"])
        if person is None:
            raise CommandError("Nobody has an account with this address.")
        data = personal_data_of(person.pk)
        self.stdout.write(json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
