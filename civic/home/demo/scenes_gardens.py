"""Gardens, olive groves and dry hills around Èze."""

import math

from civic.home.demo import props
from civic.home.demo.canvas import Canvas, Point, mix


def exotic_garden(canvas: Canvas) -> None:
    canvas.sky("#7cc4ec", "#cfeaf3", "#fdf0d2", bottom=520)
    canvas.cloud(1200, 190, 150, "#ffffff", 0.8)
    canvas.cloud(380, 140, 110, "#ffffff", 0.7)
    canvas.sea(500, "#86c9df", "#2d86b8", "#1f6a9a", glint="#ffffff", at=900)
    canvas.headland(-20, 640, 508, 120, "#a9c3b4", "#7fa396")
    canvas.headland(1420, 1620, 508, 70, "#b4cbc0", "#8fb0a4")
    props.boat(canvas, 1180, 590, 60, "#e9c46a")
    canvas.hill(canvas.ridge(800, 50, 1.2, 0.3), "#e3c79a", "#b98f66")
    for x, y, height in ((180, 900, 430), (1390, 880, 480), (1110, 840, 250), (520, 830, 220)):
        _cactus(canvas, x, y, height)
    for x, y, size in (
        (380, 980, 190),
        (820, 930, 150),
        (1240, 1010, 210),
        (640, 1040, 130),
        (1530, 1010, 150),
    ):
        _agave(canvas, x, y, size)
    for x, y, size in ((980, 1000, 62), (90, 1010, 76), (1050, 1040, 46), (720, 960, 40)):
        _ball_cactus(canvas, x, y, size)


def _cactus(canvas: Canvas, x: float, y: float, height: float) -> None:
    leaf = canvas.random.choice(("#4f9070", "#3f8264", "#5c9a6a"))
    thick = height * 0.13
    for side, at, tall in ((-1, 0.36, 0.34), (1, 0.5, 0.3)):
        arm = x + side * height * 0.2
        canvas.rect(
            min(x, arm) - thick * 0.3,
            y - height * at - thick * 0.35,
            abs(arm - x) + thick * 0.6,
            thick * 0.7,
            leaf,
            radius=thick * 0.35,
        )
        canvas.rect(
            arm - thick * 0.35,
            y - height * (at + tall),
            thick * 0.7,
            height * tall,
            leaf,
            radius=thick * 0.35,
        )
        canvas.disc(arm, y - height * (at + tall), thick * 0.16, "#f4719a")
    canvas.rect(x - thick / 2, y - height, thick, height, leaf, radius=thick / 2)
    for rib in (-0.25, 0.02, 0.28):
        canvas.line(
            [(x + rib * thick, y - height * 0.95), (x + rib * thick, y)],
            mix(leaf, "#dff0b8" if rib < 0 else "#1d4a3a", 0.32),
            3,
        )
    for dx in (-0.3, 0.05, 0.32):
        canvas.disc(x + dx * thick, y - height + thick * 0.12, thick * 0.15, "#f7d154")


def _agave(canvas: Canvas, x: float, y: float, size: float) -> None:
    for step in range(13):
        angle = math.pi * (0.04 + 0.92 * step / 12)
        length = size * (0.7 + 0.3 * math.sin(angle))
        tip = (x + math.cos(angle) * length, y - math.sin(angle) * length * 0.85)
        normal = (math.sin(angle) * size * 0.07, math.cos(angle) * size * 0.07)
        leaf = mix("#7fb59a", "#3f7d74", abs(step - 6) / 6)
        canvas.polygon([(x - normal[0], y - normal[1]), tip, (x + normal[0], y + normal[1])], leaf)
        canvas.polygon([(x, y), tip, (x + normal[0], y + normal[1])], mix(leaf, "#e9f3c9", 0.28))


def _ball_cactus(canvas: Canvas, x: float, y: float, size: float) -> None:
    canvas.oval(x, y, size, size * 0.86, "#6a9c58")
    for share in (-0.72, -0.38, 0, 0.38, 0.72):
        canvas.line(
            [
                (x + share * size * 0.4, y - size * 0.82),
                (x + share * size, y),
                (x + share * size * 0.7, y + size * 0.6),
            ],
            "#3d7048",
            4,
        )
    for dx in (-0.32, 0, 0.32):
        canvas.disc(x + dx * size, y - size * 0.84, size * 0.16, "#ff8fab")


def olive_harvest(canvas: Canvas) -> None:
    canvas.sky("#8ec7e0", "#d8ecea", "#fdeccb", bottom=520)
    canvas.glow(1330, 240, 420, "#fff1c9", 0.9)
    canvas.hill(canvas.ridge(470, 70, 1.3, 0.2), "#a9bfb6", "#8cab9c")
    for level, (top, light) in enumerate(((590, "#c9bd85"), (730, "#b7ab6d"), (900, "#a29557"))):
        canvas.hill(canvas.ridge(top, 12, 0.7, 0.1), light, mix(light, "#5d5a34", 0.3))
        for x in range(0, 1600, 46):
            canvas.rect(
                x + canvas.random.uniform(-4, 4),
                top + 16 + level * 4,
                42,
                15,
                mix("#d8c9a8", "#8b7a60", canvas.random.random() * 0.6),
                radius=5,
            )
    for x, y, size in (
        (210, 700, 260),
        (620, 690, 220),
        (1020, 705, 250),
        (1440, 700, 240),
        (400, 930, 430),
        (1180, 940, 460),
    ):
        _olive(canvas, x, y, size)
    canvas.veil([(150, 960), (690, 950), (800, 1040), (60, 1050)], "#e58a3c", 0.55)
    for _ in range(120):
        canvas.oval(
            canvas.random.uniform(160, 700),
            canvas.random.uniform(965, 1035),
            6,
            4.5,
            canvas.random.choice(("#3c3a4f", "#5b6b3a", "#4a3350")),
        )
    props.person(canvas, 610, 950, 210)
    props.person(canvas, 260, 965, 200)
    for x, y in ((860, 1000), (960, 1020)):
        canvas.oval(x, y - 46, 56, 20, "#7a4f2c")
        canvas.oval(x, y - 50, 46, 15, "#46405a")
        canvas.polygon([(x - 56, y - 46), (x + 56, y - 46), (x + 42, y + 20), (x - 42, y + 20)], "#a06a3c")


def _olive(canvas: Canvas, x: float, y: float, size: float) -> None:
    trunk = "#6d5a49"
    canvas.polygon(
        [
            (x - size * 0.1, y),
            (x - size * 0.04, y - size * 0.4),
            (x + size * 0.05, y - size * 0.4),
            (x + size * 0.09, y),
        ],
        trunk,
    )
    canvas.line([(x, y - size * 0.3), (x - size * 0.2, y - size * 0.55)], trunk, size * 0.05)
    canvas.line([(x, y - size * 0.3), (x + size * 0.22, y - size * 0.58)], trunk, size * 0.05)
    for _ in range(64):
        angle, reach = canvas.random.uniform(0, math.tau), canvas.random.random() ** 0.5 * size * 0.4
        px, py = x + math.cos(angle) * reach * 1.15, y - size * 0.66 + math.sin(angle) * reach * 0.7
        shade = 0.75 - (y - size * 0.66 - py) / size * 0.9
        leaf = mix("#b9c7a0", "#4f6a4c", min(1, max(0, shade + canvas.random.uniform(-0.2, 0.2))))
        canvas.oval(px, py, size * 0.085, size * 0.05, leaf)


def mimosa(canvas: Canvas) -> None:
    canvas.sky("#5eb0e4", "#b9e0f1", "#fff6dc", bottom=560)
    canvas.sea(520, "#7fcbe0", "#3d97c4", "#2a7cae", at=300)
    canvas.headland(560, 1640, 640, 240, "#9dbfa4", "#6d9b7c")
    canvas.hill(canvas.ridge(830, 40, 1.2, 0.2), "#8fb56a", "#5e8a4f")
    for x, y, size in ((250, 880, 470), (1330, 900, 560), (860, 850, 300)):
        canvas.line([(x, y), (x + 10, y - size * 0.6)], "#5f4a36", size * 0.05)
        canvas.line([(x, y - size * 0.3), (x - size * 0.2, y - size * 0.6)], "#5f4a36", size * 0.03)
        for _ in range(230):
            angle, reach = canvas.random.uniform(0, math.tau), canvas.random.random() ** 0.5 * size * 0.42
            px, py = x + math.cos(angle) * reach, y - size * 0.7 + math.sin(angle) * reach * 0.8
            colour = canvas.random.choice(("#f9d423", "#ffe066", "#f2b705", "#f7c948", "#7fa65a"))
            canvas.disc(px, py, size * canvas.random.uniform(0.018, 0.04), colour)
    canvas.line([(640, 960), (980, 960)], "#7d5a3c", 16)
    canvas.line([(640, 905), (980, 905)], "#7d5a3c", 16)
    for x in (690, 930):
        canvas.rect(x, 900, 12, 120, "#5c4330")
    props.person(canvas, 1080, 1020, 190)
    props.person(canvas, 1150, 1016, 130)


def dry_hills(canvas: Canvas) -> None:
    x: float
    y: float
    canvas.sky("#f2a65a", "#f8c987", "#fde8bd", bottom=560)
    canvas.glow(860, 240, 520, "#fff6d8", 1.0)
    canvas.disc(860, 240, 92, "#fff8e2")
    for y, height, light in ((540, 70, "#e0b176"), (660, 60, "#cf9a5e"), (800, 50, "#b97f48")):
        canvas.hill(canvas.ridge(y, height, 1.4, 0.15), light, mix(light, "#8a5a33", 0.4))
    canvas.shaded([(0, 900), (1600, 870), (1600, 1067), (0, 1067)], "#c9955c", "#9b6a3e")
    for _ in range(34):
        x, y = canvas.random.uniform(0, 1600), canvas.random.uniform(920, 1060)
        points: list[Point] = [(x, y)]
        for _ in range(4):
            points.append(
                (
                    points[-1][0] + canvas.random.uniform(-50, 70),
                    points[-1][1] + canvas.random.uniform(-10, 16),
                )
            )
        canvas.line(points, "#7c5230", 3)
    for x, y, size in ((240, 880, 300), (1380, 860, 260)):
        props.pine(canvas, x, y, size, leaf="#8a9150")
    canvas.rect(720, 880, 190, 140, "#5a8fa8", radius=16)
    canvas.rect(720, 880, 60, 140, "#6ea4bb", radius=16)
    canvas.line([(905, 960), (1010, 890)], "#5a8fa8", 26)
    canvas.polygon([(990, 876), (1040, 852), (1056, 884), (1008, 914)], "#4a7a92")
    canvas.arc(815, 885, 86, (180, 360), "#4a7a92", 16)
    for drop in range(3):
        canvas.oval(1060 + drop * 14, 930 + drop * 34, 6, 10, "#8fd0e6")


SCENES = {
    scene.__name__: scene
    for scene in (
        exotic_garden,
        olive_harvest,
        mimosa,
        dry_hills,
    )
}
