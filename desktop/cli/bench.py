"""``candid bench``: how fast this machine runs the parts that matter, and which tier of models fits it."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from desktop.cli.output import print_json, say

# A caption pass must leave half of the time free, and a judgement of five points must fit between two answers.
POSSIBLE_SPEECH = 0.6
# A larger speech model takes three times as long and a larger language model four times; both share the cores.
LIGHT_SPEECH = 0.08
FAST_LANGUAGE = 150.0
ROOMY_CORES = 4
ROOMY_MEMORY_GIB = 15.0
GIB = 1 << 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    result = measure()
    if args.json:
        print_json(result)
        return 0
    for name, value in result["measured"].items():
        print(f"{name}: {value}")
    print(f"tier: {result['tier']} ({result['why']})")
    return 0


def measure() -> dict[str, Any]:
    """Real runs of the real models on the shipped sample; a part whose model is missing is None."""
    import psutil

    from desktop.capture.audio_file import decode_audio
    from desktop.resources import assets_dir

    sample = next(iter(sorted((assets_dir() / "sample" / "en").glob("*.ogg"))))
    audio = decode_audio(sample).astype(np.float32) / 32768.0
    measured: dict[str, Any] = {"cores": os.cpu_count(), "memory_gib": round(psutil.virtual_memory().total / GIB, 1)}
    for name, part in (
        ("speech_real_time_factor", lambda: _speech(audio)),
        ("language_tokens_per_s", _language),
        ("face_ms_per_frame", _face),
        ("voice_real_time_factor", _voice),
    ):
        measured[name] = _tried(name, part)
    tier, why = choose_tier(measured)
    return {"measured": measured, "tier": tier, "why": why}


def choose_tier(measured: dict[str, Any]) -> tuple[str, str]:
    """ "starter" everywhere it keeps up, "larger" with room to spare, "captions off" below."""
    speech = measured["speech_real_time_factor"]
    if speech is None:
        return "unknown", "the speech model is not on this computer"
    if speech > POSSIBLE_SPEECH:
        return "captions off", f"speech takes {speech:.2f} of real time; words come after each answer"
    language = measured["language_tokens_per_s"] or 0.0
    roomy = measured["memory_gib"] >= ROOMY_MEMORY_GIB and (measured["cores"] or 1) >= ROOMY_CORES
    if speech < LIGHT_SPEECH and language > FAST_LANGUAGE and roomy:
        return "larger", f"speech takes {speech:.2f} of real time, {language:.0f} tokens/s: larger models would keep up"
    return "starter", f"speech takes {speech:.2f} of real time"


def _tried(name: str, part: Callable[[], float]) -> float | None:
    from desktop.domain.errors import CandidError

    try:
        return round(part(), 3)
    except CandidError as error:
        say(f"{name}: {error}")
        return None


def _speech(audio: Any) -> float:
    from models.paths import model_file
    from models.speech import SpeechRecognizer

    recognizer = SpeechRecognizer(model_file("whisper-base", "model.bin").parent)
    recognizer.transcribe(audio, language="en", careful=False)
    start_s = time.perf_counter()
    recognizer.transcribe(audio, language="en", careful=False)
    return (time.perf_counter() - start_s) / (len(audio) / 16_000)


def _language() -> float:
    from models.language import LanguageModel
    from models.paths import model_file

    model = LanguageModel(model_file("qwen2.5-coder-1.5b-instruct", "model.gguf"))
    text = "The gradient of the loss is passed back through every layer by the chain rule. " * 8
    count = model.tokens(text)
    start_s = time.perf_counter()
    model.yes_minus_no(text)
    return count / (time.perf_counter() - start_s)


def _face() -> float:
    from desktop.capture.video_file import VideoFileSource
    from desktop.resources import assets_dir
    from models.face import FaceLandmarker
    from models.paths import model_file

    frames = 0
    source = VideoFileSource(assets_dir() / "sample" / "candidate.mp4")
    source.open()
    with FaceLandmarker(model_file("face-landmarker", "face_landmarker.task")) as landmarker:
        spent_s = 0.0
        while frames < 60 and (frame := source.read()) is not None:
            start_s = time.perf_counter()
            landmarker.detect(frame.image, frame.t_s)
            spent_s += time.perf_counter() - start_s
            frames += 1
    source.close()
    return 1000 * spent_s / frames


def _voice() -> float:
    from desktop.resources import assets_dir
    from models.paths import model_file
    from models.synthesis import Synthesizer

    folder = "kokoro-82m-v1.0-int8"
    synthesizer = Synthesizer(
        model_file(folder, "kokoro-v1.0.int8.onnx"), model_file(folder, "vocab.json"), assets_dir() / "voices"
    )
    start_s = time.perf_counter()
    sound, rate = synthesizer.say("Why do gradients vanish in deep networks?", "en")
    return (time.perf_counter() - start_s) / (len(sound) / rate)
