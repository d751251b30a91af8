"""A sample of the matrix of media files; all of it by `python -m tests.media.matrix`."""

import pytest

from tests.media import matrix
from tests.media.conftest import needs_ffmpeg

SAMPLED = 23  # shares no factor with what the cases are made of: every make comes up


@pytest.mark.real_time
@needs_ffmpeg
def test_a_media_file_is_converted_right_or_refused_with_a_sentence() -> None:
    everything = list(matrix.cases())
    assert len(everything) >= 1_440
    assert len({case.name for case in everything}) == len(everything)
    found = {case.name: matrix.fault(case) for case in everything[::SAMPLED]}
    assert {name: outcome for name, outcome in found.items() if outcome[1]} == {}
    assert {"converted", "PhotoDamaged"} <= {outcome for outcome, _ in found.values()}


def test_a_picture_of_one_pixel_is_whole() -> None:
    tiny = [case for case in matrix.cases() if "(1, 1)" in case.name]
    assert len(tiny) > 20
    assert {matrix.fault(case) for case in tiny} == {("converted", "")}
