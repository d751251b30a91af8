"""Views of Èze: the village on its rock, the sea and the paths."""

import math
from itertools import pairwise

from civic.home.demo import props
from civic.home.demo.canvas import Canvas, Point, mix


def _rock(canvas: Canvas, x: float, y: float, size: float, light: str, dark: str) -> None:
    """The crag that carries the village; (x, y) is the middle of its flat top."""
    outline: list[Point] = [(x - size * 1.7, canvas.height)]
    for dx, dy in (
        (-1.3, 0.85),
        (-1.05, 0.5),
        (-0.95, 0.28),
        (-0.82, 0.06),
        (0.8, 0.04),
        (0.92, 0.3),
        (1.1, 0.52),
        (1.22, 0.9),
    ):
        outline.append((x + dx * size + canvas.random.uniform(-12, 12), y + dy * size))
    outline.append((x + size * 1.8, canvas.height))
    canvas.shaded(outline, light, dark)
    for _ in range(16):
        left, top = x + canvas.random.uniform(-0.9, 0.95) * size, y + canvas.random.uniform(0.12, 0.9) * size
        length = canvas.random.uniform(0.1, 0.3) * size
        facet = [
            (left, top),
            (left + size * 0.09, top + size * 0.03),
            (left + size * 0.04, top + length),
            (left - size * 0.05, top + length * 0.8),
        ]
        canvas.veil(facet, canvas.random.choice((dark, "#fff0d0")), 0.25)
    for _ in range(26):
        left, top = x + canvas.random.uniform(-1.2, 1.2) * size, y + canvas.random.uniform(0.3, 1.1) * size
        canvas.oval(
            left,
            top,
            size * canvas.random.uniform(0.04, 0.1),
            size * 0.04,
            mix(mix(dark, "#3f8a4a", 0.45), dark, canvas.random.uniform(0.0, 0.6)),
        )


def eze_sunset(canvas: Canvas) -> None:
    canvas.sky("#3d3a78", "#a2567f", "#f08a62", "#ffd08a", bottom=640)
    canvas.glow(1180, 590, 620, "#ffe3a0", 0.95)
    canvas.disc(1180, 560, 58, "#fff1c4")
    for x, y, size in ((300, 210, 150), (760, 150, 110), (1390, 260, 140)):
        canvas.cloud(x, y, size, "#f7a77e", 0.55)
    canvas.sea(640, "#f3a06f", "#b0607f", "#4a4380", glint="#ffe9b8", at=1180)
    canvas.headland(-20, 420, 648, 90, "#9a5a7c", "#7c4a7c")
    _rock(canvas, 560, 560, 380, "#a8637a", "#4a3566")
    props.village(canvas, 560, 590, 380, lit="#ffd98a", dusk=0.22)
    canvas.hill(canvas.ridge(960, 40, 1.5, 0.3), "#3e2c58", "#251d42")
    for x, size in ((90, 330), (1320, 300), (1500, 420)):
        props.pine(canvas, x, 1040, size, leaf="#2d2a50", trunk="#221c38")


def eze_morning(canvas: Canvas) -> None:
    canvas.sky("#58a9de", "#a5d6ef", "#fdf1d7", bottom=600)
    canvas.glow(320, 180, 420, "#fff7dc", 0.9)
    canvas.disc(320, 180, 50, "#fffbe8")
    for x, y, size in ((900, 170, 150), (1330, 270, 110), (560, 300, 90)):
        canvas.cloud(x, y, size, "#ffffff", 0.85)
    canvas.sea(590, "#7cc6de", "#2f8fbe", "#17608f", glint="#ffffff", at=330)
    for x, y, size in ((180, 700, 70), (420, 650, 44), (250, 850, 110)):
        props.boat(canvas, x, y, size, "#d1495b")
    canvas.hill([(900, 600), *canvas.ridge(520, 60, 1.4, 0.2)[95:]], "#8db8a8", "#5f9a86")
    _rock(canvas, 1010, 500, 400, "#e8cda0", "#9c7d63")
    props.village(canvas, 1010, 535, 400)
    for x, y, size in ((720, 960, 260), (1490, 1010, 330), (1250, 1050, 220)):
        props.pine(canvas, x, y, size, leaf="#4b8a55")
    canvas.hill(canvas.ridge(1030, 18, 2, 0.5), "#6ea265", "#4c8053")


def eze_night(canvas: Canvas) -> None:
    canvas.sky("#0d1438", "#24306b", "#4d4f8f", bottom=660)
    canvas.stars(150, 480)
    canvas.glow(1240, 230, 330, "#cfdcff", 0.6)
    canvas.disc(1240, 230, 62, "#f4f1dd")
    canvas.disc(1222, 215, 12, "#e2dfc8")
    canvas.disc(1258, 246, 8, "#e2dfc8")
    canvas.sea(660, "#4d528f", "#252d63", "#10163c", glint="#dfe6ff", at=1240)
    _rock(canvas, 700, 600, 420, "#4b4775", "#181b42")
    canvas.glow(700, 470, 520, "#ffb65c", 0.34)
    props.village(canvas, 700, 630, 420, lit="#ffd774", dusk=0.55)
    canvas.hill(canvas.ridge(1000, 26, 2, 0.4), "#171a3c", "#0c0f2a")


def hill_path(canvas: Canvas) -> None:
    x: float
    y: float
    canvas.sky("#6fb7e6", "#bfe3f2", "#fff3d8", bottom=480)
    canvas.cloud(420, 170, 140, "#ffffff", 0.8)
    canvas.sea(430, "#7fcbe0", "#2f8bba", "#1f6f9f", glint="#ffffff", at=420)
    canvas.hill([(520, 470), *canvas.ridge(330, 70, 1.1, 0.25)[60:]], "#a8c3a0", "#6c9a74")
    canvas.hill([(0, 900), (240, 760), *canvas.ridge(560, 60, 1, 0.2)[40:]], "#8db373", "#55814f")
    canvas.hill([(0, 760), (360, 820), (800, 900), (1200, 860), (1600, 900)], "#7aa561", "#456f45")
    path = [
        (760, 1067),
        (640, 960),
        (900, 880),
        (1120, 810),
        (940, 740),
        (820, 690),
        (980, 620),
        (1100, 570),
        (1050, 520),
    ]
    for (ax, ay), (bx, by) in pairwise(path):
        wide, narrow = 10 + (ay - 500) * 0.14, 10 + (by - 500) * 0.14
        canvas.polygon([(ax - wide, ay), (ax + wide, ay), (bx + narrow, by), (bx - narrow, by)], "#f0dcb0")
        canvas.oval(bx, by, narrow, narrow * 0.35, "#f0dcb0")
    for x, y, size in (
        (220, 900, 330),
        (1420, 880, 380),
        (1250, 700, 230),
        (560, 730, 170),
        (1500, 620, 180),
        (690, 640, 120),
    ):
        props.pine(canvas, x, y, size, leaf="#3f7b4e")
    for _ in range(60):
        x, y = canvas.random.uniform(0, 1600), canvas.random.uniform(900, 1060)
        if abs(x - 760) > 150:
            canvas.oval(x, y, 16, 10, canvas.random.choice(("#9a86c4", "#b79ad6", "#5f8f50", "#6a9a58")))
    props.person(canvas, 905, 880, 118)
    props.person(canvas, 960, 868, 112)


def fireworks(canvas: Canvas) -> None:
    canvas.sky("#0a0f2e", "#1b2358", "#3c3a78", bottom=700)
    canvas.stars(90, 520)
    for x, y, size, colours in (
        (480, 300, 240, ("#ffd166", "#fff3c4")),
        (900, 210, 190, ("#f4718f", "#ffd3dd")),
        (1210, 360, 220, ("#7bdff2", "#e4fbff")),
        (720, 470, 130, ("#b8f2a6", "#f2ffe9")),
    ):
        canvas.glow(x, y, size * 1.7, colours[0], 0.42)
        for ray in range(36):
            angle = ray / 36 * math.tau + canvas.random.uniform(-0.05, 0.05)
            reach = size * canvas.random.uniform(0.78, 1.0)
            for dot in range(3, 13):
                at = reach * dot / 12
                fall = (dot / 12) ** 2 * size * 0.12
                colour = mix(colours[0], colours[1], dot / 12)
                canvas.disc(
                    x + math.cos(angle) * at, y + math.sin(angle) * at + fall, 1.0 + dot * 0.22, colour
                )
    canvas.sea(700, "#3a3b7a", "#1c2256", "#0d1235", glint="#ffe3a3", at=480)
    canvas.hill([(900, 720), *canvas.ridge(640, 40, 1, 0.2)[100:]], "#1a1d48", "#10133a")
    for _ in range(60):
        canvas.disc(canvas.random.uniform(980, 1600), canvas.random.uniform(640, 720), 2.4, "#ffd774")
    canvas.hill(canvas.ridge(985, 14, 1, 0.2), "#0c0e28", "#080a1e")
    props.crowd(canvas, 40, 1560, 1010, 170, 26, shade="#080a1e")


def beach(canvas: Canvas) -> None:
    canvas.sky("#4aa8df", "#9fd8f0", "#fff2d2", bottom=420)
    canvas.cloud(300, 150, 120, "#ffffff", 0.85)
    canvas.cloud(1150, 210, 150, "#ffffff", 0.75)
    canvas.sea(420, "#62c4d8", "#25a0c4", "#7fdbd8", glint="#ffffff", at=500)
    canvas.headland(820, 1640, 436, 210, "#9cc0a6", "#5d8f74")
    canvas.headland(-30, 260, 428, 60, "#b4cfc0", "#8fb3a2")
    for x, y, size in ((240, 500, 80), (640, 470, 54), (980, 530, 96)):
        props.boat(canvas, x, y, size, canvas.random.choice(("#d1495b", "#2e6f95", "#f2b134")))
    canvas.shaded(
        [(0, 800), (420, 770), (900, 830), (1600, 730), (1600, 1067), (0, 1067)], "#f7e3b6", "#e3bd84"
    )
    canvas.veil(
        [(0, 792), (420, 760), (900, 822), (1600, 720), (1600, 742), (900, 846), (420, 786), (0, 816)],
        "#ffffff",
        0.7,
        2,
    )
    for x, y, size, colour in (
        (270, 940, 190, "#e4572e"),
        (700, 990, 220, "#2e86ab"),
        (1180, 930, 200, "#f2b134"),
    ):
        canvas.veil(
            [(x - size * 0.5, y), (x + size * 0.7, y), (x + size * 0.5, y + 26), (x - size * 0.3, y + 26)],
            "#7a5a3a",
            0.35,
            6,
        )
        canvas.rect(x - 4, y - size, 8, size, "#f7f1e3")
        for panel in range(6):
            left, right = (
                x - size * 0.62 + size * 1.24 * panel / 6,
                x - size * 0.62 + size * 1.24 * (panel + 1) / 6,
            )
            canvas.polygon(
                [(x, y - size * 1.28), (right, y - size * 0.82), (left, y - size * 0.82)],
                "#fff7e8" if panel % 2 else colour,
            )
    for x, y in ((430, 950), (480, 955), (930, 900), (1360, 960), (1400, 950)):
        props.person(canvas, x, y, 120)


def storm(canvas: Canvas) -> None:
    x: float
    y: float
    canvas.sky("#2b3448", "#4c5a70", "#8794a3", bottom=640)
    for x, y, size in ((200, 230, 260), (760, 190, 300), (1360, 250, 280), (480, 330, 190), (1080, 320, 210)):
        canvas.cloud(x, y, size, canvas.random.choice(("#39445a", "#536077", "#2d374b")), 0.85)
    bolt = [(1080, 280), (1030, 430), (1075, 425), (1000, 610), (1120, 400), (1072, 405), (1120, 280)]
    canvas.glow(1060, 430, 330, "#dfe9ff", 0.6)
    canvas.polygon(bolt, "#f7f6d8")
    canvas.sea(640, "#5c6b80", "#3a4a60", "#28364a", glint="#c9d6e4")
    _rock(canvas, 480, 620, 300, "#77736f", "#3c4150")
    props.village(canvas, 480, 645, 300, lit="#ffd98a", dusk=0.4)
    for _ in range(150):
        x, y = canvas.random.uniform(-40, 1600), canvas.random.uniform(200, 1050)
        canvas.veil([(x, y), (x + 3, y), (x - 17, y + 62), (x - 20, y + 62)], "#dfe9f2", 0.35)
    canvas.hill(canvas.ridge(1000, 24, 2, 0.3), "#333d45", "#222a33")


SCENES = {
    scene.__name__: scene
    for scene in (
        eze_sunset,
        eze_morning,
        eze_night,
        hill_path,
        fireworks,
        beach,
        storm,
    )
}
