"""Views of L'Aigle and of the Ornais countryside: river, halls, forest, orchards; and some scenes that suit any town."""

import math

from civic.home.demo import props
from civic.home.demo.canvas import Canvas, Colour, mix

BRICK = ("#c9876b", "#d8a183", "#e8cdb0", "#b9735a", "#efe0c6")
SLATE = ("#5d6b7d", "#4f5c6e", "#6b788a")


def _timbered(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
    """A half-timbered house, as in Normandy."""
    wood, wall = "#6b4331", canvas.random.choice(("#f4e7cd", "#efdcc0", "#f7eedb"))
    top = y - height
    canvas.polygon([(x - width * 0.06, top), (x + width / 2, top - width * 0.46), (x + width * 1.06, top)], canvas.random.choice(SLATE))
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
        canvas.rect(stone - 18, 716, 38, 20, canvas.random.choice(("#c9b79e", "#a8967e", "#bfae95")), radius=4)
    canvas.sea(738, "#8fbcc0", "#4f8a94", "#2f6470", glint="#f4fbf5")
    for x in range(40, 1600, 150):
        canvas.veil([(x, 745), (x + 90, 745), (x + 74, 880), (x + 18, 880)], canvas.random.choice(("#f4e7cd", "#c9876b", "#56647a")), 0.22, 8)
    canvas.polygon([(480, 742), (500, 640), (900, 640), (920, 742)], "#c9b79e")
    for arch in (570, 700, 830):
        canvas.polygon([(arch + math.cos(a / 12 * math.pi) * 48, 744 - math.sin(a / 12 * math.pi) * 66) for a in range(13)], "#3d6b74")
    canvas.rect(470, 622, 460, 22, "#dccbb2", radius=6)
    canvas.hill(canvas.ridge(985, 22, 1.3, 0.4), "#7fae5f", "#4d7f45")
    for x, size in ((120, 480), (1490, 520)):
        props.round_tree(canvas, x, 1040, size, "#6b9a4f")
    props.person(canvas, 640, 642, 84)
    props.person(canvas, 680, 642, 80)


def forest_autumn(canvas: Canvas) -> None:
    canvas.sky("#f9e2ae", "#f4c584", "#e39a5a", bottom=800)
    canvas.glow(800, 330, 620, "#fff6d6", 0.95)
    for depth, (light, dark) in enumerate((("#e9b066", "#cf8a4a"), ("#cf7f3a", "#a85f30"), ("#9c4f28", "#6b3a22"))):
        ground = 720 + depth * 70
        canvas.hill(canvas.ridge(ground, 16, 1.4, 0.3), light, dark)
        for _ in range(15 - depth * 4):
            x = canvas.random.uniform(-40, 1640)
            if 560 + depth * -60 < x < 1040 + depth * 60:
                continue
            width = 14 + depth * 15
            canvas.polygon([(x - width * 0.6, ground + 40), (x - width * 0.3, -20), (x + width * 0.3, -20), (x + width * 0.6, ground + 40)], mix("#7a4f33", "#3a2418", depth / 2))
            for _ in range(26):
                px, py = x + canvas.random.gauss(0, 90 + depth * 26), canvas.random.uniform(-30, 380 - depth * 40)
                canvas.oval(px, py, 28 + depth * 7, 19 + depth * 5, canvas.random.choice(("#f2b134", "#e07a2f", "#c8502f", "#f7cf6a", "#b5402a")))
    path = [(740, 740), (860, 740), (1010, 860), (1180, 1067), (420, 1067), (610, 860)]
    canvas.shaded(path, "#f0cf94", "#b98450")
    for _ in range(240):
        y = canvas.random.uniform(760, 1060)
        canvas.oval(canvas.random.uniform(0, 1600), y, 4 + (y - 740) * 0.02, 2 + (y - 740) * 0.011, canvas.random.choice(("#f2b134", "#e07a2f", "#c8502f", "#8a3b1f")))
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
            props.fir(canvas, x, ground + 24, canvas.random.uniform(170, 280) + depth * 90, mix(shade, "#2f5d5a", 0.3), snow=True)
    canvas.shaded([(700, 900), (830, 900), (1060, 1067), (520, 1067)], "#c9d8ee", "#b3c6e4")
    for step in range(9):
        canvas.oval(770 + (step % 2) * 30 - step * 4, 915 + step * 17, 7 + step, 3 + step * 0.4, "#9fb5d8")
    props.person(canvas, 760, 920, 150)
    props.person(canvas, 820, 925, 104)
    for _ in range(190):
        canvas.disc(canvas.random.uniform(0, 1600), canvas.random.uniform(0, 1067), canvas.random.uniform(1.5, 5), "#ffffff")


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


def swimming_pool(canvas: Canvas) -> None:
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
        canvas.veil([(x, y), (x + 30 + depth * 40, y - 4), (x + 60 + depth * 80, y), (x + 30 + depth * 40, y + 5)], "#ffffff", 0.35)
    for x, y, size, cap in ((430, 740, 1.0, "#f2b134"), (800, 860, 1.5, "#d1495b"), (1130, 690, 0.8, "#2b2d42"), (1330, 960, 1.7, "#4f9d69")):
        canvas.oval(x, y + 26 * size, 66 * size, 11 * size, "#d9f5f7")
        canvas.line([(x - 10 * size, y + 16 * size), (x - 66 * size, y - 34 * size), (x - 92 * size, y + 8 * size)], "#e3a77c", 15 * size)
        canvas.disc(x, y, 26 * size, "#eebd96")
        canvas.polygon([(x + math.cos(a / 10 * math.pi) * 27 * size, y - 2 * size - math.sin(a / 10 * math.pi) * 28 * size) for a in range(11)], cap)
        canvas.line([(x - 22 * size, y + 3 * size), (x + 20 * size, y + 3 * size)], "#23364a", 6 * size)
    canvas.rect(70, 470, 60, 130, "#ffffff")
    canvas.rect(60, 452, 130, 24, "#2e86ab", radius=8)


def festival(canvas: Canvas) -> None:
    canvas.sky("#1b1b4b", "#5a2f7a", "#c8527d", bottom=700)
    canvas.stars(80, 300)
    canvas.shaded([(240, 760), (300, 250), (1300, 250), (1360, 760)], "#2b2350", "#4a2f6b")
    for x, colour in ((380, "#ff6b6b"), (590, "#ffd166"), (800, "#8be0ff"), (1010, "#b8f2a6"), (1220, "#f4a3ff")):
        lean = (800 - x) * 0.9
        canvas.veil([(x - 8, 265), (x + 8, 265), (x + lean + 130, 760), (x + lean - 130, 760)], colour, 0.3, 10)
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
        canvas.rect(canvas.random.uniform(250, 1350), canvas.random.uniform(280, 850), 9, 14, canvas.random.choice(("#ffd166", "#8be0ff", "#ff9eb5", "#b8f2a6")), radius=2)


def orchard(canvas: Canvas) -> None:
    canvas.sky("#7fc1ea", "#cfe9f0", "#fff5dc", bottom=560)
    canvas.cloud(420, 160, 160, "#ffffff", 0.85)
    canvas.cloud(1190, 210, 130, "#ffffff", 0.8)
    for y, light, dark in ((500, "#b9d49a", "#97bd7b"), (600, "#9cc67b", "#78a95d"), (760, "#86b862", "#4f8a45")):
        canvas.hill(canvas.ridge(y, 34, 1.3, 0.1), light, dark)
    for x, y, size in ((180, 640, 120), (420, 620, 110), (700, 640, 120), (1000, 625, 115), (1260, 640, 125), (1490, 625, 110)):
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
        canvas.disc(x + math.cos(angle) * reach, y - size * 0.62 + math.sin(angle) * reach * 0.8, size * 0.022, "#d62f3a")


def _cow(canvas: Canvas, x: float, y: float, size: float, turn: int) -> None:
    """Norman cow: white, brown patches, spectacles."""
    brown = "#7a4526"
    for leg in (-0.34, -0.22, 0.22, 0.34):
        canvas.rect(x + leg * size - size * 0.035, y - size * 0.3, size * 0.07, size * 0.3, "#efe6da")
        canvas.rect(x + leg * size - size * 0.035, y - size * 0.05, size * 0.07, size * 0.05, "#4a3328")
    canvas.rect(x - size * 0.45, y - size * 0.62, size * 0.9, size * 0.4, "#faf4ea", radius=size * 0.15)
    for dx, dy, radius in ((-0.22, -0.5, 0.11), (0.08, -0.4, 0.09), (0.26, -0.54, 0.07), (-0.06, -0.56, 0.06)):
        canvas.oval(x + dx * size, y + dy * size, radius * size * 1.2, radius * size * 0.85, brown)
    head = x + turn * size * 0.56
    canvas.oval(head, y - size * 0.6, size * 0.15, size * 0.13, "#faf4ea")
    canvas.oval(head + turn * size * 0.12, y - size * 0.54, size * 0.08, size * 0.07, "#e8b7a4")
    canvas.disc(head + turn * size * 0.02, y - size * 0.63, size * 0.05, brown)
    canvas.disc(head + turn * size * 0.02, y - size * 0.63, size * 0.02, "#22160f")
    canvas.oval(head - turn * size * 0.13, y - size * 0.69, size * 0.06, size * 0.03, brown)
    canvas.line([(x - turn * size * 0.45, y - size * 0.55), (x - turn * size * 0.53, y - size * 0.22)], "#efe6da", size * 0.03)


def sorting(canvas: Canvas) -> None:
    canvas.sky("#a5d8ee", "#e4f3ee", "#fff4d9", bottom=640)
    canvas.cloud(1220, 180, 150, "#ffffff", 0.85)
    canvas.hill(canvas.ridge(600, 50, 1.2, 0.2), "#a9cf93", "#84b374")
    for x in (130, 360, 1240, 1480):
        props.round_tree(canvas, x, 730, canvas.random.uniform(260, 340), canvas.random.choice(("#6fa35a", "#7fb069", "#5c9450")))
    canvas.shaded([(0, 720), (1600, 720), (1600, 1067), (0, 1067)], "#d8d0c0", "#aea38e")
    kinds: tuple[tuple[float, str, str], ...] = ((150, "#f2c230", "box"), (530, "#4f9d69", "glass"), (910, "#2e6f95", "paper"), (1290, "#8a5f3c", "leaf"))
    for x, colour, mark in kinds:
        canvas.veil([(x - 20, 970), (x + 250, 970), (x + 290, 1010), (x + 20, 1010)], "#4a4236", 0.35, 8)
        canvas.polygon([(x, 600), (x + 230, 600), (x + 208, 980), (x + 22, 980)], colour)
        canvas.polygon([(x + 150, 600), (x + 230, 600), (x + 208, 980), (x + 146, 980)], mix(colour, "#1c2530", 0.14))
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
        canvas.polygon([(x + math.sin(a / 12 * math.pi) * 26, y - 40 + a * 6.4) for a in range(13)] + [(x - math.sin(a / 12 * math.pi) * 26, y - 40 + a * 6.4) for a in range(12, -1, -1)], dark)
        canvas.line([(x, y - 30), (x, y + 46)], "#fffaf0", 4)
    else:
        canvas.polygon([(x - 34, y - 16), (x, y - 34), (x + 34, y - 16), (x, y + 2)], mix(dark, "#ffffff", 0.25))
        canvas.polygon([(x - 34, y - 12), (x - 2, y + 6), (x - 2, y + 42), (x - 34, y + 24)], dark)
        canvas.polygon([(x + 34, y - 12), (x + 2, y + 6), (x + 2, y + 42), (x + 34, y + 24)], dark)


def canteen(canvas: Canvas) -> None:
    canvas.sky("#e9b872", "#d99a55")
    for plank in range(0, 1067, 178):
        canvas.line([(0, plank), (1600, plank)], "#c4843f", 4)
        for _ in range(7):
            x = canvas.random.uniform(0, 1600)
            canvas.veil([(x, plank + 60), (x + 180, plank + 66), (x + 180, plank + 70), (x, plank + 65)], "#a9692c", 0.35)
    canvas.veil([(470, 240), (1160, 240), (1230, 980), (420, 980)], "#5c3512", 0.25, 40)
    canvas.disc(800, 540, 360, "#f9f5ec")
    canvas.disc(800, 540, 290, "#efe7d8")
    for index in range(80):
        angle, reach = canvas.random.uniform(2.4, 4.4), canvas.random.uniform(30, 240)
        canvas.oval(800 + math.cos(angle) * reach, 540 + math.sin(angle) * reach, 24, 15, ("#6a994e", "#a7c957", "#386641")[index % 3])
    for index in range(46):
        angle, reach = canvas.random.uniform(-0.7, 1.1), canvas.random.uniform(50, 240)
        canvas.rect(800 + math.cos(angle) * reach - 20, 540 + math.sin(angle) * reach - 8, 40, 17, ("#f2843b", "#e76f2c", "#f7a35c")[index % 3], radius=8)
    for index in range(13):
        angle = -1.75 + index % 5 * 0.22
        reach = 90 + index * 12
        canvas.disc(800 + math.cos(angle) * reach, 540 + math.sin(angle) * reach, 31, "#d62f3a")
        canvas.disc(792 + math.cos(angle) * reach, 532 + math.sin(angle) * reach, 9, "#f08a80")
    for index in range(70):
        angle, reach = canvas.random.uniform(1.2, 2.3), canvas.random.uniform(40, 245)
        canvas.oval(800 + math.cos(angle) * reach, 540 + math.sin(angle) * reach, 13, 8, ("#f7e3a8", "#f2d27a")[index % 2])
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
        canvas.polygon([(x + 84 + math.cos(a / 10 * math.pi) * 28, 638 - math.sin(a / 10 * math.pi) * 27) for a in range(11)], canvas.random.choice(props.HAIRS))
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
        river_town, forest_autumn, forest_snow, covered_market, swimming_pool, festival, orchard, sorting, canteen, village_bus,
    )
}  # fmt: skip
