from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_date

from civic.accounts.queries import person_by_email
from civic.communes.queries.directory import commune_by_slug
from civic.core import registry
from civic.delegations.actions import give_delegation
from civic.town_halls.queries.town_halls import current_mayor


class Command(BaseCommand):
    help = "Gives named rights of a town hall to a person with an account, at the mayor's request."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("commune", help="its address, for instance eze-06")
        parser.add_argument("email", help="of the delegate's account")
        parser.add_argument("title", help="shown beside the name: « Directrice générale des services »")
        parser.add_argument("rights", nargs="+", choices=list(registry.rights()))
        parser.add_argument(
            "--until", help="last day, AAAA-MM-JJ; without it, until the mayor says otherwise"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        commune = commune_by_slug(options["commune"])
        office = current_mayor(commune.pk) if commune else None
        person = person_by_email(options["email"])
        if commune is None or office is None:
            raise CommandError("Cette commune n’a pas de mairie sur la plateforme.")
        if person is None or person.pk == office.person_id:
            raise CommandError("Aucun compte à cette adresse, ou celui du maire lui-même.")
        last_day = parse_date(options["until"]) if options["until"] else None
        ends_at = datetime.combine(last_day, time.max, ZoneInfo(commune.timezone)) if last_day else None
        give_delegation(
            office=office,
            person=person,
            title=options["title"],
            rights=options["rights"],
            ends_at=ends_at,
        )
        self.stdout.write(f"{person.full_name} agit maintenant pour la mairie {commune.of_name}.")
