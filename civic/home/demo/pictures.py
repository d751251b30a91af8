"""Draws what the demo shows: scenes and faces ahead of need in two threads, and a short film."""

import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from civic.home.demo import portraits, scenes_coast, scenes_normandy, scenes_town
from civic.home.demo.canvas import Canvas

SCENES = scenes_coast.SCENES | scenes_town.SCENES | scenes_normandy.SCENES

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
    canvas = Canvas(seed)
    SCENES[name](canvas)
    return canvas.finished()


def as_upload(image: Image.Image, name: str) -> SimpleUploadedFile:
    """As a phone would send it."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92)
    return SimpleUploadedFile(f"{name}.jpg", out.getvalue(), "image/jpeg")


class Studio:
    """Hands out pictures that were ordered before. Use as a context."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=2)
        self._ordered: dict[object, Future[SimpleUploadedFile]] = {}

    def __enter__(self) -> "Studio":
        return self

    def __exit__(self, *exception: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def order(self, specs: Iterable[tuple[str, int]]) -> None:
        for name, seed in specs:
            self._ordered[name, seed] = self._pool.submit(lambda n=name, s=seed: as_upload(scene(n, s), n))

    def order_portrait(self, key: object, traits: portraits.Traits, seed: int) -> None:
        self._ordered[key] = self._pool.submit(lambda: as_upload(portraits.portrait(traits, seed), "portrait"))

    def scene(self, name: str, seed: int) -> SimpleUploadedFile:
        if (name, seed) not in self._ordered:
            self.order([(name, seed)])
        return self._ordered.pop((name, seed)).result()

    def portrait(self, key: object) -> SimpleUploadedFile:
        return self._ordered.pop(key).result()


def film() -> SimpleUploadedFile | None:
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
        command += ["-filter_complex", graph, "-map", "[v]", "-t", "8.4", "-c:v", "libx264", "-preset", "veryfast"]
        subprocess.run([*command, str(folder / "film.mp4")], check=True, timeout=120)
        return SimpleUploadedFile("film.mp4", (folder / "film.mp4").read_bytes(), "video/mp4")


def captions() -> SimpleUploadedFile:
    return SimpleUploadedFile("sous-titres.vtt", CAPTIONS.encode(), "text/vtt")
