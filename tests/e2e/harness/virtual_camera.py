"""A camera for tests: builds the V4L2 shim and drives it. Linux with a C compiler only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

SOURCE = Path(__file__).with_name("virtual_camera.c")


def can_run() -> bool:
    """Whether this machine can build and load the shim."""
    return sys.platform.startswith("linux") and shutil.which("gcc") is not None


class VirtualCamera:
    """A camera at ``device`` for every program started with ``environment()``.

    It plays ``clip``, a video or picture file, in a loop; ``folder`` takes what is built.
    """

    def __init__(
        self, folder: Path, clip: Path, device: str = "/dev/video0", size: tuple[int, int] = (640, 480), rate: int = 30
    ) -> None:
        self.device = device
        self._folder = folder
        self._size = size
        self._rate = rate
        self._library = folder / "virtual_camera.so"
        self._control = folder / "control"
        self._clip = self._mjpeg(_pictures(clip), "clip")
        command = ["gcc", "-shared", "-fPIC", "-O2", "-Wall", "-pthread", "-o", str(self._library), str(SOURCE), "-ldl"]
        subprocess.run(command, check=True, capture_output=True, text=True)
        self.run()

    def environment(self) -> dict[str, str]:
        """Variables for the program under test, on top of this process's own."""
        return {
            **os.environ,
            "LD_PRELOAD": str(self._library),
            "VIRTUAL_CAMERA_DEVICE": self.device,
            "VIRTUAL_CAMERA_CLIP": str(self._clip),
            "VIRTUAL_CAMERA_SIZE": f"{self._size[0]}x{self._size[1]}",
            "VIRTUAL_CAMERA_RATE": str(self._rate),
            "VIRTUAL_CAMERA_CONTROL": str(self._control),
        }

    def run(self) -> None:
        self._tell("run")

    def stall(self) -> None:
        self._tell("stall")

    def unplug(self) -> None:
        self._tell("unplug")

    def busy(self) -> None:
        self._tell("busy")

    def black(self) -> None:
        """Goes on delivering frames, all black, as with a closed lens cover."""
        dark = np.zeros((self._size[1], self._size[0], 3), np.uint8)
        self._tell(f"clip {self._mjpeg([dark], 'black')}")

    def play(self, clip: Path) -> None:
        """Another video or picture from now on."""
        self._tell(f"clip {self._mjpeg(_pictures(clip), clip.stem)}")

    def _tell(self, line: str) -> None:
        # Replaced as a whole: the shim must never read half a line.
        new = self._control.with_suffix(".new")
        new.write_text(line + "\n")
        new.replace(self._control)

    def _mjpeg(self, pictures: list[NDArray[np.uint8]], name: str) -> Path:
        path = self._folder / f"{name}.mjpeg"
        with path.open("wb") as file:
            for picture in pictures:
                good, jpeg = cv2.imencode(".jpg", _fit(picture, self._size), [cv2.IMWRITE_JPEG_QUALITY, 90])
                assert good
                file.write(jpeg.tobytes())
        return path


def _pictures(clip: Path, at_most: int = 150) -> list[NDArray[np.uint8]]:
    picture = cv2.imread(str(clip))
    if picture is not None:
        return [picture]
    capture = cv2.VideoCapture(str(clip))
    pictures: list[NDArray[np.uint8]] = []
    while len(pictures) < at_most:
        good, image = capture.read()
        if not good:
            break
        pictures.append(image)
    capture.release()
    assert pictures, f"{clip} holds no picture"
    return pictures


def _fit(picture: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Scaled to fit, on grey."""
    width, height = size
    scale = min(width / picture.shape[1], height / picture.shape[0])
    scaled = cv2.resize(picture, (round(picture.shape[1] * scale), round(picture.shape[0] * scale)))
    canvas = np.full((height, width, 3), 128, np.uint8)
    top, left = (height - scaled.shape[0]) // 2, (width - scaled.shape[1]) // 2
    canvas[top : top + scaled.shape[0], left : left + scaled.shape[1]] = scaled
    return canvas
