"""What the rotation of keys finds no field for."""

from civic.core import rotation
from civic.media import storage

rotation.register(
    rotation.Things(
        name="media.sealed_files",
        keys=lambda: list(storage.sealed_files()),
        renew_one=storage.renew_sealed,
    )
)
