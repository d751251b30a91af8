import io

import factory
from factory.django import DjangoModelFactory

from civic.core.clock import now
from civic.core.ids import new_id
from civic.private_files import vault
from civic.private_files.enums import FileCopy, FileKind, FileStatus
from civic.private_files.models import PrivateFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"


class PrivateFileFactory(DjangoModelFactory):
    """A PDF that is there, with its bytes. Give `held_by`, `commune` and `sender`."""

    class Meta:
        model = PrivateFile
        skip_postgeneration_save = True

    id = factory.LazyFunction(new_id)
    position = 0
    kind = FileKind.PDF
    status = FileStatus.READY
    name = "facture.pdf"
    key = factory.LazyFunction(vault.new_key)
    size = len(PDF)
    added_at = factory.LazyFunction(now)

    @factory.post_generation
    def content(self, create, content, **kwargs):
        vault.write(self.pk, FileCopy.WHOLE, self.key, io.BytesIO(content or PDF))
