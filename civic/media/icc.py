"""Writing down an ICC profile: three colours, their white, and one curve for all of them.

Pillow's LittleCMS reads profiles of every sort and makes none but sRGB; pictures also say their colours in other ways.
"""

import struct
from collections.abc import Callable, Sequence

type Corners = tuple[float, ...]  # x and y of red, green, blue and white
type Light = Callable[[float], float]  # of a value from 0 to 1
type _Matrix = tuple[tuple[float, ...], ...]

_BRADFORD = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
_D50 = (0.9642, 1.0, 0.8249)
_STEPS = 1024


def written(corners: Corners, light: Light) -> bytes:
    """The smallest profile that says this. Raises ZeroDivisionError for corners that make no triangle."""
    curve = [round(max(0.0, min(1.0, light(step / (_STEPS - 1)))) * 65535) for step in range(_STEPS)]
    tags = {
        name: b"XYZ \0\0\0\0" + _fixed(column)
        for name, column in zip(
            (b"rXYZ", b"gXYZ", b"bXYZ"), zip(*_to_paper(corners), strict=True), strict=True
        )
    }
    tags[b"wtpt"] = b"XYZ \0\0\0\0" + _fixed(_D50)
    tags[b"rTRC"] = tags[b"gTRC"] = tags[b"bTRC"] = b"curv\0\0\0\0" + struct.pack(
        f">I{_STEPS}H", _STEPS, *curve
    )
    table, body = struct.pack(">I", len(tags)), b""
    first = 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        table += struct.pack(">4sII", name, first + len(body), len(data))
        body += data
    size = first + len(body)
    head = struct.pack(">I4xI", size, 0x02400000) + b"mntrRGB XYZ " + b"\0" * 12 + b"acsp"
    head = head.ljust(68, b"\0") + _fixed(_D50)
    return head.ljust(128, b"\0") + table + body


def _fixed(values: Sequence[float]) -> bytes:
    return struct.pack(">3i", *(round(value * 65536) for value in values))


def _to_paper(corners: Corners) -> _Matrix:
    """From light of these three colours to XYZ under the white of paper (Bradford)."""
    columns = [(x / y, 1.0, (1 - x - y) / y) for x, y in zip(corners[::2], corners[1::2], strict=True)]
    white = columns.pop()
    colours: _Matrix = tuple(zip(*columns, strict=True))
    strength = _times(_inverse(colours), white)
    colours = tuple(tuple(v * s for v, s in zip(row, strength, strict=True)) for row in colours)
    there = zip(_times(_BRADFORD, _D50), _times(_BRADFORD, white), strict=True)
    scaled = tuple(
        tuple(value * paper / own for value in row)
        for row, (paper, own) in zip(_product(_BRADFORD, colours), there, strict=True)
    )
    return _product(_inverse(_BRADFORD), scaled)


def _times(matrix: _Matrix, vector: Sequence[float]) -> tuple[float, ...]:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


def _product(left: _Matrix, right: _Matrix) -> _Matrix:
    return tuple(zip(*(_times(left, column) for column in zip(*right, strict=True)), strict=True))


def _inverse(matrix: _Matrix) -> _Matrix:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    size = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    rows = (
        (e * i - f * h, c * h - b * i, b * f - c * e),
        (f * g - d * i, a * i - c * g, c * d - a * f),
        (d * h - e * g, b * g - a * h, a * e - b * d),
    )
    return tuple(tuple(value / size for value in row) for row in rows)
