"""Scenes that suit any town: pool, festival, sorting, canteen, bus."""

import math

from civic.home.demo import props
from civic.home.demo.canvas import Canvas, Colour, mix


def swimming_pool(canvas: Canvas) -> None:
    x: float
    y: float
    canvas.sky("#dff0f2", "#c3e2e8")
    for x in range(0, 1600, 160):
        canvas.shaded([(x + 10, 90), (x + 150, 90), (x + 150, 480), (x + 10, 480)], "#9fd3ea", "#e9f6ee")
        canvas.oval(x + 60, 470, 90, 90, mix("#8dbb7a", "#dff0f2", 0.2))
        canvas.rect(x - 8, 60, 18, 470, "#f7f4ea")
    canvas.rect(0, 480, 1600, 120, "#f4ead6")
    canvas.polygon([(0, 60), (0, 0), (1600, 0), (1600, 60)], "#b98a5e")
    for x in range(-100, 1700, 160):
        canvas.line([(x, 0), (x + 80, 70)], "#9c6f46", 12)
    canvas.shaded([(180, 590), (1420, 590), (1720, 1067), (-120, 1067)], "#7fdbe8", "#1f9bc4")
    for lane in range(1, 6):
        top, bottom = 180 + 1240 * lane / 6, -120 + 1840 * lane / 6
        for piece in range(22):
            a, b = (piece / 22) ** 1.25, ((piece + 0.72) / 22) ** 1.25
            ends = [(top + (bottom - top) * s, 590 + 477 * s) for s in (a, b)]
            canvas.line(ends, ("#e4572e", "#fff6e6")[piece % 2], 4 + 8 * a)
    for _ in range(120):
        depth = canvas.random.random()
        y, x = 600 + depth * 460, canvas.random.uniform(100, 1500)
        canvas.veil(
            [(x, y), (x + 30 + depth * 40, y - 4), (x + 60 + depth * 80, y), (x + 30 + depth * 40, y + 5)],
            "#ffffff",
            0.35,
        )
    for x, y, size, cap in (
        (430, 740, 1.0, "#f2b134"),
        (800, 860, 1.5, "#d1495b"),
        (1130, 690, 0.8, "#2b2d42"),
        (1330, 960, 1.7, "#4f9d69"),
    ):
        canvas.oval(x, y + 26 * size, 66 * size, 11 * size, "#d9f5f7")
        canvas.line(
            [(x - 10 * size, y + 16 * size), (x - 66 * size, y - 34 * size), (x - 92 * size, y + 8 * size)],
            "#e3a77c",
            15 * size,
        )
        canvas.disc(x, y, 26 * size, "#eebd96")
        canvas.polygon(
            [
                (
                    x + math.cos(a / 10 * math.pi) * 27 * size,
                    y - 2 * size - math.sin(a / 10 * math.pi) * 28 * size,
                )
                for a in range(11)
            ],
            cap,
        )
        canvas.line([(x - 22 * size, y + 3 * size), (x + 20 * size, y + 3 * size)], "#23364a", 6 * size)
    canvas.rect(70, 470, 60, 130, "#ffffff")
    canvas.rect(60, 452, 130, 24, "#2e86ab", radius=8)


def festival(canvas: Canvas) -> None:
    x: float
    y: float
    canvas.sky("#1b1b4b", "#5a2f7a", "#c8527d", bottom=700)
    canvas.stars(80, 300)
    canvas.shaded([(240, 760), (300, 250), (1300, 250), (1360, 760)], "#2b2350", "#4a2f6b")
    for x, colour in (
        (380, "#ff6b6b"),
        (590, "#ffd166"),
        (800, "#8be0ff"),
        (1010, "#b8f2a6"),
        (1220, "#f4a3ff"),
    ):
        lean = (800 - x) * 0.9
        canvas.veil(
            [(x - 8, 265), (x + 8, 265), (x + lean + 130, 760), (x + lean - 130, 760)], colour, 0.3, 10
        )
        canvas.glow(x, 262, 70, colour, 0.9)
        canvas.disc(x, 262, 14, "#ffffff")
    for y in (228, 250):
        canvas.line([(270, y), (1330, y)], "#0f0d2b", 8)
    for x in range(290, 1330, 44):
        canvas.line([(x, 228), (x + 22, 250), (x + 44, 228)], "#0f0d2b", 4)
    for x in (250, 1330):
        canvas.rect(x, 228, 24, 540, "#0f0d2b")
        canvas.rect(x - 50, 480, 124, 280, "#15122f", radius=8)
        for y in (540, 640, 720):
            canvas.disc(x + 12, y, 34, "#2c2750")
            canvas.disc(x + 12, y, 14, "#47407a")
    canvas.rect(220, 756, 1160, 40, "#120f2c")
    for x, size in ((620, 250), (800, 270), (990, 250)):
        props.person(canvas, x, 758, size, shade="#120f2c")
    canvas.line([(560, 640), (680, 590)], "#120f2c", 13)
    canvas.oval(582, 636, 34, 24, "#120f2c")
    canvas.line([(836, 560), (836, 758)], "#120f2c", 5)
    for dx, radius in ((-70, 34), (70, 34), (0, 48)):
        canvas.disc(1000 + dx, 712, radius, "#120f2c")
    for row in range(3):
        for _ in range(17):
            x, y = canvas.random.uniform(-20, 1620), 900 + row * 76
            shade = mix("#3a2560", "#0c0a22", row / 2)
            canvas.disc(x, y, 30 + row * 8, shade)
            canvas.rect(x - 44 - row * 8, y + 26, 88 + row * 16, 200, shade, radius=40)
            if canvas.random.random() < 0.5:
                canvas.line([(x - 36, y + 60), (x - 56, y - 62)], shade, 17)
            if canvas.random.random() < 0.4:
                canvas.line([(x + 36, y + 60), (x + 60, y - 70)], shade, 17)
    for _ in range(60):
        canvas.rect(
            canvas.random.uniform(250, 1350),
            canvas.random.uniform(280, 850),
            9,
            14,
            canvas.random.choice(("#ffd166", "#8be0ff", "#ff9eb5", "#b8f2a6")),
            radius=2,
        )


def sorting(canvas: Canvas) -> None:
    x: float
    canvas.sky("#a5d8ee", "#e4f3ee", "#fff4d9", bottom=640)
    canvas.cloud(1220, 180, 150, "#ffffff", 0.85)
    canvas.hill(canvas.ridge(600, 50, 1.2, 0.2), "#a9cf93", "#84b374")
    for x in (130, 360, 1240, 1480):
        props.round_tree(
            canvas,
            x,
            730,
            canvas.random.uniform(260, 340),
            canvas.random.choice(("#6fa35a", "#7fb069", "#5c9450")),
        )
    canvas.shaded([(0, 720), (1600, 720), (1600, 1067), (0, 1067)], "#d8d0c0", "#aea38e")
    kinds: tuple[tuple[float, str, str], ...] = (
        (150, "#f2c230", "box"),
        (530, "#4f9d69", "glass"),
        (910, "#2e6f95", "paper"),
        (1290, "#8a5f3c", "leaf"),
    )
    for x, colour, mark in kinds:
        canvas.veil([(x - 20, 970), (x + 250, 970), (x + 290, 1010), (x + 20, 1010)], "#4a4236", 0.35, 8)
        canvas.polygon([(x, 600), (x + 230, 600), (x + 208, 980), (x + 22, 980)], colour)
        canvas.polygon(
            [(x + 150, 600), (x + 230, 600), (x + 208, 980), (x + 146, 980)], mix(colour, "#1c2530", 0.14)
        )
        canvas.rect(x - 16, 556, 262, 50, mix(colour, "#1c2530", 0.22), radius=16)
        for wheel in (x + 48, x + 182):
            canvas.disc(wheel, 982, 24, "#33373f")
            canvas.disc(wheel, 982, 10, "#8d939e")
        canvas.disc(x + 115, 760, 66, "#fffaf0")
        _mark(canvas, x + 115, 760, mark, colour)


def _mark(canvas: Canvas, x: float, y: float, mark: str, colour: Colour) -> None:
    dark = mix(colour, "#1c2530", 0.3)
    if mark == "glass":
        canvas.rect(x - 15, y - 10, 30, 50, dark, radius=7)
        canvas.rect(x - 7, y - 44, 14, 40, dark, radius=4)
    elif mark == "paper":
        canvas.rect(x - 26, y - 34, 52, 68, dark, radius=4)
        for line in range(4):
            canvas.rect(x - 17, y - 22 + line * 14, 34, 5, "#fffaf0")
    elif mark == "leaf":
        canvas.polygon(
            [(x + math.sin(a / 12 * math.pi) * 26, y - 40 + a * 6.4) for a in range(13)]
            + [(x - math.sin(a / 12 * math.pi) * 26, y - 40 + a * 6.4) for a in range(12, -1, -1)],
            dark,
        )
        canvas.line([(x, y - 30), (x, y + 46)], "#fffaf0", 4)
    else:
        canvas.polygon(
            [(x - 34, y - 16), (x, y - 34), (x + 34, y - 16), (x, y + 2)], mix(dark, "#ffffff", 0.25)
        )
        canvas.polygon([(x - 34, y - 12), (x - 2, y + 6), (x - 2, y + 42), (x - 34, y + 24)], dark)
        canvas.polygon([(x + 34, y - 12), (x + 2, y + 6), (x + 2, y + 42), (x + 34, y + 24)], dark)


def canteen(canvas: Canvas) -> None:
    canvas.sky("#e9b872", "#d99a55")
    for plank in range(0, 1067, 178):
        canvas.line([(0, plank), (1600, plank)], "#c4843f", 4)
        for _ in range(7):
            x = canvas.random.uniform(0, 1600)
            canvas.veil(
                [(x, plank + 60), (x + 180, plank + 66), (x + 180, plank + 70), (x, plank + 65)],
                "#a9692c",
                0.35,
            )
    canvas.veil([(470, 240), (1160, 240), (1230, 980), (420, 980)], "#5c3512", 0.25, 40)
    canvas.disc(800, 540, 360, "#f9f5ec")
    canvas.disc(800, 540, 290, "#efe7d8")
    for index in range(80):
        angle, reach = canvas.random.uniform(2.4, 4.4), canvas.random.uniform(30, 240)
        canvas.oval(
            800 + math.cos(angle) * reach,
            540 + math.sin(angle) * reach,
            24,
            15,
            ("#6a994e", "#a7c957", "#386641")[index % 3],
        )
    for index in range(46):
        angle, reach = canvas.random.uniform(-0.7, 1.1), canvas.random.uniform(50, 240)
        canvas.rect(
            800 + math.cos(angle) * reach - 20,
            540 + math.sin(angle) * reach - 8,
            40,
            17,
            ("#f2843b", "#e76f2c", "#f7a35c")[index % 3],
            radius=8,
        )
    for index in range(13):
        angle = -1.75 + index % 5 * 0.22
        reach = 90 + index * 12
        canvas.disc(800 + math.cos(angle) * reach, 540 + math.sin(angle) * reach, 31, "#d62f3a")
        canvas.disc(792 + math.cos(angle) * reach, 532 + math.sin(angle) * reach, 9, "#f08a80")
    for index in range(70):
        angle, reach = canvas.random.uniform(1.2, 2.3), canvas.random.uniform(40, 245)
        canvas.oval(
            800 + math.cos(angle) * reach,
            540 + math.sin(angle) * reach,
            13,
            8,
            ("#f7e3a8", "#f2d27a")[index % 2],
        )
    canvas.rect(300, 260, 26, 560, "#c9ced6", radius=12)
    for tine in range(4):
        canvas.rect(276 + tine * 22, 200, 11, 150, "#c9ced6", radius=5)
    canvas.rect(276, 330, 77, 40, "#c9ced6", radius=16)
    canvas.rect(1290, 420, 26, 420, "#c9ced6", radius=12)
    canvas.polygon([(1284, 440), (1284, 220), (1306, 190), (1330, 260), (1322, 440)], "#d9dee6")
    canvas.disc(1420, 190, 110, "#dceef2")
    canvas.disc(1420, 190, 88, "#8cc7d9")
    canvas.oval(150, 900, 150, 96, "#c98a4a")
    for slash in range(3):
        canvas.line([(80 + slash * 62, 940), (120 + slash * 62, 860)], "#f0c78a", 12)
    canvas.disc(1390, 900, 92, "#d62f3a")
    canvas.disc(1360, 866, 26, "#f08a80")
    canvas.line([(1392, 830), (1404, 780)], "#5e412f", 9)
    canvas.oval(1440, 786, 36, 15, "#6a994e")


def village_bus(canvas: Canvas) -> None:
    canvas.sky("#6fb9e6", "#c9e7f1", "#fff1d6", bottom=600)
    canvas.cloud(360, 180, 150, "#ffffff", 0.85)
    canvas.headland(-30, 1640, 640, 260, "#a9c9a4", "#7fa984")
    for x, size in ((120, 330), (1420, 370), (1120, 260)):
        props.pine(canvas, x, 730, size)
    canvas.shaded([(0, 720), (1600, 720), (1600, 1067), (0, 1067)], "#8d9098", "#5b5e67")
    canvas.rect(0, 712, 1600, 30, "#d8cdb8")
    for x in range(-40, 1600, 220):
        canvas.polygon([(x, 990), (x + 120, 990), (x + 100, 1008), (x - 24, 1008)], "#f4efe2")
    canvas.veil([(300, 900), (1240, 900), (1290, 944), (250, 944)], "#26282f", 0.5, 10)
    canvas.rect(300, 500, 920, 400, "#f7f4ec", radius=56)
    canvas.rect(300, 720, 920, 110, "#2f7d8c")
    canvas.polygon([(300, 760), (900, 720), (1220, 720), (1220, 760), (300, 830)], "#f2b134")
    for x in (340, 510, 680, 850):
        canvas.rect(x, 548, 150, 140, "#8cc4da", radius=16)
        canvas.veil([(x + 20, 552), (x + 60, 552), (x + 24, 684), (x + 6, 684)], "#ffffff", 0.4)
        canvas.disc(x + 84, 642, 26, canvas.random.choice(props.SKINS))
        canvas.polygon(
            [
                (x + 84 + math.cos(a / 10 * math.pi) * 28, 638 - math.sin(a / 10 * math.pi) * 27)
                for a in range(11)
            ],
            canvas.random.choice(props.HAIRS),
        )
    canvas.rect(1020, 548, 84, 330, "#6aa7bf", radius=12)
    canvas.rect(1128, 548, 92, 160, "#8cc4da", radius=16)
    canvas.rect(420, 512, 420, 26, "#24313d", radius=8)
    canvas.rect(440, 520, 300, 10, "#ffb84d", radius=4)
    for x in (450, 1050):
        canvas.disc(x, 900, 72, "#24262d")
        canvas.disc(x, 900, 34, "#b9bec8")
    canvas.rect(1190, 800, 34, 40, "#fff3c4", radius=8)
    canvas.rect(1370, 560, 12, 380, "#6b7280")
    canvas.rect(1320, 520, 112, 92, "#2e6f95", radius=12)
    canvas.rect(1344, 546, 64, 34, "#ffffff", radius=6)
    for x in (1440, 1490, 1270):
        props.person(canvas, x, 950, 250)


SCENES = {
    scene.__name__: scene
    for scene in (
        swimming_pool,
        festival,
        sorting,
        canteen,
        village_bus,
    )
}
