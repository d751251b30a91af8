"""The directory: every commune of France as the official files know it, on the platform or not."""

from typing import ClassVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from civic.communes.directory import departments, names
from civic.communes.directory.hours import opening_lines
from civic.communes.directory.search_terms import LONGEST_TERM, has_districts
from civic.communes.directory.streets import LONGEST_STREET
from civic.core.text import name_typed


class Region(models.Model):
    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A département, or an overseas collectivity that stands for one."""

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=120)
    article = models.PositiveSmallIntegerField(default=0)  # TNCC code, see directory.names.Article
    region = models.ForeignKey(Region, models.PROTECT, related_name="departments")

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Intercommunality(models.Model):
    siren = models.CharField(max_length=9, primary_key=True)
    name = models.CharField(max_length=255)

    def __str__(self) -> str:
        return self.name


class CommuneQuerySet(models.QuerySet["Commune"]):
    def current(self) -> "CommuneQuerySet":
        """Without the communes that were merged into others."""
        return self.filter(is_current=True)


class Commune(models.Model):
    """A commune, current or merged. Official facts alone: what its town hall chose here is on TownHall."""

    # Set by the completion.
    typed_name = ""  # the former name that was typed
    typed_code = ""  # the postal code that was typed, where it is one of this commune's
    district = 0  # of Paris, Lyon or Marseille

    code = models.CharField("code INSEE", max_length=5, unique=True)
    # Given once and kept: an address that was printed on a poster goes on working after a change of name.
    slug = models.SlugField(max_length=140, unique=True)
    name = models.CharField("nom", max_length=120)
    article = models.PositiveSmallIntegerField(default=0)  # TNCC code, see directory.names.Article
    department = models.ForeignKey(Department, models.PROTECT, related_name="communes")
    intercommunality = models.ForeignKey(
        Intercommunality, models.SET_NULL, null=True, blank=True, related_name="communes"
    )
    siren = models.CharField(max_length=9, blank=True)
    postal_codes = models.JSONField("codes postaux", default=list)
    population = models.PositiveIntegerField(null=True)
    # Of its département until its town hall chooses another one; here since communes without one have a clock too.
    timezone = models.CharField(max_length=40, default=departments.PARIS)

    # Computed from simplified outlines: always shown after "≈".
    area_km2 = models.FloatField(null=True)
    # Degrees, WGS 84.
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    town_hall_latitude = models.FloatField(null=True)
    town_hall_longitude = models.FloatField(null=True)
    neighbours = models.ManyToManyField("self", symmetrical=True)

    town_hall_address = models.TextField(blank=True)  # several lines
    town_hall_phone = models.CharField(max_length=20, blank=True)
    town_hall_email = models.CharField(max_length=254, blank=True)
    town_hall_website = models.CharField(max_length=500, blank=True)
    opening_hours = models.JSONField(default=list)  # shape in directory.hours

    mayor_first_name = models.CharField(max_length=120, blank=True)
    mayor_last_name = models.CharField(max_length=120, blank=True)  # in capitals, as the register writes it
    mayor_sex = models.CharField(max_length=1, blank=True)  # "F" or "M"
    mayor_since = models.DateField(null=True)

    is_current = models.BooleanField(default=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    former_codes = models.JSONField(default=list)  # of communes that are now part of this one
    former_names = models.JSONField(default=list)  # that people may still look for
    version = models.PositiveIntegerField(default=1)  # +1 with each change above
    updated_at = models.DateTimeField(auto_now=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["latitude", "longitude"], name="commune_by_place")]

    def __str__(self) -> str:
        return f"{self.name} ({self.department_id})"

    @property
    def of_name(self) -> str:
        """ "du Havre", "de L’Aigle", "d’Èze"."""
        return names.of_name(self.name, self.article)

    @property
    def at_name(self) -> str:
        """ "au Havre", "à L’Aigle", "à Èze"."""
        return names.at_name(self.name, self.article)

    @property
    def completion_label(self) -> str:
        """ "Èze (06360)", "Paris 15e (75015)": what the completion leaves in the field, and understands when it comes
        back."""
        if self.district:
            code = next(
                (code for code in self.postal_codes if int(code[-2:]) == self.district), self.department_id
            )
            return f"{self.name} {names.district_name(self.district)} ({code})"
        is_one_code = self.postal_codes and not has_districts(self.code)
        return f"{self.name} ({self.postal_codes[0] if is_one_code else self.department_id})"

    @property
    def postal_code(self) -> str:
        """Of a home there, as far as one knows: the one that was typed, or the only one."""
        return self.typed_code or (self.postal_codes[0] if len(self.postal_codes) == 1 else "")

    @property
    def mayor_name(self) -> str:
        """« Camille Martin », or nothing while the official file knows no mayor."""
        return f"{self.mayor_first_name} {self.mayor_last_written}".strip()

    @property
    def mayor_last_written(self) -> str:
        return name_typed(self.mayor_last_name)

    @property
    def density(self) -> int | None:
        """Inhabitants per square kilometre, as rough as the area."""
        if not self.population or not self.area_km2:
            return None
        return round(self.population / self.area_km2)

    @property
    def opening_lines(self) -> list[str]:
        """The opening hours in French, a line for each run of days."""
        return opening_lines(self.opening_hours)


class OrdinalCharField(models.CharField):  # type: ignore[type-arg]  # not generic when it runs
    """Text compared character by character on both engines, so that a range of the index is a prefix."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, str | None]:
        # SQLite compares so by itself; PostgreSQL follows the rules of a language unless asked otherwise.
        collation = "C" if connection.vendor == "postgresql" else None
        return super().db_parameters(connection) | {"collation": collation}


class SearchTerm(models.Model):
    """One of the beginnings that bring a commune up in the completion."""

    term = OrdinalCharField(max_length=LONGEST_TERM)
    commune = models.ForeignKey(Commune, models.CASCADE, related_name="search_terms", db_index=False)
    weight = models.PositiveIntegerField()  # population: the larger of two namesakes comes first

    class Meta:
        constraints: ClassVar = [
            # The index holds all that the completion reads before it picks ten communes.
            models.UniqueConstraint(fields=["term", "weight", "commune"], name="search_term_of_commune")
        ]
        indexes: ClassVar = [models.Index(fields=["commune"], name="search_term_by_commune")]

    def __str__(self) -> str:
        return self.term


class Street(models.Model):
    """Of the national address file, where it was imported: proposed while an address is typed."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="streets", db_index=False)
    name = models.CharField(max_length=LONGEST_STREET)
    key = OrdinalCharField(max_length=LONGEST_STREET)  # these two: `directory.streets.street_keys`
    short_key = OrdinalCharField(max_length=LONGEST_STREET)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["commune", "name"], name="street_once")]
        indexes: ClassVar = [
            models.Index(fields=["commune", "key"], name="street_by_name"),
            models.Index(fields=["commune", "short_key"], name="street_by_short_name"),
        ]

    def __str__(self) -> str:
        return self.name


class DirectoryImport(models.Model):
    """A file that was brought into the directory: what shows that the same one is already there."""

    kind = models.CharField(max_length=16)
    checksum = models.CharField(max_length=64)
    imported_at = models.DateTimeField(auto_now_add=True)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    merged = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    # Why it failed, and nothing was changed.
    problem = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "-imported_at"], name="directory_import_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.imported_at:%Y-%m-%d}"
