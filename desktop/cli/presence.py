"""``candid presence``: what the pictures of videos and images show, as numbers."""

from __future__ import annotations

import argparse
import dataclasses
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from desktop.domain.presence import BodyMoment, Presence, PresenceFrame, PresenceSummary
from desktop.domain.speech import Span

if TYPE_CHECKING:
    from desktop.workers.frame_models import FrameModels, Look

MAX_FPS = 30.0
POSE_EVERY_S = 0.5
# Between two recordings in one report, so that nothing is measured across the border.
FILE_GAP_S = 10.0
# Angles are good to a few degrees and times to a millisecond.
DECIMALS = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("media", nargs="+", type=Path, metavar="MEDIA|IMAGE", help="video or picture files")
    parser.add_argument("--json", action="store_true", help="print JSON (the only form there is)")


def run(args: argparse.Namespace) -> int:
    from desktop.cli.output import print_json

    print_json(presence_report(args.media))
    return 0


def presence_report(paths: list[Path]) -> dict[str, Any]:
    """The JSON of ``candid presence``: frames, blinks, moments and summary of videos and pictures, in the given order.

    With several files, ``summary`` covers all of them and ``files`` each. Raises ``InputError`` for a file that
    cannot be read and ``ModelMissing``.
    """
    from desktop.capture.video_file import IMAGE_SUFFIXES, check_file

    for path in paths:
        check_file(path)
    pictures = [path for path in paths if path.suffix.lower() in IMAGE_SUFFIXES]
    seen = dict(zip(pictures, _pictures(pictures), strict=True))
    parts = [(path, seen[path] if path in seen else _video(path)) for path in paths]
    return {
        "frames": [_frame_json(frame) for _, part in parts for frame in part.frames],
        "blinks": [_blink_json(blink, path) for path, part in parts for blink in part.blinks],
        "moments": [_moment_json(moment, path) for path, part in parts for moment in part.moments],
        "summary": _summary_json(_combined([part for _, part in parts])),
        "files": [{"file": str(path), "summary": _summary_json(part.summary)} for path, part in parts],
    }


def _pictures(paths: list[Path]) -> list[Presence]:
    """Each picture on its own, with the models loaded once."""
    from desktop.capture.video_file import read_image
    from desktop.signals.presence import PresenceAnalyser, summarise_pictures

    found: list[Presence] = []
    if paths:
        with _models("image") as models:
            for path in paths:
                look = models.look(read_image(path), 0.0, with_pose=True)
                frame = PresenceAnalyser(file=str(path)).add(0.0, look.reading, look.posture)
                found.append(Presence((frame,), (), summarise_pictures((frame,))))
    return found


def _video(path: Path) -> Presence:
    """The whole recording is read before its frames are made: by then the person's own open eyes are known."""
    from desktop.signals.presence import PresenceAnalyser, presence_of, typical_opening

    looks, damaged = _looks(path)
    own = typical_opening(look.reading.openness for _, look in looks)
    analyser = PresenceAnalyser(open_eye=own, file=str(path))
    presence = presence_of([analyser.add(t_s, look.reading, look.posture) for t_s, look in looks])
    if damaged:
        note = f"{path.name} is damaged: it could be read up to {looks[-1][0]:.1f} s"
        summary = dataclasses.replace(presence.summary, notes=(*presence.summary.notes, note))
        presence = dataclasses.replace(presence, summary=summary)
    return presence


def _looks(path: Path) -> tuple[list[tuple[float, Look]], bool]:
    """What the models see at each moment, and whether the file is damaged."""
    from desktop.capture.video_file import VideoFileSource

    source = VideoFileSource(path)
    looks: list[tuple[float, Look]] = []
    pose_due_s = next_s = float("-inf")
    source.open()
    try:
        with _models("video") as models:
            while (frame := source.read()) is not None:
                if frame.t_s < next_s:
                    continue
                # Half a frame of slack, or a 30 fps recording with uneven times would lose every second frame.
                next_s = max(next_s, frame.t_s - 0.5 / MAX_FPS) + 1 / MAX_FPS
                with_pose = frame.t_s >= pose_due_s
                pose_due_s = frame.t_s + POSE_EVERY_S if with_pose else pose_due_s
                looks.append((frame.t_s, models.look(frame.image, frame.t_s, with_pose)))
    finally:
        source.close()
    return looks, source.damaged


def _models(mode: Literal["video", "image"]) -> FrameModels:
    from desktop.workers.frame_models import FrameModels
    from models.paths import model_file

    face = model_file("face-landmarker", "face_landmarker.task")
    return FrameModels(face, model_file("pose-landmarker", "pose_landmarker.task"), mode)


def _combined(parts: list[Presence]) -> PresenceSummary:
    from desktop.signals.presence import summarise, summarise_pictures

    if len(parts) == 1:
        return parts[0].summary
    if all(len(part.frames) == 1 for part in parts):
        return summarise_pictures([part.frames[0] for part in parts])
    frames: list[PresenceFrame] = []
    blinks: list[Span] = []
    start_s = 0.0
    for part in parts:
        frames += [dataclasses.replace(frame, t_s=frame.t_s + start_s) for frame in part.frames]
        blinks += [Span(blink.start_s + start_s, blink.end_s + start_s) for blink in part.blinks]
        start_s = (frames[-1].t_s if frames else 0.0) + FILE_GAP_S
    summary = summarise(frames, blinks)
    # A moment in a joined time line would point nowhere, and each recording begins with its own usual height.
    own = ("longest_away", "usual_head_height", "lower_s")
    notes = [note for note in summary.notes if note.split(":")[0] not in own]
    notes += [f"{name}: given for each file, in files" for name in own]
    return dataclasses.replace(summary, longest_away=None, usual_head_height=None, lower_s=None, notes=tuple(notes))


def _frame_json(frame: PresenceFrame) -> dict[str, Any]:
    result = {field.name: _rounded(getattr(frame, field.name)) for field in dataclasses.fields(frame)}
    for name, part in (("posture", frame.posture), ("place", frame.place)):
        if part is not None:
            result[name] = {key: _rounded(value) for key, value in dataclasses.asdict(part).items()}
    return result


def _moment_json(moment: BodyMoment, path: Path) -> dict[str, Any]:
    return {**{key: _rounded(value) for key, value in dataclasses.asdict(moment).items()}, "file": str(path)}


def _blink_json(blink: Span, path: Path) -> dict[str, Any]:
    return {"start_s": _rounded(blink.start_s), "end_s": _rounded(blink.end_s), "file": str(path)}


def _summary_json(summary: PresenceSummary) -> dict[str, Any]:
    result = dataclasses.asdict(summary)
    result["zone_share"] = dict(summary.zone_share)
    away = summary.longest_away
    result["longest_away"] = away and {"start_s": _rounded(away.start_s), "end_s": _rounded(away.end_s)}
    result["notes"] = list(summary.notes)
    return result


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, DECIMALS) if math.isfinite(value) else None
    return value
