"""Makes assets/calibration/head.json: a straight head's points and the correction that labelled faces ask for.

    python -m benchmarks.head_model LABELLED ... > assets/calibration/head.json

The points are the landmarker's own canonical face (MediaPipe, Apache-2.0) at the landmarks and with the weights of its
pose solver, read from the model file. LABELLED are folders of AFLW2000-3D or 300W-LP pictures with .mat files; keep the
pictures that benchmarks/presence.py judges by out of them. Pictures whose names differ only in what follows the last
two numbers, and their mirror images, are one person and count once.
"""

from __future__ import annotations

import argparse
import json
import struct
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.presence import labelled_faces
from desktop.signals.presence import head
from models.paths import model_file

METADATA = "geometry_pipeline_metadata_landmarks.binarypb"
# Field numbers of MediaPipe's face_geometry protos: metadata, mesh, landmark weight.
MESH, WEIGHT, VERTICES, NUMBER, VALUE = 1, 2, 3, 1, 2
VERTEX_LENGTH = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled", type=Path, nargs="+")
    folders = parser.parse_args().labelled
    points, weights = canonical_face()
    numbers = sorted(weights)
    model = head.HeadModel(
        np.array(numbers), points[numbers], np.array([weights[number] for number in numbers]), 1.0, 0.0
    )
    gain, offset_deg, people = fit(model, folders)
    rows = [[n, round(weights[n], 5), *(round(float(v), 4) for v in points[n])] for n in numbers]
    about = (
        "Made by benchmarks/head_model.py. points: landmark number, weight, x y z in cm (MediaPipe's canonical face,"
        f" Apache-2.0). yaw_gain (fitted {gain:.2f}, kept to one decimal) and pitch_offset_deg are fitted to"
        f" {people} people of AFLW2000-3D and 300W-LP."
    )
    lines = ",\n  ".join(json.dumps(row) for row in rows)
    print(
        f'{{\n "schema": 1,\n "about": {json.dumps(about)},\n "yaw_gain": {gain:.1f},\n'
        f' "pitch_offset_deg": {offset_deg:.1f},\n "points": [\n  {lines}\n ]\n}}'
    )


def fit(model: head.HeadModel, folders: list[Path]) -> tuple[float, float, int]:
    """Yaw gain by least absolute error, mean pitch offset, and how many people; only faces within 45 degrees."""
    found = [
        (person(face.path), angles, face)
        for folder in folders
        for face in labelled_faces(folder)
        if (angles := head.raw_angles(face.seen, model)) is not None and abs(face.yaw_deg) <= head.MAX_FULL_YAW_DEG
    ]
    counts = Counter(name for name, _, _ in found)
    share = np.array([1 / counts[name] for name, _, _ in found])
    yaw = np.array([(angles.yaw_deg, face.yaw_deg) for _, angles, face in found])
    pitch = np.array([face.pitch_deg - angles.pitch_deg for _, angles, face in found])
    gains = np.arange(0.8, 1.5, 0.01)
    errors = [float((share * np.abs(gain * yaw[:, 0] - yaw[:, 1])).sum()) for gain in gains]
    return float(gains[int(np.argmin(errors))]), float((share * pitch).sum() / share.sum()), len(counts)


def person(path: Path) -> str:
    """``AFW_Flip_AFW_134212_1_0`` and ``AFW_AFW_134212_1_1`` are one; ``image00050`` is one."""
    parts = [part for part in path.stem.split("_angle_")[0].split("_") if part.isdigit()]
    return parts[0] if parts else path.stem


def canonical_face() -> tuple[NDArray[np.float64], dict[int, float]]:
    """Places of the 468 landmarks of a straight face in centimetres, and the pose solver's weights by landmark."""
    with zipfile.ZipFile(model_file("face-landmarker", "face_landmarker.task")) as task:
        data = task.read(METADATA)
    numbers: list[float] = []
    weights: dict[int, float] = {}
    for field, value in _fields(data):
        if field == MESH:
            for inner, raw in _fields(value):
                if inner == VERTICES:
                    numbers += np.frombuffer(raw, "<f4").tolist()
        elif field == WEIGHT:
            parts = dict(_fields(value))
            weights[int(parts.get(NUMBER, 0))] = struct.unpack("<f", parts[VALUE])[0]
    return np.array(numbers).reshape(-1, VERTEX_LENGTH)[:, :3], weights


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """Field numbers and values of one protobuf message: integers, and everything else as bytes."""
    place = 0
    while place < len(data):
        key, place = _varint(data, place)
        kind = key & 7
        if kind == 0:
            number, place = _varint(data, place)
            yield key >> 3, number
            continue
        length = 4 if kind == 5 else 8
        if kind == 2:
            length, place = _varint(data, place)
        yield key >> 3, data[place : place + length]
        place += length


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[place]
        place += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, place


if __name__ == "__main__":
    main()
