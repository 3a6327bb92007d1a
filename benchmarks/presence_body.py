"""How well tilt, movement, sitting lower and hands at the face are measured.

    python -m benchmarks.presence body DATA [--hands FOLDER]

Real clips of DATA are turned, shifted and squeezed by known amounts, and what is measured is compared with what was
done; the same clips as they are show what is claimed without cause. ``--hands`` holds pictures in all of which a hand
is at the face. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, cast

import cv2
import numpy as np

from desktop.capture.frame_source import Image
from desktop.capture.video_file import IMAGE_SUFFIXES, VideoFileSource, read_image
from desktop.domain.presence import FacePlace, Posture, Presence, PresenceFrame
from desktop.signals.presence import PresenceAnalyser, movement_speeds, posture_of, presence_of
from desktop.workers.frame_models import FrameModels
from models.paths import model_file
from models.pose import PoseLandmarker

Figures = dict[str, Any]
Change = Callable[[Image, float], Image]
# Both shoulders are in these.
TURNED = ("grid_bbaf2n.mpg", "grid_brbk7n.mpg", "grid_sbia1a.mpg", "interviewlike_4.mp4", "openface_timosmile.mp4")
ANGLES_DEG = (-20, -12, -8, 8, 12, 20)
STILL, TALKING = "gaze_center_focus.mp4", "interviewlike_4.mp4"
SWAYS = ((0.05, 0.5), (0.05, 1.0), (0.1, 1.0), (0.1, 2.0))
SEATED = ("grid_bbaf2n.mpg", "grid_sbia1a.mpg", "interviewlike_4.mp4")
LOWERED = (0.9, 0.8, 0.7)
RATE_HZ = 15.0


def models(mode: Literal["video", "image"]) -> FrameModels:
    face = model_file("face-landmarker", "face_landmarker.task")
    return FrameModels(face, model_file("pose-landmarker", "pose_landmarker.task"), mode)


def pictures(path: Path) -> list[Image]:
    source = VideoFileSource(path)
    source.open()
    found = []
    while (frame := source.read()) is not None:
        found.append(frame.image)
    source.close()
    return found


def watched(images: list[Image], seconds: float, rate_hz: float, pose_every_s: float, change: Change) -> Presence:
    """The clip forwards and backwards for ``seconds``, with ``change(picture, time)`` done to it."""
    analyser = PresenceAnalyser()
    there_and_back: Iterator[Image] = itertools.cycle([*images, *images[-2:0:-1]])
    frames: list[PresenceFrame] = []
    due_s = 0.0
    with models("video") as seeing:
        for k, image in enumerate(itertools.islice(there_and_back, round(seconds * rate_hz))):
            t_s = k / rate_hz
            with_pose = t_s >= due_s
            due_s += pose_every_s if with_pose else 0.0
            look = seeing.look(change(image, t_s), t_s, with_pose)
            frames.append(analyser.add(t_s, look.reading, look.posture))
    return presence_of(frames)


def tilt(data: Path) -> Figures:
    """Every fifth of a clip turned: by how much head and shoulders turn with it, and what is said of the camera."""
    heads, shoulders, both = [], [], []
    with models("image") as seeing:
        for name in TURNED:
            images = pictures(data / "video" / name)
            for image in images[:: max(1, len(images) // 5)][:5]:
                before = _rolls(seeing, image)
                if before is None:
                    continue
                for angle in ANGLES_DEG:
                    after = _rolls(seeing, _turned(image, angle))
                    if after is None:
                        continue
                    heads.append(after[0] - before[0] - angle)
                    shoulders.append(after[1] - before[1] - angle)
                    both.append(sum(after) / 2 - sum(before) / 2 - angle)
    return {
        "pictures": len(heads),
        "head_error_deg": _error(heads),
        "shoulder_error_deg": _error(shoulders),
        "mean_of_both_error_deg": _error(both),
    }


def _rolls(seeing: FrameModels, image: Image) -> tuple[float, float] | None:
    look = seeing.look(image, 0.0, True)
    head = look.reading.head
    if head is None or head.roll_deg is None or look.posture is None:
        return None
    return head.roll_deg, look.posture.shoulder_roll_deg


def _turned(image: Image, degrees: float) -> Image:
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    return cast(Image, cv2.warpAffine(image, turn, (width, height), borderMode=cv2.BORDER_REPLICATE))


def _error(differences: list[float]) -> Figures:
    return {
        "mean_absolute": round(float(np.mean(np.abs(differences))), 2),
        "bias": round(float(np.mean(differences)), 2),
    }


def movement(data: Path) -> Figures:
    """A person who sits still, shifted sideways to and fro: what is measured against the same measure of the shift."""
    images = pictures(data / "video" / STILL)
    at_rest = watched(images, 20.0, RATE_HZ, 1.0, lambda image, _: image)
    face_px = float(np.median([frame.place.width for frame in at_rest.frames if frame.place])) * images[0].shape[1]
    result: Figures = {"still": at_rest.summary.movement_face_widths_per_s, "face_px": round(face_px, 1)}
    for size, rate_hz in SWAYS:

        def away(t_s: float, size: float = size, rate_hz: float = rate_hz) -> float:
            return size * float(np.sin(2 * np.pi * rate_hz * t_s))

        shaken = watched(images, 20.0, RATE_HZ, 1.0, lambda image, t_s, away=away: _shifted(image, face_px * away(t_s)))
        done = [dataclasses.replace(frame, place=FacePlace(away(frame.t_s), 0.0, 1.0)) for frame in shaken.frames]
        result[f"{size}_at_{rate_hz}_hz"] = {
            "measured": shaken.summary.movement_face_widths_per_s,
            "done": round(float(np.mean(movement_speeds(done)[1])), 4),
        }
    result["shaken_from_30_to_40_s"] = _shaken(data)
    return result


def _shaken(data: Path) -> Figures:
    """Somebody who talks, for a minute, and in the middle shifted to and fro as well."""
    images = pictures(data / "video" / TALKING)
    width_px = images[0].shape[1]

    def shake(image: Image, t_s: float) -> Image:
        return _shifted(image, 0.04 * width_px * float(np.sin(2 * np.pi * t_s))) if 30 <= t_s < 40 else image

    seen = watched(images, 60.0, RATE_HZ, 1.0, shake)
    return {
        "whole": seen.summary.movement_face_widths_per_s,
        "moments": [[m.start_s, m.end_s, m.value] for m in seen.moments if m.kind == "movement"],
    }


def _shifted(image: Image, pixels: float) -> Image:
    shift = np.array([[1, 0, pixels], [0, 1, 0]], np.float32)
    return cast(Image, cv2.warpAffine(image, shift, image.shape[1::-1], borderMode=cv2.BORDER_REPLICATE))


def lower(data: Path) -> Figures:
    """A minute as it was, then half a minute with the neck squeezed, so that the head is lower over the shoulders."""
    result: Figures = {}
    for name in SEATED:
        images = pictures(data / "video" / name)
        with models("image") as seeing:
            posture = seeing.look(images[0], 0.0, True).posture
        for share in LOWERED:
            squeeze = _squeezer(images[0], posture, share)
            seen = watched(images, 90.0, 2.0, 1.0, lambda image, t_s, by=squeeze: by(image) if t_s >= 60 else image)
            heights = [(f.t_s, f.posture.head_height) for f in seen.frames if f.posture and f.posture.head_height]
            before, after = (
                float(np.median([height for t_s, height in heights if (t_s >= 60) == late])) for late in (False, True)
            )
            result[f"{name} {share}"] = {
                "measured_share": round(after / before, 3),
                "measured_after": sum(t_s >= 60 for t_s, _ in heights),
                "moments": [[m.start_s, m.end_s, m.value] for m in seen.moments if m.kind == "lower"],
                "scatter_share": round(float(np.std([h for t_s, h in heights if t_s < 60])) / before, 4),
            }
    return result


def _squeezer(image: Image, posture: Posture | None, share: float) -> Callable[[Image], Image]:
    """Moves everything above the neck down so that the ears are at ``share`` of their height over the shoulders."""
    assert posture is not None
    assert posture.head_height is not None
    with PoseLandmarker(model_file("pose-landmarker", "pose_landmarker.task"), "image") as landmarker:
        points = landmarker.detect(image).points
    assert points is not None
    height, width = image.shape[:2]
    shoulders_y = float(points[[11, 12], 1].mean()) * height
    drop_px = (1 - share) * posture.head_height * posture.scale * width
    # The neck: from the mouth's height to a little above the shoulders.
    neck_top = float(points[[9, 10], 1].mean()) * height + drop_px
    neck_bottom = shoulders_y - 0.05 * height
    rows = np.arange(height, dtype=np.float32)
    falling = np.clip((neck_bottom - rows) / max(neck_bottom - neck_top, 1.0), 0.0, 1.0)
    from_y = np.repeat((rows - drop_px * falling)[:, None], width, axis=1).astype(np.float32)
    from_x = np.repeat(np.arange(width, dtype=np.float32)[None, :], height, axis=0)
    return lambda picture: cast(
        Image, cv2.remap(picture, from_x, from_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    )


def as_they_are(data: Path) -> Figures:
    """Every clip unchanged: seconds, and all that is claimed of it."""
    claims: Figures = {}
    seconds = 0.0
    for path in sorted((data / "video").iterdir()):
        images = pictures(path)
        source = cv2.VideoCapture(str(path))
        rate_hz = float(source.get(cv2.CAP_PROP_FPS)) or 25.0
        source.release()
        seen = watched(images, len(images) / rate_hz, rate_hz, 0.5, lambda image, _: image)
        seconds += seen.summary.duration_s
        claims[path.name] = {
            "moments": [[m.kind, m.start_s, m.end_s] for m in seen.moments],
            "hand_on_face_frames": [round(f.t_s, 2) for f in seen.frames if f.posture and f.posture.hand_on_face],
            "hands_seen_share": seen.summary.hands_seen_share,
            "camera_tilt_deg": seen.summary.camera_tilt_deg,
            "movement": seen.summary.movement_face_widths_per_s,
            "doubts": sorted({frame.doubt for frame in seen.frames if frame.doubt}),
        }
    return {"seconds": round(seconds, 1), "clips": claims}


def hands(folder: Path) -> Figures:
    """Pictures of a hand at the face, by the body's points alone (the faces may have been made unrecognisable)."""
    found: Figures = {}
    with PoseLandmarker(model_file("pose-landmarker", "pose_landmarker.task"), "image") as landmarker:
        for path in sorted(p for p in folder.iterdir() if p.suffix.lower() in IMAGE_SUFFIXES):
            posture = posture_of(landmarker.detect(read_image(path)))
            found[path.name] = posture.hand_on_face if posture else None
    return {"true": sum(value is True for value in found.values()), "pictures": len(found), "by_picture": found}


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--hands", type=Path)
    args = parser.parse_args(argv)
    cv2.setNumThreads(1)
    result = {
        "tilt": tilt(args.data),
        "movement": movement(args.data),
        "lower": lower(args.data),
        "as_they_are": as_they_are(args.data),
        **({"hands": hands(args.hands)} if args.hands else {}),
    }
    print(json.dumps(result, indent=2))
