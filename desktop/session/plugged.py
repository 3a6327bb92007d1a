"""What is plugged in, asked without opening anything."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

WATCH_INTERVAL_S = 2.0
SYSFS = Path("/sys/class/video4linux")


def cameras() -> list[tuple[str, str]]:
    """Id and name of each camera. Linux names them in sysfs; elsewhere they are numbered when asked for."""
    if SYSFS.is_dir():
        found = []
        for entry in sorted(SYSFS.iterdir(), key=lambda path: int(path.name.removeprefix("video"))):
            # A camera has several nodes; only the one with index 0 delivers pictures.
            if _read(entry / "index") in ("", "0"):
                found.append((f"/dev/{entry.name}", _read(entry / "name") or entry.name))
        if found:
            return found
    nodes = sorted(Path("/dev").glob("video*")) if Path("/dev").is_dir() else []
    return [(str(node), node.name) for node in nodes]


def camera_name(camera: str | None) -> str | None:
    """The name of a plugged camera, as the device check knows it, for its path or number; None is the first camera.
    None for a file, an address or a camera that is not there."""
    path = f"/dev/video{camera or 0}" if camera is None or camera.isdecimal() else camera
    return dict(cameras()).get(path)


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def watch(callback: Callable[[], None]) -> Callable[[], None]:
    """Call back when a camera or microphone comes or goes; the answer ends the watching.

    Polled, as systems announce arrival reliably and removal not.
    """
    ended = threading.Event()

    def poll() -> None:
        known = _names()
        while not ended.wait(WATCH_INTERVAL_S):
            now = _names()
            if now != known:
                known = now
                callback()

    threading.Thread(target=poll, name="device-watch", daemon=True).start()
    return ended.set


def _names() -> tuple[object, ...]:
    # PortAudio lists devices once, at initialisation; asking it again while a stream is open ends that stream.
    cards = Path("/proc/asound/cards")
    return (tuple(cameras()), _read(cards) if cards.exists() else "")
