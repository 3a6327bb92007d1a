"""People who were really recorded, with what each said, turn by turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

INTERVIEWS = Path(__file__).resolve().parents[3] / "shared" / "data" / "qa" / "mit_interview_transcripts.csv"
_LEAST_WORDS = 800
_PARAGRAPH = re.compile(r"\*\*([^*:]{2,60}):\*\* *(.*)", re.DOTALL)
_ASIDE = re.compile(r"\\\[[^\]]*\\?\]")


@dataclass(frozen=True, slots=True)
class Speaker:
    name: str
    turns: tuple[str, ...]


def interviewed() -> Iterator[Speaker]:
    """The candidates of the MIT mock interviews."""
    for line in INTERVIEWS.read_text(encoding="utf-8", errors="replace").splitlines():
        name, _, text = line.partition(",")
        turns = (turn.partition(":") for turn in text.split("|"))
        # Two blanks stand where the set's makers took out a comma.
        said = tuple(re.sub(r" {2,}", ", ", said.strip()) for who, _, said in turns if who.strip() == "Interviewee")
        if said:
            yield Speaker(name.strip('"'), said)


def podcast_speakers(folder: Path, every: int) -> Iterator[Speaker]:
    """Of every n-th episode, those with at least 800 words. Markdown, paragraphs that begin with ``**Name:**``."""
    for path in sorted(folder.rglob("*.md"))[::every]:
        turns: dict[str, list[str]] = {}
        speaker = ""
        for paragraph in re.split(r"\n\n+", path.read_text(encoding="utf-8", errors="replace")):
            match = _PARAGRAPH.match(paragraph)
            speaker = match[1] if match else speaker
            text = _ASIDE.sub("", match[2] if match else paragraph).replace("\n", " ").strip()
            said = turns.setdefault(speaker, [])
            if match or not said:
                said.append(text)
            else:
                said[-1] += f" {text}"
        for name, said in turns.items():
            if name and sum(len(turn.split()) for turn in said) >= _LEAST_WORDS:
                yield Speaker(f"{path.parent.name}/{path.stem}: {name}", tuple(said))
