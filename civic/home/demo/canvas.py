"""Drawing in flat layers: gradients, ridges, veils of light and a little grain, with Pillow alone.

Coordinates are those of the finished picture; everything is drawn twice as large and reduced, which smooths edges.
"""

import math
from collections.abc import Sequence
from random import Random

from PIL import Image, ImageColor, ImageDraw, ImageFilter

SCALE = 2
Point = tuple[float, float]
Colour = str | tuple[int, int, int]


def rgb(colour: Colour) -> tuple[int, int, int]:
    if isinstance(colour, tuple):
        return colour
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue


def mix(first: Colour, second: Colour, share: float) -> tuple[int, int, int]:
    """`share` 0 gives the first colour, 1 the second."""
    a, b = rgb(first), rgb(second)
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


class Canvas:
    def __init__(self, seed: int, width: int = 1600, height: int = 1067) -> None:
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width * SCALE, height * SCALE))
        self.pen = ImageDraw.Draw(self.image)
        self.random = Random(seed)

    def finished(
        self, grain: float = 0.035, *, detail: tuple[float, float, float, float] | None = None
    ) -> Image.Image:
        """The picture in its final size. Corners a little darker, as in a printed poster, and paper grain.

        `detail`: only this part (left, top, right, bottom), as sharp as the whole and a quarter narrower.
        """
        if detail:
            left, top, right, bottom = (value * SCALE for value in detail)
            ratio = (bottom - top) / (right - left)
            width = round(self.width * 0.75 if ratio < 1 else self.height * 0.75)
            size = (width, round(width * ratio))
            image = self.image.resize(size, Image.Resampling.BICUBIC, box=(left, top, right, bottom))
        else:
            image = self.image.reduce(SCALE)
            size = image.size
        edge = Image.radial_gradient("L").point([max(0, value - 120) // 3 for value in range(256)])
        image.paste(mix("#101828", "#302010", 0.5), mask=edge.resize(size, Image.Resampling.BILINEAR))
        half = (size[0] // 2, size[1] // 2)
        noise = Image.frombytes("L", half, self.random.randbytes(half[0] * half[1])).resize(size)
        return Image.blend(image, noise.convert("RGB"), grain)

    # --- Shapes -----------------------------------------------------------------------------------------------------
    def sky(self, *colours: Colour, bottom: float | None = None) -> None:
        """Colours from the top to `bottom`, evenly spread."""
        self.rect(0, 0, self.width, self.height, colours[-1])
        self._gradient((0, 0, self.width, self.height if bottom is None else bottom), colours)

    def polygon(self, points: Sequence[Point], colour: Colour) -> None:
        self.pen.polygon(_scaled(points), fill=rgb(colour))

    def shaded(self, points: Sequence[Point], *colours: Colour) -> None:
        """A polygon filled with a vertical gradient."""
        left, top, right, bottom = _box(points)
        x, y = round(left * SCALE), round(top * SCALE)
        size = max(1, round((right - left) * SCALE)), max(1, round((bottom - top) * SCALE))
        mask = Image.new("1", size)
        ImageDraw.Draw(mask).polygon([(px * SCALE - x, py * SCALE - y) for px, py in points], fill=1)
        self.image.paste(_column(colours, size[1]).resize(size), (x, y), mask)

    def veil(self, points: Sequence[Point], colour: Colour, strength: float, blur: float = 0) -> None:
        """A polygon that lets what is behind shine through; `blur` softens its edge, in pixels."""
        left, top, right, bottom = _box(points)
        x, y = round((left - 2 * blur) * SCALE / 2), round((top - 2 * blur) * SCALE / 2)
        size = (
            max(1, round((right - left + 4 * blur) * SCALE / 2)),
            max(1, round((bottom - top + 4 * blur) * SCALE / 2)),
        )
        mask = Image.new("L", size)
        half = [(px * SCALE / 2 - x, py * SCALE / 2 - y) for px, py in points]
        ImageDraw.Draw(mask).polygon(half, fill=round(255 * strength))
        if blur:
            mask = mask.filter(ImageFilter.BoxBlur(blur / 2))
        self.image.paste(rgb(colour), (x * 2, y * 2), mask.resize((size[0] * 2, size[1] * 2)))

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float = 0.6) -> None:
        edge = 181  # what the gradient has reached in the middle of a side
        table = [round(max(0, edge - value) ** 2 / edge**2 * 255 * strength) for value in range(256)]
        mask = Image.radial_gradient("L").point(table)
        side = round(radius * 2 * SCALE)
        corner = round((x - radius) * SCALE), round((y - radius) * SCALE)
        self.image.paste(rgb(colour), corner, mask.resize((side, side), Image.Resampling.BILINEAR))

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        self.oval(x, y, radius, radius, colour)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        self.pen.ellipse(_scaled([(x - rx, y - ry), (x + rx, y + ry)]), fill=rgb(colour))

    def arc(
        self, x: float, y: float, radius: float, angles: tuple[float, float], colour: Colour, width: float
    ) -> None:
        box = _scaled([(x - radius, y - radius), (x + radius, y + radius)])
        self.pen.arc(box, *angles, fill=rgb(colour), width=round(width * SCALE))

    def rect(
        self, x: float, y: float, width: float, height: float, colour: Colour, radius: float = 0
    ) -> None:
        box = _scaled([(x, y), (x + width, y + height)])
        if radius:
            self.pen.rounded_rectangle(box, round(radius * SCALE), fill=rgb(colour))
        else:
            self.pen.rectangle(box, fill=rgb(colour))

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        self.pen.line(_scaled(points), fill=rgb(colour), width=max(1, round(width * SCALE)), joint="curve")

    # --- Landscape --------------------------------------------------------------------------------------------------
    def ridge(self, y: float, height: float, waves: float = 2.0, rough: float = 0.2) -> list[Point]:
        """A skyline around `y`, from left to right. `waves`: how many rises; `rough`: share of small detail."""
        phases = [self.random.uniform(0, math.tau) for _ in range(4)]
        points = []
        for step in range(161):
            share = step / 160
            rise = math.sin(share * waves * math.tau + phases[0]) * 0.6
            rise += math.sin(share * waves * 2.3 * math.tau + phases[1]) * 0.3
            rise += math.sin(share * waves * 9 * math.tau + phases[2]) * rough * 0.25
            rise += self.random.uniform(-1, 1) * rough * 0.12
            points.append((share * self.width, y - rise * height))
        return points

    def hill(self, skyline: Sequence[Point], *colours: Colour) -> None:
        """Everything under a skyline."""
        self.shaded([*skyline, (self.width, self.height), (0, self.height)], *colours)

    def headland(self, left: float, right: float, base: float, height: float, *colours: Colour) -> None:
        """Land in the distance that comes down to the water at `base`; past the picture's edge it stays high."""
        points = []
        for step in range(81):
            share = step / 80
            x = left + (right - left) * share
            ends = min(1.0, share * 3 if left > 0 else 1.0, (1 - share) * 3 if right < self.width else 1.0)
            rise = 0.72 + 0.2 * math.sin(share * 5.2 + left) + 0.08 * math.sin(share * 17 + right)
            rise += self.random.uniform(-0.012, 0.012)
            points.append((x, base - height * rise * math.sin(ends * math.pi / 2)))
        self.shaded([*points, (right, base), (left, base)], *colours)

    def cloud(self, x: float, y: float, size: float, colour: Colour, strength: float = 0.9) -> None:
        """Flat below, round above."""
        width, height = round(size * 2.7), round(size)
        mask = Image.new("L", (width, height))
        pen = ImageDraw.Draw(mask)
        fill = round(255 * strength)
        for at, rise in ((0.2, 0.32), (0.36, 0.52), (0.54, 0.68), (0.7, 0.5), (0.83, 0.3)):
            radius = rise * self.random.uniform(0.85, 1.15) * height * 0.72
            middle = at * width, height
            pen.ellipse(
                (
                    middle[0] - radius * 1.15,
                    middle[1] - radius,
                    middle[0] + radius * 1.15,
                    middle[1] + radius,
                ),
                fill,
            )
        pen.rounded_rectangle((width * 0.06, height * 0.86, width * 0.95, height * 1.2), height * 0.1, fill)
        shade = mix(colour, "#6f86a8", 0.16)
        corner = round((x - width / 2) * SCALE), round((y - height) * SCALE)
        mask = mask.resize((width * SCALE, height * SCALE), Image.Resampling.BICUBIC)
        self.image.paste(_column([colour, colour, shade], mask.height).resize(mask.size), corner, mask)

    def stars(self, count: int, bottom: float) -> None:
        for _ in range(count):
            x, y = self.random.uniform(0, self.width), self.random.uniform(0, 1) ** 1.3 * bottom
            self.disc(
                x, y, self.random.choice([1.0, 1.3, 1.9]), mix("#ffffff", "#9fb4e8", self.random.random())
            )

    def sea(self, y: float, *colours: Colour, glint: Colour = "#ffffff", at: float | None = None) -> None:
        """Water from the horizon `y` down, with short strokes of light, denser under the sun at `at`."""
        self._gradient((0, y, self.width, self.height), colours)
        for _ in range(170):
            depth = self.random.random() ** 1.6
            line_y = y + 4 + depth * (self.height - y)
            length = 14 + depth * 90 * self.random.random()
            x = self.random.uniform(0, self.width)
            strength = 0.16
            if at is not None and self.random.random() < 0.7:
                x = at + self.random.gauss(0, 40 + depth * 120)
                strength = 0.5
            thick = 1.2 + depth * 2.4
            oval = [
                (x - length / 2, line_y),
                (x, line_y - thick),
                (x + length / 2, line_y),
                (x, line_y + thick),
            ]
            self.veil(oval, glint, strength)

    def _gradient(self, box: tuple[float, float, float, float], colours: Sequence[Colour]) -> None:
        left, top, right, bottom = (round(value * SCALE) for value in box)
        size = right - left, max(1, bottom - top)
        self.image.paste(_column(colours, size[1]).resize(size), (left, top))


def _column(colours: Sequence[Colour], height: int) -> Image.Image:
    """One pixel wide, from the first colour to the last."""
    if len(colours) == 1:
        colours = [colours[0], colours[0]]
    column = Image.new("RGB", (1, len(colours)))
    column.putdata([rgb(colour) for colour in colours])
    # From the middle of the first pixel to the middle of the last: no flat ends.
    return column.resize((1, height), Image.Resampling.BILINEAR, box=(0, 0.5, 1, len(colours) - 0.5))


def _scaled(points: Sequence[Point]) -> list[Point]:
    return [(x * SCALE, y * SCALE) for x, y in points]


def _box(points: Sequence[Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
