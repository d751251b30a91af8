from datetime import date

from civic.accounts.models import Person

MARRIED = {"first_name": "Marie", "last_name": "Martin", "civility": "mme", "birth_date": date(1960, 5, 17)}


def name_of(person: Person) -> str:
    return Person.objects.get(pk=person.pk).full_name
