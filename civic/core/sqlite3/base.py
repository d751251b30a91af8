from django.db.backends.sqlite3 import base
from django.utils.functional import cached_property

from civic.core.full_disk import FullDiskWrapper


class DatabaseWrapper(base.DatabaseWrapper):
    @cached_property
    def wrap_database_errors(self) -> FullDiskWrapper:
        return FullDiskWrapper(self)
