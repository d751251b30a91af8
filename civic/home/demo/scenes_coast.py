"""Views of Èze: the village on its rock, the sea, the gardens and the paths."""

import math

from civic.home.demo import props
from civic.home.demo.canvas import Canvas, mix


def _rock(canvas: Canvas, x: float, y: float, size: float, light: str, dark: str) -> None:
    """The crag that carries the village; (x, y) is the middle of its flat top."""
    outline = [(x - size * 1.7, canvas.height)]
    for dx, dy in ((-1.3, 0.85), (-1.05, 0.5), (-0.95, 0.28), (-0.82, 0.06), (0.8, 0.04), (0.92, 0.3), (1.1, 0.52), (1.22, 0.9)):
        outline.append((x + dx * size + canvas.random.uniform(-12, 12), y + dy * size))
    outline.append((x + size * 1.8, canvas.height))
    canvas.shaded(outline, light, dark)
    for _ in range(16):
        left, top = x + canvas.random.uniform(-0.9, 0.95) * size, y + canvas.random.uniform(0.12, 0.9) * size
        length = canvas.random.uniform(0.1, 0.3) * size
        facet = [(left, top), (left + size * 0.09, top + size * 0.03), (left + size * 0.04, top + length), (left - size * 0.05, top + length * 0.8)]
        canvas.veil(facet, canvas.random.choice((dark, "#fff0d0")), 0.25)
    for _ in range(26):
        left, top = x + canvas.random.uniform(-1.2, 1.2) * size, y + canvas.random.uniform(0.3, 1.1) * size
        canvas.oval(left, top, size * canvas.random.uniform(0.04, 0.1), size * 0.04, mix(mix(dark, "#3f8a4a", 0.45), dark, canvas.random.uniform(0.0, 0.6)))


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
    for x, y, size in ((380, 980, 190), (820, 930, 150), (1240, 1010, 210), (640, 1040, 130), (1530, 1010, 150)):
        _agave(canvas, x, y, size)
    for x, y, size in ((980, 1000, 62), (90, 1010, 76), (1050, 1040, 46), (720, 960, 40)):
        _ball_cactus(canvas, x, y, size)


def _cactus(canvas: Canvas, x: float, y: float, height: float) -> None:
    leaf = canvas.random.choice(("#4f9070", "#3f8264", "#5c9a6a"))
    thick = height * 0.13
    for side, at, tall in ((-1, 0.36, 0.34), (1, 0.5, 0.3)):
        arm = x + side * height * 0.2
        canvas.rect(min(x, arm) - thick * 0.3, y - height * at - thick * 0.35, abs(arm - x) + thick * 0.6, thick * 0.7, leaf, radius=thick * 0.35)
        canvas.rect(arm - thick * 0.35, y - height * (at + tall), thick * 0.7, height * tall, leaf, radius=thick * 0.35)
        canvas.disc(arm, y - height * (at + tall), thick * 0.16, "#f4719a")
    canvas.rect(x - thick / 2, y - height, thick, height, leaf, radius=thick / 2)
    for rib in (-0.25, 0.02, 0.28):
        canvas.line([(x + rib * thick, y - height * 0.95), (x + rib * thick, y)], mix(leaf, "#dff0b8" if rib < 0 else "#1d4a3a", 0.32), 3)
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
        canvas.line([(x + share * size * 0.4, y - size * 0.82), (x + share * size, y), (x + share * size * 0.7, y + size * 0.6)], "#3d7048", 4)
    for dx in (-0.32, 0, 0.32):
        canvas.disc(x + dx * size, y - size * 0.84, size * 0.16, "#ff8fab")


def hill_path(canvas: Canvas) -> None:
    canvas.sky("#6fb7e6", "#bfe3f2", "#fff3d8", bottom=480)
    canvas.cloud(420, 170, 140, "#ffffff", 0.8)
    canvas.sea(430, "#7fcbe0", "#2f8bba", "#1f6f9f", glint="#ffffff", at=420)
    canvas.hill([(520, 470), *canvas.ridge(330, 70, 1.1, 0.25)[60:]], "#a8c3a0", "#6c9a74")
    canvas.hill([(0, 900), (240, 760), *canvas.ridge(560, 60, 1, 0.2)[40:]], "#8db373", "#55814f")
    canvas.hill([(0, 760), (360, 820), (800, 900), (1200, 860), (1600, 900)], "#7aa561", "#456f45")
    path = [(760, 1067), (640, 960), (900, 880), (1120, 810), (940, 740), (820, 690), (980, 620), (1100, 570), (1050, 520)]
    for (ax, ay), (bx, by) in zip(path, path[1:], strict=False):
        wide, narrow = 10 + (ay - 500) * 0.14, 10 + (by - 500) * 0.14
        canvas.polygon([(ax - wide, ay), (ax + wide, ay), (bx + narrow, by), (bx - narrow, by)], "#f0dcb0")
        canvas.oval(bx, by, narrow, narrow * 0.35, "#f0dcb0")
    for x, y, size in ((220, 900, 330), (1420, 880, 380), (1250, 700, 230), (560, 730, 170), (1500, 620, 180), (690, 640, 120)):
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
                canvas.disc(x + math.cos(angle) * at, y + math.sin(angle) * at + fall, 1.0 + dot * 0.22, colour)
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
    canvas.shaded([(0, 800), (420, 770), (900, 830), (1600, 730), (1600, 1067), (0, 1067)], "#f7e3b6", "#e3bd84")
    canvas.veil([(0, 792), (420, 760), (900, 822), (1600, 720), (1600, 742), (900, 846), (420, 786), (0, 816)], "#ffffff", 0.7, 2)
    for x, y, size, colour in ((270, 940, 190, "#e4572e"), (700, 990, 220, "#2e86ab"), (1180, 930, 200, "#f2b134")):
        canvas.veil([(x - size * 0.5, y), (x + size * 0.7, y), (x + size * 0.5, y + 26), (x - size * 0.3, y + 26)], "#7a5a3a", 0.35, 6)
        canvas.rect(x - 4, y - size, 8, size, "#f7f1e3")
        for panel in range(6):
            left, right = x - size * 0.62 + size * 1.24 * panel / 6, x - size * 0.62 + size * 1.24 * (panel + 1) / 6
            canvas.polygon([(x, y - size * 1.28), (right, y - size * 0.82), (left, y - size * 0.82)], "#fff7e8" if panel % 2 else colour)
    for x, y in ((430, 950), (480, 955), (930, 900), (1360, 960), (1400, 950)):
        props.person(canvas, x, y, 120)


def storm(canvas: Canvas) -> None:
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


def olive_harvest(canvas: Canvas) -> None:
    canvas.sky("#8ec7e0", "#d8ecea", "#fdeccb", bottom=520)
    canvas.glow(1330, 240, 420, "#fff1c9", 0.9)
    canvas.hill(canvas.ridge(470, 70, 1.3, 0.2), "#a9bfb6", "#8cab9c")
    for level, (top, light) in enumerate(((590, "#c9bd85"), (730, "#b7ab6d"), (900, "#a29557"))):
        canvas.hill(canvas.ridge(top, 12, 0.7, 0.1), light, mix(light, "#5d5a34", 0.3))
        for x in range(0, 1600, 46):
            canvas.rect(x + canvas.random.uniform(-4, 4), top + 16 + level * 4, 42, 15, mix("#d8c9a8", "#8b7a60", canvas.random.random() * 0.6), radius=5)
    for x, y, size in ((210, 700, 260), (620, 690, 220), (1020, 705, 250), (1440, 700, 240), (400, 930, 430), (1180, 940, 460)):
        _olive(canvas, x, y, size)
    canvas.veil([(150, 960), (690, 950), (800, 1040), (60, 1050)], "#e58a3c", 0.55)
    for _ in range(120):
        canvas.oval(canvas.random.uniform(160, 700), canvas.random.uniform(965, 1035), 6, 4.5, canvas.random.choice(("#3c3a4f", "#5b6b3a", "#4a3350")))
    props.person(canvas, 610, 950, 210)
    props.person(canvas, 260, 965, 200)
    for x, y in ((860, 1000), (960, 1020)):
        canvas.oval(x, y - 46, 56, 20, "#7a4f2c")
        canvas.oval(x, y - 50, 46, 15, "#46405a")
        canvas.polygon([(x - 56, y - 46), (x + 56, y - 46), (x + 42, y + 20), (x - 42, y + 20)], "#a06a3c")


def _olive(canvas: Canvas, x: float, y: float, size: float) -> None:
    trunk = "#6d5a49"
    canvas.polygon([(x - size * 0.1, y), (x - size * 0.04, y - size * 0.4), (x + size * 0.05, y - size * 0.4), (x + size * 0.09, y)], trunk)
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
    canvas.sky("#f2a65a", "#f8c987", "#fde8bd", bottom=560)
    canvas.glow(860, 240, 520, "#fff6d8", 1.0)
    canvas.disc(860, 240, 92, "#fff8e2")
    for y, height, light in ((540, 70, "#e0b176"), (660, 60, "#cf9a5e"), (800, 50, "#b97f48")):
        canvas.hill(canvas.ridge(y, height, 1.4, 0.15), light, mix(light, "#8a5a33", 0.4))
    canvas.shaded([(0, 900), (1600, 870), (1600, 1067), (0, 1067)], "#c9955c", "#9b6a3e")
    for _ in range(34):
        x, y = canvas.random.uniform(0, 1600), canvas.random.uniform(920, 1060)
        points = [(x, y)]
        for _ in range(4):
            points.append((points[-1][0] + canvas.random.uniform(-50, 70), points[-1][1] + canvas.random.uniform(-10, 16)))
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
        eze_sunset, eze_morning, eze_night, exotic_garden, hill_path, fireworks, beach, storm, olive_harvest, mimosa, dry_hills,
    )
}  # fmt: skip
