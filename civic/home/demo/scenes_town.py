"""Moments of the life of a small town: market, school, works, ceremony, vote, library, football."""

import math

from civic.home.demo import props
from civic.home.demo.canvas import Canvas, Colour, mix


def _street(
    canvas: Canvas,
    ground: float,
    height: float,
    *,
    dusk: float = 0,
    lit: str | None = None,
    walls: tuple[str, ...] = props.STONE,
) -> None:
    """A row of façades from edge to edge."""
    x = -30.0
    while x < canvas.width:
        width = canvas.random.uniform(130, 210)
        tall = height * canvas.random.uniform(0.75, 1.1)
        wall, roof = canvas.random.choice(walls), canvas.random.choice(props.TILES)
        props.house(canvas, x, ground, width, tall, wall=wall, roof=roof, lit=lit, dusk=dusk, pitch=0.2)
        x += width


def _paving(canvas: Canvas, top: float, light: Colour, dark: Colour) -> None:
    canvas.shaded([(0, top), (1600, top), (1600, 1067), (0, 1067)], light, dark)
    for row in range(9):
        y = top + (row / 9) ** 1.5 * (1067 - top)
        canvas.line([(0, y), (1600, y)], mix(light, dark, 0.55), 2)
        for column in range(-12, 30):
            x = 800 + (column + (row % 2) * 0.5 - 8) * (70 + row * 14)
            canvas.line([(x, y), (x + (x - 800) * 0.03, y + 16 + row * 4)], mix(light, dark, 0.55), 2)


def market(canvas: Canvas) -> None:
    canvas.sky("#79c3ea", "#d4edf2", "#fff0d0", bottom=620)
    canvas.cloud(380, 160, 130, "#ffffff", 0.8)
    canvas.cloud(1230, 120, 150, "#ffffff", 0.7)
    props.church(canvas, 1180, 640, 300)
    _street(canvas, 700, 310)
    _paving(canvas, 690, "#ead6b4", "#b99a74")
    props.bunting(canvas, (-10, 330), (820, 300), 90, ("#e4572e", "#fff6e6", "#2e86ab", "#f2b134"))
    props.bunting(canvas, (800, 300), (1620, 340), 80, ("#4f9d69", "#fff6e6", "#d1495b", "#f2b134"))
    props.crowd(canvas, 60, 1540, 770, 140, 14)
    fruit = ("#e4572e", "#f2b134", "#6a994e", "#9b2c4a", "#f7d154")
    props.stall(canvas, 70, 930, 400, "#c8443a", fruit)
    props.stall(canvas, 600, 940, 420, "#2f7d6b", ("#6a994e", "#a7c957", "#e76f51", "#f4f1de"))
    props.stall(canvas, 1140, 930, 400, "#2e6f95", ("#f4d58d", "#e9c46a", "#bc6c25", "#fff1d0"))
    for x, y in ((540, 1010), (1080, 1020), (1500, 1040), (250, 1040)):
        props.person(canvas, x, y, 230)


def christmas_market(canvas: Canvas) -> None:
    canvas.sky("#101741", "#2a3270", "#5a4f86", bottom=660)
    canvas.stars(110, 420)
    _street(canvas, 720, 330, dusk=0.58, lit="#ffd98a")
    canvas.shaded([(0, 715), (1600, 715), (1600, 1067), (0, 1067)], "#aeb8e0", "#6f79b4")
    props.fir(canvas, 800, 800, 640, "#2c5f55", snow=True)
    for _ in range(46):
        level = canvas.random.random()
        x = 800 + canvas.random.uniform(-1, 1) * (24 + level * 140)
        y = 240 + level * 470
        colour = canvas.random.choice(("#ffd166", "#ff6b6b", "#8be0ff", "#fff3c4"))
        canvas.glow(x, y, 22, colour, 0.7)
        canvas.disc(x, y, 6, colour)
    canvas.glow(800, 168, 90, "#fff0b0", 0.9)
    star = [
        (
            800 + math.cos(i * math.pi / 5 - math.pi / 2) * (34 if i % 2 == 0 else 14),
            168 + math.sin(i * math.pi / 5 - math.pi / 2) * (34 if i % 2 == 0 else 14),
        )
        for i in range(10)
    ]
    canvas.polygon(star, "#ffe08a")
    props.lamps(canvas, (-20, 360), (800, 330), 120)
    props.lamps(canvas, (800, 330), (1620, 360), 120)
    props.stall(canvas, 90, 930, 400, "#b23a48", ("#e9c46a", "#bc4749", "#f4f1de"), lit=True)
    props.stall(canvas, 1110, 930, 400, "#386641", ("#f2b134", "#f4f1de", "#a44a3f"), lit=True)
    for x, y, size in ((560, 940, 190), (640, 950, 130), (1010, 950, 200), (930, 980, 210), (540, 1020, 215)):
        props.person(canvas, x, y, size)
    _snow(canvas, 150)


def _snow(canvas: Canvas, count: int) -> None:
    for _ in range(count):
        canvas.disc(
            canvas.random.uniform(0, 1600),
            canvas.random.uniform(0, 1067),
            canvas.random.uniform(1.5, 4.5),
            "#ffffff",
        )


def school(canvas: Canvas) -> None:
    canvas.sky("#8fd0ee", "#dcf1f2", "#fff2d4", bottom=640)
    canvas.cloud(260, 190, 130, "#ffffff", 0.85)
    canvas.cloud(1320, 150, 150, "#ffffff", 0.8)
    canvas.hill(canvas.ridge(590, 40, 1.2, 0.2), "#a6c79a", "#8db585")
    canvas.rect(280, 420, 1040, 360, "#f6e3c0")
    canvas.rect(280, 700, 1040, 80, "#e5b887")
    canvas.polygon([(240, 424), (320, 330), (1280, 330), (1360, 424)], "#c8643f")
    canvas.rect(690, 350, 220, 430, "#fbeed3")
    canvas.polygon([(660, 354), (800, 236), (940, 354)], "#b9552f")
    canvas.disc(800, 330, 30, "#ffffff")
    canvas.line([(800, 330), (800, 312)], "#3a3a4a", 4)
    canvas.line([(800, 330), (814, 336)], "#3a3a4a", 4)
    for x in (340, 450, 560, 970, 1080, 1190):
        canvas.rect(x, 480, 76, 130, "#ffffff")
        canvas.rect(x + 6, 486, 64, 118, "#7fb8cf")
        canvas.rect(x + 36, 486, 4, 118, "#ffffff")
        canvas.rect(x + 6, 540, 64, 4, "#ffffff")
        canvas.rect(x - 4, 612, 84, 14, "#d98c5f")
        for bloom in range(6):
            canvas.disc(
                x + 4 + bloom * 14, 610, 8, canvas.random.choice(("#e4572e", "#f2b134", "#f7a6c1", "#ffffff"))
            )
    canvas.rect(740, 590, 120, 190, "#3f7d8c", radius=10)
    canvas.rect(797, 600, 5, 180, "#2c5f6c")
    canvas.rect(728, 440, 144, 46, "#2f4858", radius=6)
    canvas.rect(744, 458, 112, 9, "#fbeed3")
    props.tricolour(canvas, 660, 360, 190)
    canvas.shaded([(0, 775), (1600, 775), (1600, 1067), (0, 1067)], "#d9c7a6", "#b39b77")
    for square in range(6):
        colour = ("#e4572e", "#f2b134", "#2e86ab")[square % 3]
        x, y = 880 + square * 56, 930 + square * 14
        canvas.polygon([(x, y), (x + 60, y + 15), (x + 44, y + 52), (x - 16, y + 37)], "#fff6e6")
        canvas.polygon([(x + 4, y + 6), (x + 52, y + 18), (x + 40, y + 46), (x - 8, y + 34)], colour)
    props.round_tree(canvas, 150, 850, 430, "#6fa35a")
    props.round_tree(canvas, 1470, 860, 470, "#d98f3e")
    for x, y, size in (
        (420, 880, 130),
        (500, 920, 140),
        (590, 870, 125),
        (700, 940, 145),
        (330, 960, 220),
        (1250, 900, 130),
        (1330, 930, 138),
    ):
        props.person(canvas, x, y, size)
    for x, y in ((505, 846), (705, 862)):
        canvas.rect(x + 8, y, 22, 34, canvas.random.choice(("#e4572e", "#2e6f95")), radius=7)


def ceremony(canvas: Canvas) -> None:
    canvas.sky("#8ea6c0", "#c9d6dd", "#f3e4cf", bottom=640)
    canvas.cloud(300, 210, 170, "#f4f2ee", 0.7)
    canvas.cloud(1250, 170, 190, "#f4f2ee", 0.7)
    for x, size in ((90, 420), (330, 380), (1290, 400), (1510, 440)):
        props.round_tree(canvas, x, 740, size, canvas.random.choice(("#c9793b", "#d99a3f", "#b3592f")))
    _street(canvas, 740, 230)
    canvas.veil([(0, 440), (1600, 440), (1600, 742), (0, 742)], "#f3e4cf", 0.35)
    _paving(canvas, 738, "#d8cbb6", "#a3937d")
    canvas.rect(650, 820, 300, 46, "#b9b2a6")
    canvas.rect(680, 776, 240, 46, "#c9c2b6")
    canvas.polygon([(730, 780), (752, 380), (848, 380), (870, 780)], "#ded8cc")
    canvas.polygon([(806, 780), (806, 380), (848, 380), (870, 780)], "#c4bdb0")
    canvas.polygon([(752, 382), (800, 310), (848, 382)], "#ded8cc")
    for row in range(9):
        canvas.rect(762 - row * 1.6, 470 + row * 27, 76 + row * 3, 5, "#a49d90")
    canvas.oval(800, 800, 92, 24, "#4d7a4f")
    for index in range(34):
        angle = index / 34 * math.tau
        canvas.disc(
            800 + math.cos(angle) * 84,
            800 + math.sin(angle) * 19,
            10,
            ("#d03b3b", "#f7f5ef", "#3458a5")[index % 3],
        )
    for x in (520, 1080):
        props.tricolour(canvas, x, 880, 500, pole=6)
    for x in (250, 330, 410, 1180, 1260, 1350):
        props.person(canvas, x, 960, 230)
    for x in (290, 470, 1130, 1310):
        props.person(canvas, x, 1010, 150)
    for _ in range(46):
        canvas.oval(
            canvas.random.uniform(0, 1600),
            canvas.random.uniform(880, 1060),
            9,
            4,
            canvas.random.choice(("#c9793b", "#d99a3f", "#b3592f")),
        )


def road_works(canvas: Canvas) -> None:
    canvas.sky("#86c5e6", "#d9eef0", "#ffefd0", bottom=600)
    canvas.cloud(1180, 170, 150, "#ffffff", 0.8)
    canvas.hill(canvas.ridge(520, 70, 1.3, 0.2), "#a7c4a0", "#86ad86")
    _street(canvas, 700, 240)
    canvas.shaded([(0, 690), (1600, 690), (1600, 1067), (0, 1067)], "#7d7f86", "#4f525b")
    canvas.rect(0, 690, 1600, 26, "#c9bfae")
    canvas.shaded([(520, 800), (1180, 790), (1320, 940), (420, 950)], "#8a5f3f", "#5c3d2a")
    for _ in range(40):
        canvas.oval(
            canvas.random.uniform(470, 1260),
            canvas.random.uniform(815, 935),
            12,
            7,
            canvas.random.choice(("#6f4b33", "#9c7350", "#7d5a3f")),
        )
    canvas.rect(160, 700, 300, 54, "#333740", radius=26)
    for wheel in range(5):
        canvas.disc(190 + wheel * 60, 728, 20, "#5d626e")
    canvas.rect(180, 590, 250, 112, "#f2a93b", radius=14)
    canvas.rect(290, 480, 132, 140, "#f6b94f", radius=12)
    canvas.rect(308, 498, 96, 76, "#bfe0ea", radius=8)
    canvas.line([(420, 600), (590, 430), (730, 560)], "#e2952c", 36)
    canvas.line([(730, 560), (720, 680)], "#e2952c", 28)
    canvas.polygon([(660, 680), (772, 680), (752, 760), (690, 776)], "#5a5f6b")
    for x, y in ((440, 985), (640, 1000), (860, 1005), (1090, 1000), (1310, 985)):
        canvas.rect(x - 44, y + 34, 88, 14, "#d2561f", radius=5)
        canvas.polygon([(x - 12, y - 66), (x + 12, y - 66), (x + 34, y + 36), (x - 34, y + 36)], "#f4722b")
        canvas.polygon([(x - 20, y - 26), (x + 20, y - 26), (x + 27, y + 4), (x - 27, y + 4)], "#fff6e6")
    canvas.polygon([(1380, 560), (1500, 770), (1260, 770)], "#d03b3b")
    canvas.polygon([(1380, 604), (1464, 752), (1296, 752)], "#ffd23f")
    canvas.line([(1366, 744), (1380, 690), (1402, 744)], "#2b2b2b", 9)
    canvas.line([(1380, 690), (1412, 712), (1434, 744)], "#2b2b2b", 8)
    canvas.disc(1376, 668, 13, "#2b2b2b")
    canvas.rect(1374, 768, 12, 150, "#8d8578")
    for x in (960, 1060):
        props.person(canvas, x, 800, 200)
        canvas.oval(x, 612, 21, 15, "#ffd23f")
    canvas.rect(1036, 650, 48, 64, "#f4722b", radius=10)


def ballot(canvas: Canvas) -> None:
    x: float
    canvas.sky("#dfe9ef", "#f7efe0")
    canvas.rect(0, 760, 1600, 307, "#c79a6b")
    for x in range(0, 1600, 130):
        canvas.line([(x, 760), (x - (800 - x) * 0.35, 1067)], "#a97d51", 3)
    for x, colour in ((110, "#27408b"), (330, "#f7f5ef"), (550, "#d03b3b")):
        canvas.shaded(
            [(x, 170), (x + 220, 170), (x + 220, 780), (x, 780)], colour, mix(colour, "#2a2a40", 0.2)
        )
        for fold in range(5):
            canvas.veil(
                [
                    (x + fold * 44 + 26, 170),
                    (x + fold * 44 + 40, 170),
                    (x + fold * 44 + 40, 780),
                    (x + fold * 44 + 26, 780),
                ],
                "#1c1c30",
                0.12,
            )
    canvas.rect(90, 150, 700, 22, "#8d6b4a", radius=10)
    canvas.veil([(930, 740), (1420, 740), (1500, 800), (880, 800)], "#6b4a2c", 0.4, 10)
    canvas.polygon([(850, 610), (1450, 610), (1560, 700), (760, 700)], "#b98a5e")
    canvas.rect(760, 700, 800, 40, "#9c6f46")
    canvas.rect(820, 740, 34, 260, "#8a5f3c")
    canvas.rect(1466, 740, 34, 260, "#8a5f3c")
    canvas.veil([(980, 300), (1320, 300), (1320, 640), (980, 640)], "#bfe0ea", 0.75)
    for _ in range(26):
        x, y = canvas.random.uniform(1000, 1230), canvas.random.uniform(520, 610)
        tilt = canvas.random.uniform(-12, 12)
        canvas.polygon(
            [(x, y), (x + 76, y + tilt), (x + 74, y + 34 + tilt), (x - 2, y + 34)],
            mix("#7f9bc4", "#dfe7f4", canvas.random.random()),
        )
    canvas.veil([(990, 306), (1040, 306), (1020, 640), (990, 640)], "#ffffff", 0.6)
    canvas.rect(966, 284, 368, 34, "#4a5568", radius=8)
    canvas.rect(1090, 292, 120, 12, "#1f2733", radius=6)
    canvas.polygon([(1098, 300), (1110, 190), (1216, 202), (1204, 300)], "#dfe7f4")
    canvas.polygon([(1110, 190), (1166, 250), (1216, 202)], "#b9c8e0")
    canvas.polygon([(1140, 208), (1180, 130), (1330, 60), (1380, 120), (1230, 190), (1196, 226)], "#d79b6e")
    canvas.polygon([(1300, 74), (1480, -20), (1600, -20), (1600, 60), (1376, 140)], "#2e6f95")


def library(canvas: Canvas) -> None:
    canvas.sky("#f3dfc0", "#e8c99c")
    canvas.rect(0, 820, 1600, 247, "#9c6b46")
    canvas.rect(620, 130, 400, 480, "#fff6e0", radius=16)
    canvas.shaded([(640, 150), (1000, 150), (1000, 590), (640, 590)], "#8fcdea", "#e9f5f0")
    canvas.cloud(780, 330, 70, "#ffffff", 0.9)
    canvas.polygon([(640, 590), (640, 510), (760, 450), (900, 520), (1000, 480), (1000, 590)], "#8db585")
    canvas.rect(812, 150, 14, 440, "#fff6e0")
    canvas.rect(640, 362, 360, 12, "#fff6e0")
    palette = (
        "#c8443a",
        "#2e6f95",
        "#f2b134",
        "#4f9d69",
        "#7d5ba6",
        "#e9c9a0",
        "#35525e",
        "#d98c5f",
        "#f4f1de",
    )
    for left, right in ((40, 560), (1080, 1560)):
        canvas.rect(left - 16, 90, right - left + 32, 750, "#7a4f31")
        for row in range(4):
            shelf = 270 + row * 180
            canvas.rect(left, shelf - 156, right - left, 156, "#5c3a24")
            x = left + 6.0
            while x < right - 40:
                width, height = canvas.random.uniform(16, 34), canvas.random.uniform(94, 146)
                if canvas.random.random() < 0.09:
                    x += 34
                    continue
                colour = canvas.random.choice(palette)
                canvas.rect(x, shelf - height, width, height, colour, radius=3)
                canvas.rect(
                    x + width * 0.2, shelf - height * 0.8, width * 0.6, 6, mix(colour, "#ffffff", 0.6)
                )
                canvas.rect(
                    x + width * 0.2, shelf - height * 0.22, width * 0.6, 4, mix(colour, "#ffffff", 0.4)
                )
                x += width + 2
            canvas.rect(left - 16, shelf, right - left + 32, 16, "#8f6040")
    canvas.veil([(640, 610), (1000, 610), (1180, 1067), (440, 1067)], "#fff3cf", 0.28, 14)
    canvas.oval(820, 960, 330, 76, "#c8643f")
    canvas.oval(820, 956, 270, 58, "#e8b07a")
    canvas.rect(560, 800, 170, 130, "#2f7d6b", radius=34)
    canvas.rect(540, 700, 210, 140, "#3a927d", radius=40)
    props.person(canvas, 645, 930, 230)
    props.person(canvas, 900, 950, 150)
    props.person(canvas, 975, 965, 140)
    canvas.polygon([(600, 810), (645, 826), (690, 810), (690, 846), (645, 862), (600, 846)], "#fff6e6")


def football(canvas: Canvas) -> None:
    canvas.sky("#4b6fae", "#f0a37a", "#ffdc9f", bottom=520)
    canvas.glow(1240, 470, 420, "#fff0bf", 0.9)
    canvas.hill(canvas.ridge(440, 60, 1.4, 0.2), "#6f7fa0", "#56708a")
    for x in range(-20, 1640, 90):
        props.round_tree(
            canvas, x, 545, canvas.random.uniform(110, 170), mix("#4f7f4f", "#3a5a5a", canvas.random.random())
        )
    canvas.shaded([(0, 530), (1600, 530), (1600, 1067), (0, 1067)], "#7cb35f", "#4b8a47")
    for band in range(0, 8, 2):
        top, bottom = 530 + (band / 8) ** 1.5 * 537, 530 + ((band + 1) / 8) ** 1.5 * 537
        canvas.veil([(0, top), (1600, top), (1600, bottom), (0, bottom)], "#bfe08a", 0.22)
    canvas.line([(0, 640), (1600, 600)], "#f4fbe8", 6)
    canvas.line([(380, 628), (120, 1067)], "#f4fbe8", 7)
    canvas.arc(900, 1000, 240, (190, 350), "#f4fbe8", 7)
    for at in range(0, 330, 22):
        canvas.line([(1180 + at, 420), (1180 + at, 618)], "#e9eef2", 1.5)
    for at in range(0, 200, 22):
        canvas.line([(1180, 420 + at), (1500, 420 + at)], "#e9eef2", 1.5)
    canvas.line([(1180, 624), (1180, 420), (1504, 412), (1504, 616)], "#ffffff", 11)
    for x, y, size in ((300, 800, 190), (520, 900, 230), (780, 760, 180), (1080, 860, 210), (1330, 700, 150)):
        canvas.veil(
            [(x - 50, y - 5), (x + 120, y - 16), (x + 120, y + 4), (x - 40, y + 9)], "#234a2a", 0.3, 4
        )
        props.person(canvas, x, y, size)
    canvas.disc(640, 905, 25, "#ffffff")
    for dx, dy in ((0, 0), (-15, -12), (15, -11), (-10, 16), (13, 15)):
        canvas.disc(640 + dx, 905 + dy, 6, "#2b2b38")


SCENES = {
    scene.__name__: scene
    for scene in (market, christmas_market, school, ceremony, road_works, ballot, library, football)
}  # fmt: skip
