import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from civic.core.viewer import CommuneInView, Viewer
from tests.accounts.factories import PersonFactory
from tests.worker.lanes import carry_out_jobs


@pytest.fixture(autouse=True)
def media_folder(settings: Any, tmp_path: Path) -> Path:
    """Each test has its own storage."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def _commune(number: int, slug: str) -> CommuneInView:
    return CommuneInView(number, slug, "06059", "Èze", "d’Èze", "Europe/Paris", 1, True)


EZE = _commune(1, "eze-06")
AIGLE = _commune(2, "l-aigle-61")


@pytest.fixture
def mayor_view(db: None) -> Viewer:
    return Viewer(person_id=PersonFactory().pk, commune=EZE, is_mayor=True)


@pytest.fixture
def delegate_view(db: None) -> Viewer:
    return Viewer(person_id=PersonFactory().pk, commune=EZE, rights=frozenset({"publish"}))


@pytest.fixture
def resident_view(db: None) -> Viewer:
    return Viewer(person_id=PersonFactory().pk, commune=EZE, membership="accepted")


@pytest.fixture
def visitor_view() -> Viewer:
    return Viewer(commune=EZE)


@pytest.fixture
def elsewhere() -> Callable[[Viewer], Viewer]:
    """The same person with the same rank, on the page of another commune."""
    return lambda viewer: replace(viewer, commune=AIGLE)


@pytest.fixture
def work() -> Callable[..., int]:
    """Carry out every job that is due, as the worker does."""
    return carry_out_jobs


needs_ffmpeg = pytest.mark.skipif(
    not shutil.which("ffmpeg"), reason="ffmpeg is not installed on this machine"
)


def files_of(media: Any) -> list[str]:
    folder = Path(settings.MEDIA_ROOT) / media.id.hex[-2:] / str(media.id)
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.fixture
def full_disk() -> Iterator[Callable[[int], None]]:
    """From the call on, the kernel lets this process write no file longer than so many bytes, as on a full disk."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
