"""How good and how fast the presence figures are, on labelled pictures and clips.

    python -m benchmarks.presence DATA [--tuning FOLDER ...]
    python -m benchmarks.presence body DATA [--hands FOLDER]
    python -m benchmarks.presence speed RECORDING
    python -m benchmarks.presence long CLIP [--minutes 60]

The last three are in ``presence_body.py``, ``presence_speed.py`` and ``presence_hour.py`` beside this file.

DATA holds ``labels.json`` (blinks and gaze as frame ranges), ``video/`` and ``faces/``: ``aflw2000/`` (pictures with
.mat files) and ``yaw_N-….jpg`` (taken from N degrees to the side). ``--tuning`` names the folders that
``benchmarks/head_model.py`` was fitted to; their errors are given apart. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.io import loadmat

from benchmarks import presence_body, presence_hour, presence_speed
from desktop.capture.frame_source import Image
from desktop.capture.video_file import VideoFileSource, read_image
from desktop.domain.presence import GazeZones, Presence, Zone
from desktop.resources import assets_dir
from desktop.signals.presence import (
    FaceReading,
    PresenceAnalyser,
    doubted,
    fit_zones,
    gaze_sample,
    head_angles,
    presence_of,
    read_face,
    typical_opening,
)
from desktop.signals.presence.head import MAX_FULL_YAW_DEG
from desktop.workers.eyes_messages import EyesConfig
from desktop.workers.frame_models import FrameModels
from models.face import FaceLandmarker
from models.landmarks import FaceObservation
from models.paths import model_file

Labels = dict[str, Any]
Readings = list[tuple[float, FaceReading]]
# A blink counts as found when it overlaps the labelled frames, give or take one.
TOLERANCE = 1
CALIBRATION_S = 2.0
RATES_HZ = (10.0, 15.0, 30.0)
LOAD_S = 20.0
MIRRORED: dict[Zone, Zone] = {"left": "right", "right": "left"}


@dataclass(frozen=True, slots=True, eq=False)
class LabelledFace:
    """A picture as the landmarker saw it, with its true angles in the program's signs; NaN: not labelled."""

    path: Path
    seen: FaceObservation
    yaw_deg: float
    pitch_deg: float
    roll_deg: float


def labelled_faces(folder: Path) -> list[LabelledFace]:
    """Pictures with .mat files (AFLW2000-3D, 300W-LP: yaw has the opposite sign) and pictures named ``yaw_N-…``, whose
    faces point to the image's left."""
    found = []
    with FaceLandmarker(model_file("face-landmarker", "face_landmarker.task"), "image") as landmarker:
        for path in sorted(folder.glob("*.jpg")):
            if path.with_suffix(".mat").is_file():
                pitch, yaw, roll = np.degrees(loadmat(path.with_suffix(".mat"))["Pose_Para"][0][:3])
            elif path.name.startswith("yaw_"):
                pitch, yaw, roll = np.nan, float(path.name[4:].split("-")[0]), np.nan
            else:
                continue
            found.append(LabelledFace(path, landmarker.detect(read_image(path)), -yaw, pitch, roll))
    return found


def head_pose(folders: Iterable[Path]) -> Labels:
    """Mean absolute errors in degrees, within and beyond ``MAX_FULL_YAW_DEG`` of labelled yaw."""
    faces = [face for folder in folders for face in labelled_faces(folder)]
    seen = [(face, angles) for face in faces if (angles := head_angles(face.seen)) is not None]
    near, far = [], []
    for face, angles in seen:
        measured = [angles.yaw_deg, *(np.nan if v is None else v for v in (angles.pitch_deg, angles.roll_deg))]
        error = np.abs(np.array(measured) - (face.yaw_deg, face.pitch_deg, face.roll_deg))
        (near if abs(face.yaw_deg) <= MAX_FULL_YAW_DEG else far).append((face.path.name, error))
    return {
        "within_45": _errors(near),
        "beyond_45": _errors(far),
        "not_found": [face.path.name for face in faces if face.seen.landmarks is None],
    }


def _errors(rows: list[tuple[str, NDArray[np.float64]]]) -> Labels:
    result: Labels = {"faces": len(rows)}
    for place, name in enumerate(("yaw_deg", "pitch_deg", "roll_deg")):
        known = [float(error[place]) for _, error in rows if np.isfinite(error[place])]
        result[name] = {
            "mean_absolute_error": round(float(np.mean(known)), 2) if known else None,
            "median": round(float(np.median(known)), 2) if known else None,
            "faces": len(known),
        }
    result["by_picture"] = {name: [None if np.isnan(v) else round(float(v), 1) for v in error] for name, error in rows}
    return result


def pictures_of(path: Path) -> Iterator[tuple[float, Image]]:
    source = VideoFileSource(path)
    source.open()
    try:
        while (frame := source.read()) is not None:
            yield frame.t_s, frame.image
    finally:
        source.close()


def watch(pictures: Iterable[tuple[float, Image]]) -> Readings:
    with FaceLandmarker(model_file("face-landmarker", "face_landmarker.task"), "video") as landmarker:
        seen = ((t_s, image, landmarker.detect(image, t_s)) for t_s, image in pictures)
        return [(t_s, doubted(read_face(face), image, face)) for t_s, image, face in seen]


def judged(readings: Readings, *, two_pass: bool = False, zones: GazeZones | None = None) -> Presence:
    own = typical_opening(reading.openness for _, reading in readings) if two_pass else None
    analyser = PresenceAnalyser(zones=zones, open_eye=own)
    return presence_of([analyser.add(t_s, reading) for t_s, reading in readings])


def clips(data: Path) -> Labels:
    """Blink F1, live and with the whole recording known, and shares of labelled gaze frames in the right zone with and
    without a calibration on the clip's first ``CALIBRATION_S``."""
    labels = json.loads((data / "labels.json").read_text("utf-8"))
    blinks = {"live": np.zeros(3, int), "recordings": np.zeros(3, int)}
    gaze: dict[str, dict[str, list[int]]] = {}
    for name, label in sorted(labels.items()):
        if not name.startswith("video/") or not ("blinks" in label or "gaze" in label):
            continue
        readings = watch(pictures_of(data / name))
        if "blinks" in label:
            for way, counts in blinks.items():
                counts += _match(judged(readings, two_pass=way == "recordings"), label["blinks"])
        if "gaze" in label:
            presence, own = judged(readings), judged(readings, zones=own_zones(readings))
            first = next(k for k, (t_s, _) in enumerate(readings) if t_s >= CALIBRATION_S)
            gaze[name] = {
                "uncalibrated": _right(presence, label["gaze"], 0),
                "calibrated": _right(own, label["gaze"], first),
            }
    return {
        "blinks": {way: _f1(*(int(v) for v in counts)) for way, counts in blinks.items()},
        "gaze": {way: _share([by[way] for by in gaze.values()]) for way in ("uncalibrated", "calibrated")},
        "gaze_by_clip": {name: {way: _share([counts]) for way, counts in by.items()} for name, by in gaze.items()},
    }


def own_zones(readings: Readings) -> GazeZones:
    """What a calibration on the beginning gives; the person looks at the camera there."""
    early = [reading.gaze for t_s, reading in readings if t_s < CALIBRATION_S and reading.gaze is not None]
    return fit_zones({"camera": gaze_sample(early)})


def _right(presence: Presence, spans: list[list[Any]], from_frame: int) -> list[int]:
    right = total = 0
    for first, last, state in spans:
        wanted: Zone = "camera" if state == "on" else "left"
        zones = [frame.zone for frame in presence.frames[max(first, from_frame) : last + 1]]
        right, total = right + zones.count(wanted), total + len(zones)
    return [right, total]


def _share(counts: Sequence[Sequence[int]]) -> Labels:
    right, total = (sum(column) for column in zip(*counts, strict=True))
    return {"frames": total, "right": round(right / total, 4)}


def _match(presence: Presence, truth: list[list[int]]) -> NDArray[np.int_]:
    """Found, false and missed blinks."""
    times = np.array([frame.t_s for frame in presence.frames])
    spans = [(np.searchsorted(times, blink.start_s), np.searchsorted(times, blink.end_s)) for blink in presence.blinks]
    free = set(range(len(spans)))
    hits = 0
    for first, last in truth:
        near = [k for k in free if spans[k][0] <= last + TOLERANCE and spans[k][1] - 1 >= first - TOLERANCE]
        if near:
            free.discard(near[0])
            hits += 1
    return np.array([hits, len(free), len(truth) - hits])


def _f1(found: int, false: int, missed: int) -> Labels:
    total = 2 * found + false + missed
    return {
        "found": found,
        "false": false,
        "missed": missed,
        "f1": round(2 * found / total, 4) if total else None,
    }


def consistency(path: Path) -> Labels:
    """Largest difference of any share in the summary, in points, between the clip as it is and the same clip at other
    rates, half size and mirrored (left and right swapped back)."""
    pictures = list(pictures_of(path))
    base = judged(watch(pictures))
    fps = (len(pictures) - 1) / (pictures[-1][0] - pictures[0][0])
    variants: dict[str, Presence] = {
        f"{rate:.0f}_fps": judged(watch(_thinned(pictures, rate))) for rate in RATES_HZ if rate < 0.95 * fps
    }
    half = ((t_s, cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)) for t_s, image in pictures)
    variants["half_size"] = judged(watch(half))  # type: ignore[arg-type]
    variants["mirrored"] = judged(watch((t_s, np.ascontiguousarray(image[:, ::-1])) for t_s, image in pictures))
    return {
        "fps": round(fps, 2),
        "blinks": len(base.blinks),
        **{
            name: {"points": _apart(base, other, swap=name == "mirrored"), "blinks": len(other.blinks)}
            for name, other in variants.items()
        },
    }


def _thinned(pictures: list[tuple[float, Image]], rate_hz: float) -> Iterator[tuple[float, Image]]:
    due_s = float("-inf")
    for t_s, image in pictures:
        if t_s >= due_s:
            due_s = max(due_s, t_s - 0.5 / rate_hz) + 1 / rate_hz
            yield t_s, image


def _apart(one: Presence, other: Presence, *, swap: bool) -> float:
    first, second = dict(one.summary.zone_share), dict(other.summary.zone_share)
    if swap:
        second = {MIRRORED.get(zone, zone): share for zone, share in second.items()}
    shares = [abs(first.get(zone, 0.0) - second.get(zone, 0.0)) for zone in first | second]
    shares.append(abs((one.summary.face_share or 0.0) - (other.summary.face_share or 0.0)))
    return round(100 * max(shares), 2)


def speed(path: Path) -> Labels:
    """Milliseconds a frame of face and body together on one core, at the eyes process's own rates, 640 x 480."""
    cv2.setNumThreads(1)
    pin: Callable[[int, Iterable[int]], None] | None = getattr(os, "sched_setaffinity", None)
    if pin is not None:
        pin(0, [min(os.sched_getaffinity(0))])
    config = EyesConfig(str(path), model_file("face-landmarker", "face_landmarker.task"))
    took_s: list[float] = []
    pose_due_s = 0.0
    pose = model_file("pose-landmarker", "pose_landmarker.task")
    with FrameModels(config.face_model, pose, "video") as models:
        for t_s, image in _thinned([p for p in pictures_of(path) if p[0] < LOAD_S], config.max_fps):
            small = cv2.resize(image, (640, 480))
            with_pose = t_s >= pose_due_s
            pose_due_s = t_s + config.pose_every_s if with_pose else pose_due_s
            began_s = time.perf_counter()
            models.look(small, t_s, with_pose)  # type: ignore[arg-type]
            took_s.append(time.perf_counter() - began_s)
    milliseconds = 1000 * np.array(took_s)
    return {
        "frames": len(took_s),
        "mean": round(float(milliseconds.mean()), 2),
        "p95": round(float(np.percentile(milliseconds, 95)), 2),
        "pinned": pin is not None,
    }


def main() -> None:
    others = {"body": presence_body.main, "speed": presence_speed.main, "long": presence_hour.main}
    if sys.argv[1:] and sys.argv[1] in others:
        others[sys.argv[1]](sys.argv[2:])
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--tuning", type=Path, nargs="*", default=[])
    args = parser.parse_args()
    data: Path = args.data
    sample = assets_dir() / "sample" / "candidate.mp4"
    watched = (data / "video" / "gaze_center_left_center.mp4", data / "video" / "interviewlike_4.mp4", sample)
    result = {
        "head_pose": head_pose([data / "faces" / "aflw2000", data / "faces"]),
        **({"head_pose_tuning": head_pose(args.tuning)} if args.tuning else {}),
        **clips(data),
        "consistency": {path.name: consistency(path) for path in watched},
        # Last, as it keeps the process on one core from here on.
        "ms_per_frame": speed(sample),
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
