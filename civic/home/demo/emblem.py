"""A coat of arms that no real commune bears: a rock above the sea, under a sun. Without Django."""

import io

from PIL import Image

from civic.home.demo.canvas import SCALE, Canvas, Point

_SHIELD: list[Point] = [
    (40, 30), (560, 30), (560, 380), (545, 460), (505, 540), (440, 605), (370, 650), (300, 680),
    (230, 650), (160, 605), (95, 540), (55, 460), (40, 380),
]  # fmt: skip


def coat_of_arms() -> bytes:
    """PNG, transparent around the shield."""
    canvas = Canvas(seed=1, width=600, height=710)
    canvas.rect(0, 0, 600, 710, "#12456b")
    canvas.disc(300, 170, 88, "#f2b632")
    for dx, dy in ((0, -1), (0.72, -0.7), (-0.72, -0.7), (1, 0), (-1, 0)):
        tip = 300 + dx * 138, 170 + dy * 138
        side = (dy * 16, -dx * 16)
        base = 300 + dx * 100, 170 + dy * 100
        canvas.polygon(
            [(base[0] + side[0], base[1] + side[1]), tip, (base[0] - side[0], base[1] - side[1])], "#f2b632"
        )
    rock: list[Point] = [(130, 480), (200, 330), (250, 345), (300, 262), (352, 348), (408, 326), (470, 480)]
    canvas.polygon(rock, "#f4efe2")
    canvas.polygon([(300, 262), (352, 348), (408, 326), (470, 480), (300, 480)], "#dccfae")
    for row, colour in enumerate(("#ffffff", "#2f8fa8", "#ffffff", "#2f8fa8", "#ffffff")):
        y = 468 + row * 46
        wave: list[Point] = [(x, y + (12 if (x // 40 + row) % 2 else -6)) for x in range(0, 640, 40)]
        canvas.polygon([*wave, (640, y + 50), (0, y + 50)], colour)
    drawn = canvas.image.reduce(SCALE).convert("RGBA")
    border, inside = Canvas(seed=1, width=600, height=710), Canvas(seed=1, width=600, height=710)
    border.polygon(_SHIELD, "#ffffff")
    middle = (300.0, 350.0)
    inside.polygon(
        [(middle[0] + (x - middle[0]) * 0.96, middle[1] + (y - middle[1]) * 0.965) for x, y in _SHIELD],
        "#ffffff",
    )
    shield = Image.new("RGBA", drawn.size, (0, 0, 0, 0))
    shield.paste((18, 32, 58, 255), mask=border.image.reduce(SCALE).convert("L"))
    shield.paste(drawn, mask=inside.image.reduce(SCALE).convert("L"))
    out = io.BytesIO()
    shield.save(out, "PNG", optimize=True)
    return out.getvalue()
