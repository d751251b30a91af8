"""What stands in the landscapes: houses, trees, people, stalls."""

import math

from civic.home.demo.canvas import Canvas, Colour, mix

STONE = ("#f2dcb3", "#e9c99a", "#f6e6c8", "#e2b98b", "#f0d0a8", "#dcae86")
TILES = ("#c8643f", "#b9552f", "#d57a4c", "#a94b2e")
CLOTHES = ("#e4572e", "#2e6f95", "#f2b134", "#4f9d69", "#7d5ba6", "#f4f1de", "#d1495b", "#30638e", "#edae49")
SKINS = ("#f6d3b5", "#eebd96", "#d79b6e", "#a86b43", "#70452c", "#fbe0c8")
HAIRS = ("#2b1d16", "#4a2f1f", "#7a4a26", "#b98442", "#d9b36c", "#d8d8d6", "#8c3b1f", "#1b1b22")


def house(
    canvas: Canvas,
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    wall: Colour,
    roof: Colour,
    lit: Colour | None = None,
    dusk: float = 0,
    pitch: float = 0.28,
) -> None:
    """`y` is the ground. `lit`: colour of lit windows; `dusk`: how far everything goes to the blue of evening."""
    night = "#2a2f55"
    wall, roof = mix(wall, night, dusk), mix(roof, night, dusk)
    top = y - height
    canvas.rect(x, top, width, height, wall)
    canvas.rect(x + width * 0.62, top, width * 0.38, height, mix(wall, "#7a4a3a", 0.16))
    rise = width * pitch
    over = width * 0.06
    canvas.polygon([(x - over, top), (x + width / 2, top - rise), (x + width + over, top)], roof)
    canvas.polygon(
        [(x + width / 2, top - rise), (x + width + over, top), (x + width * 0.62, top)],
        mix(roof, "#3b1f1a", 0.22),
    )
    columns = max(1, int(width // 30))
    rows = max(1, int(height // 44))
    side = min(13.0, width / columns * 0.36)
    for row in range(rows):
        for column in range(columns):
            wx = x + width * (column + 0.5) / columns - side / 2
            wy = top + height * (row + 0.3) / rows
            glass: Colour = mix("#5d7186", night, dusk)
            if lit and canvas.random.random() < 0.6:
                glass = lit
            canvas.rect(wx, wy, side, side * 1.5, glass)
            shutter = mix(canvas.random.choice(("#6f8f72", "#7a9cb0", "#9c6b4a")), night, dusk)
            canvas.rect(wx - side * 0.42, wy, side * 0.34, side * 1.5, shutter)
            canvas.rect(wx + side * 1.08, wy, side * 0.34, side * 1.5, shutter)


def village(
    canvas: Canvas, x: float, y: float, size: float, *, lit: Colour | None = None, dusk: float = 0
) -> None:
    """Houses heaped up to a church tower; (x, y) is the middle of the lowest row."""
    rows = 6
    step = size * 0.125
    church(canvas, x + size * 0.02, y - step * (rows - 1) + 6, size * 0.3, lit=lit, dusk=dusk)
    for row in range(rows, 0, -1):
        half = size * (0.2 + 0.62 * (1 - row / (rows + 0.6)))
        ground = y - step * (row - 1)
        at = x - half
        while at < x + half:
            width = canvas.random.uniform(0.1, 0.17) * size
            height = canvas.random.uniform(0.13, 0.24) * size
            low = abs(at + width / 2 - x) / half * size * 0.1
            wall, roof = canvas.random.choice(STONE), canvas.random.choice(TILES)
            house(canvas, at, ground + low, width, height, wall=wall, roof=roof, lit=lit, dusk=dusk)
            at += width * canvas.random.uniform(0.78, 1.02)
    for _ in range(9):
        cypress(canvas, x + canvas.random.uniform(-0.72, 0.72) * size, y + size * 0.06, size * 0.2, dusk=dusk)


def church(
    canvas: Canvas, x: float, y: float, size: float, *, lit: Colour | None = None, dusk: float = 0
) -> None:
    night = "#2a2f55"
    wall, roof = mix("#f1c77c", night, dusk), mix("#b9552f", night, dusk)
    canvas.rect(x - size * 0.45, y - size * 0.75, size * 0.9, size * 0.75, wall)
    canvas.polygon(
        [(x - size * 0.52, y - size * 0.74), (x, y - size * 1.05), (x + size * 0.52, y - size * 0.74)], roof
    )
    tower = x + size * 0.34
    canvas.rect(tower - size * 0.15, y - size * 1.6, size * 0.3, size * 1.6, wall)
    canvas.rect(tower + size * 0.04, y - size * 1.6, size * 0.11, size * 1.6, mix(wall, "#7a4a3a", 0.2))
    canvas.rect(tower - size * 0.18, y - size * 1.63, size * 0.36, size * 0.07, mix("#fff3d6", night, dusk))
    canvas.oval(tower, y - size * 1.63, size * 0.14, size * 0.2, mix("#cf8a4a", night, dusk))
    canvas.rect(tower - 1.5, y - size * 1.98, 3, size * 0.2, mix("#7a5a3a", night, dusk))
    arch: Colour = lit or mix("#6b5a55", night, dusk)
    canvas.rect(tower - size * 0.05, y - size * 1.42, size * 0.1, size * 0.24, arch, radius=size * 0.05)
    canvas.disc(tower, y - size * 1.02, size * 0.07, mix("#fff7e6", night, dusk * 0.4))


def cypress(canvas: Canvas, x: float, y: float, height: float, *, dusk: float = 0) -> None:
    dark = mix("#2f5d46", "#1c2347", dusk)
    width = height * 0.15
    points = [(x, y - height)]
    points += [
        (x + math.sin(s / 10 * math.pi) ** 0.7 * width, y - height + height * s / 10) for s in range(1, 10)
    ]
    points += [
        (x - math.sin(s / 10 * math.pi) ** 0.7 * width, y - height + height * s / 10) for s in range(9, 0, -1)
    ]
    canvas.polygon(points, dark)
    canvas.polygon([(px if px < x else x, py) for px, py in points], mix(dark, "#8fbf7f", 0.2 * (1 - dusk)))


def pine(
    canvas: Canvas, x: float, y: float, height: float, *, leaf: Colour = "#3f7d57", trunk: Colour = "#6b4630"
) -> None:
    """Umbrella pine."""
    lean = canvas.random.uniform(-0.14, 0.14) * height
    canvas.line(
        [(x, y), (x + lean * 0.4, y - height * 0.5), (x + lean, y - height * 0.8)], trunk, height * 0.045
    )
    canvas.line(
        [(x + lean * 0.4, y - height * 0.5), (x + lean - height * 0.22, y - height * 0.78)],
        trunk,
        height * 0.028,
    )
    canvas.line(
        [(x + lean * 0.5, y - height * 0.55), (x + lean + height * 0.24, y - height * 0.8)],
        trunk,
        height * 0.028,
    )
    top = y - height * 0.82
    for dx, dy, rx, ry, share in (
        (-0.24, 0.03, 0.22, 0.1, 0.0),
        (0.25, 0.02, 0.23, 0.1, 0.0),
        (0.0, -0.02, 0.36, 0.13, 0.06),
        (-0.1, -0.07, 0.26, 0.1, 0.16),
        (0.14, -0.08, 0.2, 0.08, 0.24),
    ):
        canvas.oval(
            x + lean + dx * height, top + dy * height, rx * height, ry * height, mix(leaf, "#d5e8a0", share)
        )


def round_tree(
    canvas: Canvas, x: float, y: float, height: float, leaf: Colour, trunk: Colour = "#5e412f"
) -> None:
    canvas.line([(x, y), (x, y - height * 0.6)], trunk, height * 0.07)
    canvas.line([(x, y - height * 0.35), (x + height * 0.16, y - height * 0.6)], trunk, height * 0.04)
    for dx, dy, radius, share in (
        (-0.2, -0.5, 0.21, 0.0),
        (0.2, -0.52, 0.22, 0.0),
        (0.0, -0.66, 0.29, 0.06),
        (-0.1, -0.75, 0.2, 0.16),
        (0.1, -0.7, 0.12, 0.24),
    ):
        canvas.disc(x + dx * height, y + dy * height, radius * height, mix(leaf, "#fff2b8", share))


def fir(canvas: Canvas, x: float, y: float, height: float, leaf: Colour, *, snow: bool = False) -> None:
    canvas.rect(x - height * 0.03, y - height * 0.12, height * 0.06, height * 0.12, "#4c3527")
    for level in range(4):
        base = y - height * (0.08 + 0.21 * level)
        half = height * (0.26 - 0.05 * level)
        tip = base - height * 0.36
        canvas.polygon([(x - half, base), (x, tip), (x + half, base)], leaf)
        canvas.polygon([(x, tip), (x + half, base), (x + half * 0.1, base)], mix(leaf, "#0e1a24", 0.22))
        if snow:
            points = [
                (x - half * 0.62, base - (base - tip) * 0.36),
                (x, tip),
                (x + half * 0.55, base - (base - tip) * 0.42),
            ]
            canvas.polygon([*points, (x + half * 0.1, base - (base - tip) * 0.52)], "#f5f9ff")


def person(canvas: Canvas, x: float, y: float, height: float, *, shade: Colour | None = None) -> None:
    """Someone standing, seen from afar. `shade` draws a silhouette."""
    random = canvas.random
    coat: Colour = shade or random.choice(CLOTHES)
    legs: Colour = shade or random.choice(("#2d3a4f", "#4a3b35", "#24313d", "#5b6b7a"))
    skin: Colour = shade or random.choice(SKINS)
    hair: Colour = shade or random.choice(HAIRS)
    stride = height * random.uniform(0.02, 0.07)
    for side in (-1, 1):
        canvas.line(
            [(x + side * height * 0.03, y - height * 0.48), (x + side * stride, y)], legs, height * 0.075
        )
    canvas.rect(
        x - height * 0.105, y - height * 0.82, height * 0.21, height * 0.42, coat, radius=height * 0.07
    )
    for side in (-1, 1):
        reach = height * random.uniform(0.13, 0.19) * side
        canvas.line(
            [(x + side * height * 0.09, y - height * 0.77), (x + reach, y - height * 0.45)],
            coat,
            height * 0.06,
        )
    canvas.disc(x, y - height * 0.91, height * 0.085, hair)
    canvas.disc(x + height * 0.008, y - height * 0.893, height * 0.072, skin)


def crowd(
    canvas: Canvas,
    left: float,
    right: float,
    y: float,
    height: float,
    count: int,
    *,
    shade: Colour | None = None,
) -> None:
    spots = sorted((canvas.random.uniform(0, 30), canvas.random.uniform(left, right)) for _ in range(count))
    for depth, x in spots:
        size = height * canvas.random.choice((1.0, 0.95, 1.05, 0.9, 0.62))
        person(canvas, x, y + depth, size, shade=shade)


def stall(
    canvas: Canvas,
    x: float,
    y: float,
    width: float,
    colour: Colour,
    goods: tuple[str, ...],
    *,
    lit: bool = False,
) -> None:
    """A market stall under a striped awning; (x, y) is the left foot."""
    height = width * 0.74
    for post in (0.04, 0.95):
        canvas.rect(x + width * post, y - height, width * 0.022, height, "#6f5443")
    if lit:
        canvas.glow(x + width / 2, y - height * 0.62, width * 0.62, "#ffd27a", 0.85)
    canvas.rect(x, y - height * 0.44, width, height * 0.44, mix("#8a5f40", colour, 0.15))
    canvas.rect(x, y - height * 0.44, width, height * 0.07, "#b98a5e")
    for plank in range(1, 6):
        canvas.rect(x + width * plank / 6, y - height * 0.36, 1.5, height * 0.36, "#6f4b33")
    for row in range(2):
        for item in range(11):
            radius = width * 0.036
            px = x + width * (0.07 + item * 0.086) + (row % 2) * radius
            good = goods[(item // 3 + row) % len(goods)]
            canvas.disc(
                px, y - height * (0.475 + 0.075 * row), radius, mix(good, "#3a2418", 0.08 * (1 - row))
            )
            canvas.disc(
                px - radius * 0.3,
                y - height * (0.475 + 0.075 * row) - radius * 0.3,
                radius * 0.28,
                mix(good, "#ffffff", 0.5),
            )
    stripes = 8
    for stripe in range(stripes):
        left, right = (
            x - width * 0.06 + width * 1.12 * stripe / stripes,
            x - width * 0.06 + width * 1.12 * (stripe + 1) / stripes,
        )
        inner = (
            x + width * 0.04 + width * 0.92 * stripe / stripes,
            x + width * 0.04 + width * 0.92 * (stripe + 1) / stripes,
        )
        shade = colour if stripe % 2 else "#fff6e6"
        canvas.polygon(
            [
                (inner[0], y - height * 1.22),
                (inner[1], y - height * 1.22),
                (right, y - height * 0.94),
                (left, y - height * 0.94),
            ],
            shade,
        )
        canvas.oval(
            (left + right) / 2,
            y - height * 0.94,
            (right - left) / 2,
            height * 0.055,
            mix(shade, "#3a2418", 0.08),
        )


def bunting(
    canvas: Canvas, start: tuple[float, float], end: tuple[float, float], sag: float, colours: tuple[str, ...]
) -> None:
    """A string of small flags."""
    points = []
    for step in range(25):
        share = step / 24
        points.append(
            (
                start[0] + (end[0] - start[0]) * share,
                start[1] + (end[1] - start[1]) * share + math.sin(share * math.pi) * sag,
            )
        )
    canvas.line(points, "#5b5350", 2)
    for index in range(1, 24):
        x, y = points[index]
        canvas.polygon([(x - 13, y), (x + 13, y), (x, y + 32)], colours[index % len(colours)])


def lamps(
    canvas: Canvas, start: tuple[float, float], end: tuple[float, float], sag: float, count: int = 14
) -> None:
    """A string of lit bulbs."""
    points = []
    for step in range(count + 1):
        share = step / count
        points.append(
            (
                start[0] + (end[0] - start[0]) * share,
                start[1] + (end[1] - start[1]) * share + math.sin(share * math.pi) * sag,
            )
        )
    canvas.line(points, "#2c2a40", 2)
    for x, y in points[1:-1]:
        canvas.glow(x, y + 8, 42, "#ffdf8f", 0.8)
        canvas.disc(x, y + 8, 6, "#fff3c4")


def tricolour(canvas: Canvas, x: float, y: float, height: float, *, pole: float = 3.0) -> None:
    """The French flag on a pole; (x, y) is the foot."""
    canvas.rect(x - pole / 2, y - height, pole, height, "#8d8578")
    canvas.disc(x, y - height, pole * 1.3, "#d9b25a")
    width, drop = height * 0.42, height * 0.27
    for band, colour in enumerate(("#27408b", "#f7f5ef", "#d03b3b")):
        left = x + width * band / 3
        top, bottom = [], []
        for step in range(9):
            px = left + width / 3 * step / 8
            wave = math.sin((px - x) / width * math.pi * 1.6) * height * 0.025
            top.append((px, y - height + 6 + wave))
            bottom.append((px, y - height + 6 + drop + wave))
        canvas.polygon([*top, *reversed(bottom)], colour)


def boat(canvas: Canvas, x: float, y: float, size: float, colour: Colour, sail: Colour = "#fffaf0") -> None:
    canvas.polygon(
        [
            (x - size * 0.5, y - size * 0.12),
            (x + size * 0.5, y - size * 0.12),
            (x + size * 0.34, y + size * 0.08),
            (x - size * 0.38, y + size * 0.08),
        ],
        colour,
    )
    canvas.line([(x, y - size * 0.12), (x, y - size)], "#6b4a33", 3)
    canvas.polygon(
        [
            (x + size * 0.03, y - size * 0.95),
            (x + size * 0.03, y - size * 0.2),
            (x + size * 0.42, y - size * 0.2),
        ],
        sail,
    )
    canvas.polygon(
        [
            (x - size * 0.03, y - size * 0.85),
            (x - size * 0.03, y - size * 0.2),
            (x - size * 0.28, y - size * 0.2),
        ],
        mix(sail, colour, 0.25),
    )
