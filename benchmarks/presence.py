"""How good and how fast the presence figures are, on labelled pictures and clips.

    python -m benchmarks.presence DATA

DATA holds ``labels.json`` (blinks and gaze as frame ranges), ``video/`` and ``faces/aflw2000/`` (pictures with .mat
files). Prints one JSON object. Head pose is also given relative to the line between face
and camera, the variant that was turned down.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.io import loadmat

from desktop.capture.video_file import VideoFileSource, read_image
from desktop.domain.presence import Presence, Zone
from desktop.signals.presence import PresenceAnalyser, head_angles, presence_of, read_face, typical_opening
from desktop.signals.presence.head import ray_angles
from models.face import FaceLandmarker
from models.paths import model_file

Labels = dict[str, Any]
# A blink counts as found when it overlaps the labelled frames, give or take one.
TOLERANCE = 1


def head_pose(folder: Path) -> Labels:
    """Mean absolute error in degrees (pitch, yaw, roll) against AFLW2000-3D, whose yaw has the opposite sign."""
    errors: list[NDArray[np.float64]] = []
    corrected: list[NDArray[np.float64]] = []
    missed: list[str] = []
    with FaceLandmarker(model_file("face-landmarker", "face_landmarker.task"), "image") as landmarker:
        for path in sorted(folder.glob("*.jpg")):
            pitch, yaw, roll = np.degrees(loadmat(path.with_suffix(".mat"))["Pose_Para"][0][:3])
            face = landmarker.detect(read_image(path))
            if face.matrix is None:
                missed.append(path.name)
                continue
            head, ray = head_angles(face.matrix), ray_angles(face.matrix)
            measured = np.array([head.pitch_deg, head.yaw_deg, head.roll_deg])
            truth = np.array([pitch, -yaw, roll])
            errors.append(np.abs(measured - truth))
            corrected.append(np.abs(measured + np.array([ray.up_deg, ray.right_deg, 0.0]) - truth))
    names = ("pitch_deg", "yaw_deg", "roll_deg")
    return {
        "mean_absolute_error": dict(zip(names, np.mean(errors, axis=0).round(2).tolist(), strict=True)),
        "median_absolute_error": dict(zip(names, np.median(errors, axis=0).round(2).tolist(), strict=True)),
        "relative_to_camera": dict(zip(names, np.mean(corrected, axis=0).round(2).tolist(), strict=True)),
        "faces": len(errors),
        "not_found": missed,
    }


def watch(path: Path, two_pass: bool) -> tuple[Presence, float]:
    """The clip's presence and the milliseconds a frame took."""
    readings = []
    source = VideoFileSource(path)
    source.open()
    spent_s = 0.0
    with FaceLandmarker(model_file("face-landmarker", "face_landmarker.task"), "video") as landmarker:
        while (frame := source.read()) is not None:
            began_s = time.perf_counter()
            readings.append((frame.t_s, read_face(landmarker.detect(frame.image, frame.t_s))))
            spent_s += time.perf_counter() - began_s
    source.close()
    own = typical_opening(reading.openness for _, reading in readings) if two_pass else None
    analyser = PresenceAnalyser(open_eye=own)
    presence = presence_of([analyser.add(t_s, reading) for t_s, reading in readings])
    return presence, 1000 * spent_s / len(readings)


def clips(data: Path, two_pass: bool) -> Labels:
    """Blink F1 and the share of labelled gaze frames that fall into the right zone."""
    labels = json.loads((data / "labels.json").read_text("utf-8"))
    found = false = missed = right = total = 0
    milliseconds = []
    for name, label in sorted(labels.items()):
        if not name.startswith("video/") or not ("blinks" in label or "gaze" in label):
            continue
        presence, took_ms = watch(data / name, two_pass)
        milliseconds.append(took_ms)
        if "blinks" in label:
            hits, extra, lost = _match(presence, label["blinks"])
            found, false, missed = found + hits, false + extra, missed + lost
        for first, last, state in label.get("gaze", []):
            wanted: Zone = "camera" if state == "on" else "left"
            zones = [frame.zone for frame in presence.frames[first : last + 1]]
            right, total = right + zones.count(wanted), total + len(zones)
    return {
        "blinks": {"found": found, "false": false, "missed": missed, "f1": _f1(found, false, missed)},
        "gaze": {"frames": total, "right": round(right / total, 4) if total else None},
        "ms_per_frame": round(float(np.mean(milliseconds)), 2),
    }


def _match(presence: Presence, truth: list[list[int]]) -> tuple[int, int, int]:
    times = np.array([frame.t_s for frame in presence.frames])
    spans = [(np.searchsorted(times, blink.start_s), np.searchsorted(times, blink.end_s)) for blink in presence.blinks]
    free = set(range(len(spans)))
    hits = 0
    for first, last in truth:
        near = [k for k in free if spans[k][0] <= last + TOLERANCE and spans[k][1] - 1 >= first - TOLERANCE]
        if near:
            free.discard(near[0])
            hits += 1
    return hits, len(free), len(truth) - hits


def _f1(found: int, false: int, missed: int) -> float | None:
    total = 2 * found + false + missed
    return round(2 * found / total, 4) if total else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    result = {
        "head_pose": head_pose(data / "faces" / "aflw2000"),
        "recordings": clips(data, two_pass=True),
        "live": clips(data, two_pass=False),
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
