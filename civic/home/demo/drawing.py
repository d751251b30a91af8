"""What the demo shows, as files: scenes, faces, a short film. Without Django, so that other processes can draw too."""

import io
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PIL import Image

from civic.home.demo import (
    portraits,
    scenes_coast,
    scenes_everyday,
    scenes_gardens,
    scenes_normandy,
    scenes_town,
)
from civic.home.demo.canvas import Canvas
from civic.media.pictures import Prepared, prepare, prepare_portrait, prepare_poster

SCENES = (
    scenes_coast.SCENES
    | scenes_gardens.SCENES
    | scenes_town.SCENES
    | scenes_normandy.SCENES
    | scenes_everyday.SCENES
)

DETAILS = {
    1: (40.0, 300.0, 1090.0, 1000.0),  # on the left
    2: (520.0, 330.0, 1570.0, 1030.0),  # on the right
    3: (480.0, 40.0, 1130.0, 1015.0),  # upright, in the middle
}
FILM = ("eze_morning", "exotic_garden", "eze_sunset")  # 3 s each, dissolving into the next
CAPTIONS = """WEBVTT

00:00.300 --> 00:02.700
Un rocher, quatre cents mètres au-dessus de la mer.

00:03.000 --> 00:05.400
Un jardin où poussent les plantes du bout du monde.

00:05.700 --> 00:08.200
Et des habitants qui vous y attendent.
"""


def scene(name: str, seed: int) -> Image.Image:
    """Seeds from 10 on show a part of the scene, as a second photo of the same moment would."""
    canvas = Canvas(seed)
    SCENES[name](canvas)
    return canvas.finished(detail=DETAILS.get(seed // 10))


@dataclass(frozen=True, slots=True)
class Photograph:
    """A drawing as a phone would send it, and the copies that the worker makes of what arrives."""

    content: bytes
    copies: Prepared


class Use(StrEnum):
    PHOTO = "photo"
    CARD = "card"  # of a link
    POSTER = "poster"  # of a video


def photograph(name: str, seed: int, use: Use) -> Photograph:
    image = scene(name, seed)
    if use is not Use.PHOTO:
        image = image.reduce(2)
    content = _jpeg(image)
    if use is Use.POSTER:
        return Photograph(content, prepare_poster(io.BytesIO(content), name="affiche.webp"))
    return Photograph(content, prepare(io.BytesIO(content)))


def face(traits: portraits.Traits, seed: int) -> Photograph:
    content = _jpeg(portraits.portrait(traits, seed))
    return Photograph(content, prepare_portrait(io.BytesIO(content)))


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92)
    return out.getvalue()


def film() -> bytes | None:
    """Eight seconds of three landscapes; None where ffmpeg is missing."""
    if not (shutil.which("ffmpeg") and shutil.which("ffprobe")):
        return None
    with tempfile.TemporaryDirectory(prefix="civic-demo-") as name:
        folder = Path(name)
        command = ["ffmpeg", "-v", "error", "-nostdin", "-y"]
        for number, scene_name in enumerate(FILM):
            scene(scene_name, 7).resize((960, 640)).crop((0, 50, 960, 590)).save(folder / f"{number}.png")
            command += ["-loop", "1", "-t", "3.2", "-r", "15", "-i", str(folder / f"{number}.png")]
        graph = (
            "[0][1]xfade=transition=fade:duration=0.6:offset=2.5[a];"
            "[a][2]xfade=transition=fade:duration=0.6:offset=5.2,format=yuv420p[v]"
        )
        command += [
            "-filter_complex",
            graph,
            "-map",
            "[v]",
            "-t",
            "8.4",
            "-c:v",
            "libx264",
            "-preset",
            "veryfast",
        ]
        subprocess.run([*command, str(folder / "film.mp4")], check=True, timeout=120)
        return (folder / "film.mp4").read_bytes()
