"""Faces for the people of the demo, drawn from a few traits."""

from dataclasses import dataclass

from PIL import Image

from civic.home.demo.canvas import Canvas, mix

BACKGROUNDS = (
    ("#9fd3c7", "#385170"), ("#f7d6bf", "#e98a6b"), ("#cfe3f1", "#6f9fc8"), ("#f6e3a1", "#e0a64a"),
    ("#d8e2c0", "#7ba26a"), ("#e4d4ee", "#9a7fc0"), ("#f9dcd9", "#d98a92"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Traits:
    """`hair`: short, long, bun, curly, bald, bob. `age` in years whitens nothing by itself: the colours say it."""

    hair: str
    hair_colour: str
    skin: str
    clothes: str
    background: int = 0
    glasses: bool = False
    beard: bool = False
    tie: bool = False
    scarf: str = ""


def portrait(traits: Traits, seed: int) -> Image.Image:
    canvas = Canvas(seed, 640, 640)
    light, dark = BACKGROUNDS[traits.background % len(BACKGROUNDS)]
    canvas.sky(light, dark)
    canvas.glow(210, 170, 380, "#ffffff", 0.5)
    hair, skin = traits.hair_colour, traits.skin
    shade = mix(skin, "#8a4a3a", 0.22)
    _hair_behind(canvas, traits.hair, hair)
    canvas.polygon(
        [(90, 660), (110, 580), (180, 520), (270, 492), (370, 492), (460, 520), (530, 580), (550, 660)],
        traits.clothes,
    )
    canvas.polygon([(460, 520), (530, 580), (550, 660), (430, 660)], mix(traits.clothes, "#1c2030", 0.16))
    canvas.polygon([(262, 400), (378, 400), (384, 500), (320, 548), (256, 500)], shade)
    _collar(canvas, traits)
    for side in (-1, 1):
        canvas.oval(320 + side * 132, 312, 24, 34, shade)
    canvas.oval(320, 300, 132, 158, skin)
    canvas.oval(320, 356, 112, 112, skin)
    if traits.beard:
        _beard(canvas, hair, skin)
    for side in (-1, 1):
        canvas.oval(320 + side * 78, 348, 26, 17, mix(skin, "#e8604c", 0.24))
        canvas.oval(320 + side * 54, 296, 13, 15, "#2a2226")
        canvas.disc(320 + side * 54 + 4, 290, 4, "#ffffff")
        canvas.arc(320 + side * 54, 284, 30, (220, 320), mix(hair, "#2a1a14", 0.4), 7)
    canvas.arc(322, 322, 20, (30, 120), shade, 7)
    canvas.arc(320, 352, 46, (28, 152), mix("#a03a3a", skin, 0.15), 8)
    if traits.glasses:
        for side in (-1, 1):
            canvas.arc(320 + side * 55, 297, 41, (0, 360), "#2f3542", 6)
        canvas.line([(306, 292), (334, 292)], "#2f3542", 6)
        for side in (-1, 1):
            canvas.line([(320 + side * 96, 290), (320 + side * 136, 284)], "#2f3542", 6)
    _hair_before(canvas, traits.hair, hair)
    return canvas.finished(0.03)


def _collar(canvas: Canvas, traits: Traits) -> None:
    if traits.scarf:
        canvas.oval(320, 512, 132, 50, traits.scarf)
        canvas.oval(320, 494, 104, 34, mix(traits.scarf, "#1c2030", 0.16))
        canvas.polygon([(360, 530), (430, 640), (366, 660), (322, 546)], mix(traits.scarf, "#ffffff", 0.12))
        return
    if traits.tie:
        canvas.polygon(
            [(256, 496), (320, 566), (384, 496), (402, 530), (350, 660), (290, 660), (238, 530)], "#fbfaf5"
        )
        canvas.polygon([(304, 560), (336, 560), (344, 588), (350, 660), (290, 660), (296, 588)], "#b23a48")
        canvas.polygon([(238, 500), (250, 486), (310, 640), (290, 660)], mix(traits.clothes, "#1c2030", 0.3))
        canvas.polygon([(402, 500), (390, 486), (330, 640), (350, 660)], mix(traits.clothes, "#1c2030", 0.3))
        return
    canvas.polygon(
        [(250, 496), (320, 572), (390, 496), (404, 512), (320, 610), (236, 512)],
        mix(traits.clothes, "#ffffff", 0.25),
    )


def _beard(canvas: Canvas, hair: str, skin: str) -> None:
    canvas.polygon(
        [
            (190, 320),
            (206, 410),
            (256, 464),
            (320, 478),
            (384, 464),
            (434, 410),
            (450, 320),
            (420, 350),
            (366, 346),
            (320, 356),
            (274, 346),
            (220, 350),
        ],
        hair,
    )
    canvas.oval(320, 388, 52, 24, mix(skin, hair, 0.12))


def _hair_behind(canvas: Canvas, style: str, colour: str) -> None:
    dark = mix(colour, "#0e0a0a", 0.25)
    if style == "long":
        canvas.rect(160, 190, 320, 380, dark, radius=130)
    elif style == "bob":
        canvas.rect(166, 160, 308, 290, dark, radius=120)
    elif style == "curly":
        for x, y in (
            (180, 220),
            (168, 300),
            (190, 380),
            (460, 220),
            (472, 300),
            (450, 380),
            (230, 150),
            (410, 150),
            (320, 120),
        ):
            canvas.disc(x, y, 74, dark)
    elif style == "bun":
        canvas.disc(320, 108, 66, dark)


def _hair_before(canvas: Canvas, style: str, colour: str) -> None:
    light = mix(colour, "#ffffff", 0.14)
    if style == "bald":
        for side in (-1, 1):
            canvas.oval(320 + side * 126, 268, 16, 48, colour)
        return
    if style == "short":
        canvas.polygon(
            [
                (186, 290),
                (184, 200),
                (232, 138),
                (320, 116),
                (412, 136),
                (456, 200),
                (454, 290),
                (436, 236),
                (396, 206),
                (300, 214),
                (222, 226),
                (204, 244),
            ],
            colour,
        )
        canvas.polygon([(232, 150), (320, 124), (400, 146), (340, 156), (262, 176)], light)
    elif style == "curly":
        for x, y in ((206, 226), (238, 184), (284, 158), (334, 152), (384, 166), (424, 200), (444, 240)):
            canvas.disc(x, y, 46, colour)
        for x, y in ((258, 160), (334, 136), (402, 172)):
            canvas.disc(x, y, 17, light)
    else:
        canvas.polygon(
            [
                (182, 330),
                (176, 220),
                (226, 142),
                (320, 114),
                (416, 142),
                (464, 220),
                (458, 330),
                (440, 254),
                (410, 222),
                (360, 184),
                (290, 226),
                (214, 250),
            ],
            colour,
        )
        canvas.polygon([(240, 152), (320, 124), (384, 142), (320, 158), (262, 192)], light)
