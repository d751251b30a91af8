"""Views of L'Aigle and of the countryside around it: river, market hall, forest, orchards."""

import math

from civic.home.demo import props
from civic.home.demo.canvas import Canvas, mix

BRICK = ("#c9876b", "#d8a183", "#e8cdb0", "#b9735a", "#efe0c6")
SLATE = ("#5d6b7d", "#4f5c6e", "#6b788a")


def _timbered(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
    """A half-timbered house, as in Normandy."""
    wood, wall = "#6b4331", canvas.random.choice(("#f4e7cd", "#efdcc0", "#f7eedb"))
    top = y - height
    canvas.polygon(
        [(x - width * 0.06, top), (x + width / 2, top - width * 0.46), (x + width * 1.06, top)],
        canvas.random.choice(SLATE),
    )
    canvas.rect(x, top, width, height, wall)
    canvas.rect(x, y - height * 0.18, width, height * 0.18, canvas.random.choice(BRICK[:2]))
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        canvas.line([(x + share * width, top), (x + share * width, y - height * 0.18)], wood, 6)
    for share in (0.0, 0.42, 0.82):
        canvas.line([(x, top + share * height), (x + width, top + share * height)], wood, 7)
    for column in range(4):
        left = x + width * column / 4
        ends = [(left, top + height * 0.42), (left + width / 4, top + height * 0.02)]
        canvas.line(ends if column % 2 else [(left, top), (left + width / 4, top + height * 0.42)], wood, 5)
        if column % 2 == 0:
            canvas.rect(left + width * 0.06, top + height * 0.5, width * 0.13, height * 0.22, "#8fb3c4")
            canvas.rect(left + width * 0.045, top + height * 0.72, width * 0.16, 8, "#d1495b")


def river_town(canvas: Canvas) -> None:
    canvas.sky("#86bfe3", "#d3e9ee", "#fdf0d6", bottom=600)
    canvas.cloud(320, 180, 150, "#ffffff", 0.85)
    canvas.cloud(1180, 130, 170, "#ffffff", 0.8)
    canvas.hill(canvas.ridge(520, 40, 1.5, 0.2), "#a9c795", "#84ab76")
    canvas.polygon([(1000, 640), (1000, 330), (1032, 190), (1064, 330), (1064, 640)], "#d9c7ab")
    canvas.polygon([(990, 336), (1032, 120), (1074, 336)], "#56647a")
    canvas.rect(1064, 440, 190, 200, "#e3d3b8")
    canvas.polygon([(1056, 442), (1100, 360), (1226, 360), (1262, 442)], "#5d6b7d")
    canvas.rect(1020, 370, 24, 52, "#6b5a55", radius=12)
    x = -20.0
    while x < 1600:
        width = canvas.random.uniform(140, 200)
        if not 940 < x < 1120:
            _timbered(canvas, x, 700, width, canvas.random.uniform(170, 240))
        x += width + 4
    canvas.rect(0, 690, 1600, 50, "#b7a58d")
    for stone in range(0, 1600, 44):
        canvas.rect(stone + 2, 694, 38, 20, canvas.random.choice(("#c9b79e", "#a8967e", "#bfae95")), radius=4)
        canvas.rect(
            stone - 18, 716, 38, 20, canvas.random.choice(("#c9b79e", "#a8967e", "#bfae95")), radius=4
        )
    canvas.sea(738, "#8fbcc0", "#4f8a94", "#2f6470", glint="#f4fbf5")
    for x in range(40, 1600, 150):
        canvas.veil(
            [(x, 745), (x + 90, 745), (x + 74, 880), (x + 18, 880)],
            canvas.random.choice(("#f4e7cd", "#c9876b", "#56647a")),
            0.22,
            8,
        )
    canvas.polygon([(480, 742), (500, 640), (900, 640), (920, 742)], "#c9b79e")
    for arch in (570, 700, 830):
        canvas.polygon(
            [
                (arch + math.cos(a / 12 * math.pi) * 48, 744 - math.sin(a / 12 * math.pi) * 66)
                for a in range(13)
            ],
            "#3d6b74",
        )
    canvas.rect(470, 622, 460, 22, "#dccbb2", radius=6)
    canvas.hill(canvas.ridge(985, 22, 1.3, 0.4), "#7fae5f", "#4d7f45")
    for x, size in ((120, 480), (1490, 520)):
        props.round_tree(canvas, x, 1040, size, "#6b9a4f")
    props.person(canvas, 640, 642, 84)
    props.person(canvas, 680, 642, 80)


def forest_autumn(canvas: Canvas) -> None:
    canvas.sky("#f9e2ae", "#f4c584", "#e39a5a", bottom=800)
    canvas.glow(800, 330, 620, "#fff6d6", 0.95)
    for depth, (light, dark) in enumerate(
        (("#e9b066", "#cf8a4a"), ("#cf7f3a", "#a85f30"), ("#9c4f28", "#6b3a22"))
    ):
        ground = 720 + depth * 70
        canvas.hill(canvas.ridge(ground, 16, 1.4, 0.3), light, dark)
        for _ in range(15 - depth * 4):
            x = canvas.random.uniform(-40, 1640)
            if 560 + depth * -60 < x < 1040 + depth * 60:
                continue
            width = 14 + depth * 15
            canvas.polygon(
                [
                    (x - width * 0.6, ground + 40),
                    (x - width * 0.3, -20),
                    (x + width * 0.3, -20),
                    (x + width * 0.6, ground + 40),
                ],
                mix("#7a4f33", "#3a2418", depth / 2),
            )
            for _ in range(26):
                px, py = (
                    x + canvas.random.gauss(0, 90 + depth * 26),
                    canvas.random.uniform(-30, 380 - depth * 40),
                )
                canvas.oval(
                    px,
                    py,
                    28 + depth * 7,
                    19 + depth * 5,
                    canvas.random.choice(("#f2b134", "#e07a2f", "#c8502f", "#f7cf6a", "#b5402a")),
                )
    path = [(740, 740), (860, 740), (1010, 860), (1180, 1067), (420, 1067), (610, 860)]
    canvas.shaded(path, "#f0cf94", "#b98450")
    for _ in range(240):
        y = canvas.random.uniform(760, 1060)
        canvas.oval(
            canvas.random.uniform(0, 1600),
            y,
            4 + (y - 740) * 0.02,
            2 + (y - 740) * 0.011,
            canvas.random.choice(("#f2b134", "#e07a2f", "#c8502f", "#8a3b1f")),
        )
    props.person(canvas, 770, 850, 130)
    props.person(canvas, 830, 856, 136)
    props.person(canvas, 880, 852, 84)


def forest_snow(canvas: Canvas) -> None:
    canvas.sky("#7f9fd0", "#c3d6ee", "#fbe6dc", bottom=720)
    canvas.glow(1180, 470, 460, "#fff0dc", 0.95)
    for depth, shade in enumerate(("#9fb5d2", "#6f8fb3", "#3f6480")):
        ground = 690 + depth * 90
        canvas.hill(canvas.ridge(ground, 24, 1.1, 0.15), "#f4f8ff", "#d3e0f2")
        for _ in range(22 - depth * 7):
            x = canvas.random.uniform(-20, 1620)
            if depth == 2 and 520 < x < 1080:
                continue
            props.fir(
                canvas,
                x,
                ground + 24,
                canvas.random.uniform(170, 280) + depth * 90,
                mix(shade, "#2f5d5a", 0.3),
                snow=True,
            )
    canvas.shaded([(700, 900), (830, 900), (1060, 1067), (520, 1067)], "#c9d8ee", "#b3c6e4")
    for step in range(9):
        canvas.oval(770 + (step % 2) * 30 - step * 4, 915 + step * 17, 7 + step, 3 + step * 0.4, "#9fb5d8")
    props.person(canvas, 760, 920, 150)
    props.person(canvas, 820, 925, 104)
    for _ in range(190):
        canvas.disc(
            canvas.random.uniform(0, 1600),
            canvas.random.uniform(0, 1067),
            canvas.random.uniform(1.5, 5),
            "#ffffff",
        )


def covered_market(canvas: Canvas) -> None:
    canvas.sky("#7db8de", "#d6e9ee", "#fff0d2", bottom=640)
    canvas.cloud(260, 170, 150, "#ffffff", 0.85)
    canvas.cloud(1340, 150, 140, "#ffffff", 0.8)
    for x in range(-20, 1600, 172):
        _timbered(canvas, x, 700, 166, canvas.random.uniform(160, 230))
    canvas.shaded([(0, 695), (1600, 695), (1600, 1067), (0, 1067)], "#d9c9ae", "#a8926f")
    canvas.polygon([(210, 520), (400, 280), (1200, 280), (1390, 520)], "#6a5148")
    for row in range(1, 8):
        y = 280 + row * 30
        canvas.line([(400 - row * 23.7, y), (1200 + row * 23.7, y)], "#5a443c", 3)
    canvas.polygon([(730, 300), (800, 190), (870, 300)], "#5a6b7d")
    canvas.rect(752, 262, 96, 60, "#f4e7cd")
    canvas.disc(800, 292, 22, "#ffffff")
    canvas.line([(800, 292), (800, 278)], "#33333f", 3)
    canvas.line([(800, 292), (811, 297)], "#33333f", 3)
    canvas.rect(230, 518, 1140, 22, "#8a6245")
    canvas.shaded([(260, 540), (1340, 540), (1340, 850), (260, 850)], "#6b5143", "#a58562")
    props.lamps(canvas, (270, 560), (1330, 560), 46, 12)
    props.crowd(canvas, 320, 1280, 840, 150, 15)
    for x in (262, 520, 780, 1040, 1312):
        canvas.rect(x, 536, 26, 340, "#7a5238")
        canvas.line([(x + 13, 640), (x - 50, 545)], "#7a5238", 13)
        canvas.line([(x + 13, 640), (x + 76, 545)], "#7a5238", 13)
    props.stall(canvas, 40, 970, 340, "#4f7f4a", ("#d62828", "#7fb069", "#f2b134"))
    props.stall(canvas, 1220, 970, 340, "#c8443a", ("#f4d58d", "#fff1d0", "#e9c46a"))
    props.stall(canvas, 620, 1000, 360, "#2e6f95", ("#f7ede2", "#f5cac3", "#84a59d"))
    for x, y in ((500, 1000), (1080, 1010), (1150, 1010)):
        props.person(canvas, x, y, 215)


def orchard(canvas: Canvas) -> None:
    x: float
    y: float
    canvas.sky("#7fc1ea", "#cfe9f0", "#fff5dc", bottom=560)
    canvas.cloud(420, 160, 160, "#ffffff", 0.85)
    canvas.cloud(1190, 210, 130, "#ffffff", 0.8)
    for y, light, dark in (
        (500, "#b9d49a", "#97bd7b"),
        (600, "#9cc67b", "#78a95d"),
        (760, "#86b862", "#4f8a45"),
    ):
        canvas.hill(canvas.ridge(y, 34, 1.3, 0.1), light, dark)
    for x, y, size in (
        (180, 640, 120),
        (420, 620, 110),
        (700, 640, 120),
        (1000, 625, 115),
        (1260, 640, 125),
        (1490, 625, 110),
    ):
        _apple_tree(canvas, x, y, size)
    for x, y, size in ((170, 930, 430), (1430, 960, 470)):
        _apple_tree(canvas, x, y, size)
    for x, y, size, turn in ((640, 830, 150, 1), (980, 900, 200, -1), (480, 950, 170, 1)):
        _cow(canvas, x, y, size, turn)
    for _ in range(90):
        x, y = canvas.random.uniform(0, 1600), canvas.random.uniform(880, 1060)
        canvas.disc(x, y, 5, canvas.random.choice(("#ffffff", "#ffe066", "#f7a6c1")))


def _apple_tree(canvas: Canvas, x: float, y: float, size: float) -> None:
    props.round_tree(canvas, x, y, size, "#5f9a4a")
    for _ in range(26):
        angle, reach = canvas.random.uniform(0, math.tau), canvas.random.random() ** 0.5 * size * 0.3
        canvas.disc(
            x + math.cos(angle) * reach,
            y - size * 0.62 + math.sin(angle) * reach * 0.8,
            size * 0.022,
            "#d62f3a",
        )


def _cow(canvas: Canvas, x: float, y: float, size: float, turn: int) -> None:
    """Norman cow: white, brown patches, spectacles."""
    brown = "#7a4526"
    for leg in (-0.34, -0.22, 0.22, 0.34):
        canvas.rect(x + leg * size - size * 0.035, y - size * 0.3, size * 0.07, size * 0.3, "#efe6da")
        canvas.rect(x + leg * size - size * 0.035, y - size * 0.05, size * 0.07, size * 0.05, "#4a3328")
    canvas.rect(x - size * 0.45, y - size * 0.62, size * 0.9, size * 0.4, "#faf4ea", radius=size * 0.15)
    for dx, dy, radius in (
        (-0.22, -0.5, 0.11),
        (0.08, -0.4, 0.09),
        (0.26, -0.54, 0.07),
        (-0.06, -0.56, 0.06),
    ):
        canvas.oval(x + dx * size, y + dy * size, radius * size * 1.2, radius * size * 0.85, brown)
    head = x + turn * size * 0.56
    canvas.oval(head, y - size * 0.6, size * 0.15, size * 0.13, "#faf4ea")
    canvas.oval(head + turn * size * 0.12, y - size * 0.54, size * 0.08, size * 0.07, "#e8b7a4")
    canvas.disc(head + turn * size * 0.02, y - size * 0.63, size * 0.05, brown)
    canvas.disc(head + turn * size * 0.02, y - size * 0.63, size * 0.02, "#22160f")
    canvas.oval(head - turn * size * 0.13, y - size * 0.69, size * 0.06, size * 0.03, brown)
    canvas.line(
        [(x - turn * size * 0.45, y - size * 0.55), (x - turn * size * 0.53, y - size * 0.22)],
        "#efe6da",
        size * 0.03,
    )


SCENES = {
    scene.__name__: scene
    for scene in (
        river_town,
        forest_autumn,
        forest_snow,
        covered_market,
        orchard,
    )
}
