"""Speaks the sample candidate's answers of assets/sample/<language>/sample.yaml into OGG files beside it. Those that
exist are kept, so delete what is to be spoken again.

The candidate's voice is another one than the interviewer's. Run from the checkout with the starter models in place.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import soundfile as sf
import yaml

from desktop.resources import assets_dir
from models.paths import model_file
from models.synthesis import Synthesizer

LEAD_S = 0.6
TAIL_S = 0.4
PAUSE = re.compile(r"\[(\d+(?:\.\d+)?)\]")


def main() -> None:
    synthesizer = Synthesizer(
        model_file("kokoro-82m-v1.0-int8", "kokoro-v1.0.int8.onnx"),
        model_file("kokoro-82m-v1.0-int8", "vocab.json"),
        assets_dir() / "voices",
    )
    for folder in (assets_dir() / "sample" / "zh", assets_dir() / "sample" / "en"):
        sample = yaml.safe_load((folder / "sample.yaml").read_text(encoding="utf-8"))
        for name, text in sample["answers"].items():
            if not (folder / f"{name}.ogg").exists():
                write_answer(synthesizer, folder / f"{name}.ogg", text, folder.name, sample["voice"])


def write_answer(synthesizer: Synthesizer, path: Path, text: str, language: str, voice: str) -> None:
    """One answer with its pauses, at 24 kHz."""
    rate = 24_000
    pieces = [np.zeros(int(LEAD_S * rate), np.float32)]
    for number, part in enumerate(PAUSE.split(" ".join(text.split()))):
        if number % 2:
            pieces.append(np.zeros(int(float(part) * rate), np.float32))
        elif part.strip():
            pieces.append(synthesizer.say(part.strip(), language, voice)[0])
    pieces.append(np.zeros(int(TAIL_S * rate), np.float32))
    sound = np.concatenate(pieces)
    sf.write(path, sound, rate, format="OGG", subtype="VORBIS")
    print(f"{path.parent.name}/{path.name}: {len(sound) / rate:.1f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
